"""Text around statuses, deadlines and searches."""

import datetime as dt
import textwrap
from collections.abc import Sequence
from functools import lru_cache
from math import floor

from django.utils import translation
from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from milestones.choices import Basis, Pair, Precision, Status
from milestones.models import Milestone
from milestones.search import Term, has_match
from milestones.statistics import NO_DEADLINE, DeadlineTally
from priorities.models import Goal, PriorityArea, translation_of


def status_label(status: str) -> str:
    """The status in the reader's language."""
    return str(Status(status).label)


def pair_label(pair: str) -> str:
    """The country pair of a status line, in the reader's language."""
    return str(Pair(pair).label)


def line_parties(pair: str, parties: str) -> str:
    """Whom a status line is for, in the reader's language: a line for all parties is for the one
    country pair that its milestone concerns, if it concerns one."""
    return pair_label(parties if pair == Pair.ALL else pair)


def meaning(status: Status) -> str:
    """The meaning of a status, in the reader's language."""
    return {
        Status.PLANNED: _("In the plan, and not yet reported on."),
        Status.DELAYED: _("Reported as delayed, with or without a new date."),
        Status.INITIATED: _("Work has begun; the report says no more."),
        Status.ON_TRACK: _("Reported to be proceeding as planned."),
        Status.PARTIALLY_COMPLETED: _("A part is done; the wording says when the rest is due."),
        Status.COMPLETED_ONGOING: _("Done, and continued as a standing task; counts as delivered."),
        Status.COMPLETED: _("Done; counts as delivered."),
    }[status]


def found_elsewhere(milestone: Milestone, terms: Sequence[Term]) -> str:
    """Where a search matched a milestone if not in its sentence; empty if the sentence matches."""
    if has_match(milestone.text, terms):
        return ""
    initiative = milestone.initiative
    places = (
        (milestone.plan_text, _("Found in the plan’s sentence")),
        (initiative.text, _("Found in the text of the initiative")),
        *((name, _("Found in the name of the priority area")) for name in initiative.area.names),
    )
    matches = (name for text, name in places if has_match(text, terms))
    return next(matches, "")


def lang_en() -> SafeString:
    """The ``lang`` attribute of text from the documents, which is English on every page."""
    return SafeString("" if translation.get_language() == "en" else ' lang="en"')


def lang_of(instance: Goal | PriorityArea, field: str = "name") -> SafeString:
    """The ``lang`` attribute of a text of the plan: empty if it is in the reader's language."""
    return SafeString("") if translation_of(instance, field) else lang_en()


def colon() -> str:
    """The colon between a name and its value: French has a space before it."""
    return pgettext("after a name", ":")


def percent(share: float) -> str:
    """A share from 0 to 1, such as “32 %”."""
    return f"{whole_percent(share)}\N{NO-BREAK SPACE}%"


def whole_percent(share: float) -> int:
    """A share from 0 to 1 in percent; a half is rounded up."""
    return floor(100 * share + 0.5)


def phase(deadline: DeadlineTally, day: dt.date) -> str:
    """Whether a deadline is ``passed`` on a day or ``to_come``; ``none`` without a deadline."""
    if deadline.when is None:
        return NO_DEADLINE
    return "passed" if deadline.has_passed(day) else "to_come"


def number_words(number: float) -> str:
    """A number in the reader's language, without a decimal point unless it needs one."""
    return str(localize(int(number) if number == int(number) else number))


def caveats(basis: str, recurring: bool, precision: str) -> str:
    """What a reader must know about a deadline besides its date: derived, recurring, imprecise."""
    conditions = {
        _("calculated from the plan’s date"): basis == Basis.DERIVED,
        _("recurs annually"): recurring,
        _("only the season is known"): precision == Precision.SEASON,
        _("year only"): precision == Precision.YEAR,
    }
    return ", ".join(words for words, holds in conditions.items() if holds)


def unbroken(text: str) -> str:
    """The text with no line break after a hyphen or a dash, as in “États-Unis”."""
    for mark in ("-", "–"):
        text = text.replace(mark, f"{mark}\N{WORD JOINER}")
    return text


@lru_cache(maxsize=4096)
def truncated(text: str, length: int) -> str:
    """The text on one line, truncated after a word to ``length`` characters with an ellipsis."""
    return textwrap.shorten(text, length, placeholder="…")
