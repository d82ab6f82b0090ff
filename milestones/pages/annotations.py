"""Labels of what was read from a line of a document, with links to where it is shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from milestones.models import Deadline, PairStatus
from milestones.pages.links import PageLinks
from milestones.pages.source_lines import LineAnnotation
from milestones.pages.text import caveats, status_label


@dataclass(frozen=True)
class AnnotationLabel:
    """An annotation's links (names and URLs) to where it is shown, and further words.

    ``status`` is the code of a status line's status; ``note`` is English, as in the document.
    """

    links: list[tuple[str, str]]
    words: str = ""
    status: str = ""
    note: str = ""


def annotation_label(links: PageLinks, reading: LineAnnotation) -> AnnotationLabel:
    """The label of an annotation."""
    about = reading.about
    match reading.kind:
        case "goal":
            name = _("Goal %(number)s") % {"number": about.number}
            return AnnotationLabel([(name, links.page("overview"))])
        case "area":
            name = _("Priority area %(code)s") % {"code": about.code}
            places = [(name, links.page("area", about.slug))]
            return AnnotationLabel(places, _("its name and objective"))
        case "milestone":
            codes = [milestone.code for milestone in about]
            name = _("Milestone %(code)s")
            places = [(name % {"code": code}, links.page("milestone", code)) for code in codes]
            return AnnotationLabel(places, _("which the report split") if len(about) > 1 else "")
        case "deadline":
            places = [(_("Deadline"), links.page("deadlines"))]
            return AnnotationLabel(places, _deadline_words(about))
        case "status":
            code = about.update.milestone.code
            address = links.page("milestone", code) + "#history"
            places = [(_("Status of %(code)s") % {"code": code}, address)]
            return AnnotationLabel(places, _status_words(about), about.status, about.note)
    name = _("Initiative %(code)s") % {"code": about.code}
    places = [(name, f"{links.page('area', about.area.slug)}#{about.code}")]
    words = {
        "benefit": _("how it benefits North America"),
        "continued": _("continued from the page before"),
    }
    return AnnotationLabel(places, words.get(reading.kind, ""))


def _deadline_words(deadline: Deadline) -> str:
    caveat = caveats(deadline.basis, deadline.recurring, deadline.precision)
    return f"{deadline.when.words} ({caveat})" if caveat else deadline.when.words


def _status_words(line: PairStatus) -> str:
    words = [status_label(line.status), str(line.get_pair_display())]
    if line.revised:
        words.append(_("revised to %(day)s") % {"day": line.revised.words})
    if line.update.revision > 1:
        words.append(_("revision %(number)s") % {"number": line.update.revision})
    return ", ".join(words)
