"""What was read from a line, in words and with links to where it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.template import RequestContext
from django.utils.translation import gettext as _

from milestones.models import Deadline, PairStatus
from milestones.readings import Reading
from milestones.templatetags.tracker import page
from milestones.templatetags.words import caveats, label

register = template.Library()


@dataclass(frozen=True)
class Said:
    """A reading: where it is shown (names and addresses), and what more there is to say of it.

    ``status`` is the code of a status line's status; ``note`` is English, as in the document.
    """

    links: list[tuple[str, str]]
    words: str = ""
    status: str = ""
    note: str = ""


@register.simple_tag(takes_context=True)
def said_of(context: RequestContext, reading: Reading) -> Said:
    """What to say of a reading."""
    about = reading.about
    match reading.kind:
        case "goal":
            name = _("Goal %(number)s") % {"number": about.number}
            return Said([(name, page(context, "overview"))])
        case "area":
            name = _("Priority area %(code)s") % {"code": about.code}
            return Said([(name, page(context, "area", about.slug))], _("its name and objective"))
        case "milestone":
            links = [
                (_("Milestone %(code)s") % {"code": one.code}, page(context, "milestone", one.code))
                for one in about
            ]
            return Said(links, _("which the report split") if len(about) > 1 else "")
        case "deadline":
            return Said([(_("Deadline"), page(context, "deadlines"))], _deadline_words(about))
        case "status":
            code = about.update.milestone.code
            address = page(context, "milestone", code) + "#history"
            links = [(_("Status of %(code)s") % {"code": code}, address)]
            return Said(links, _status_words(about), about.status, about.note)
    name = _("Initiative %(code)s") % {"code": about.code}
    links = [(name, f"{page(context, 'area', about.area.slug)}#{about.code}")]
    more = {
        "benefit": _("how it benefits North America"),
        "continued": _("continued from the page before"),
    }
    return Said(links, more.get(reading.kind, ""))


def _deadline_words(deadline: Deadline) -> str:
    said = caveats(deadline)
    return f"{deadline.when.words} ({said})" if said else deadline.when.words


def _status_words(line: PairStatus) -> str:
    words = [label(line.status), str(line.get_pair_display())]
    if line.revised:
        words.append(_("revised to %(day)s") % {"day": line.revised.words})
    if line.update.revision > 1:
        words.append(_("revision %(number)s") % {"number": line.update.revision})
    return ", ".join(words)
