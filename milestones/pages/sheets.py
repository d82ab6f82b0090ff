"""How many sheets of paper a briefing takes, calculated from the length of its texts.

A browser or the PDF breaks pages by itself; this says about how many, without making one. Heights
are in lines of small text as the stylesheets for print have it; ``tests/browser/test_print.py``
compares the rule with what a browser prints.
"""

from collections.abc import Iterable, Sequence
from math import ceil

from django.utils.translation import get_language

from milestones.models import Milestone, PairStatus

MilestoneWithLines = tuple[Milestone, Sequence[PairStatus]]
"""A milestone and its status lines in force."""

SHEET, TRANSLATED_SHEET = 73, 68.5
"""The height of a sheet, between A4 and Letter; less of a French or Spanish briefing, whose words
are longer than those of the same briefing in English."""
HEAD, AREA_IN_CALENDAR, AREA_IN_TABLE, CHANGES, AREA_HEADING = 36, 3.5, 2.5, 18, 7
"""The heights of the head with the figures and the calendar's frame; of an area in the calendar,
in the table of areas, and over its milestones; and of the section on changes."""
SHORT_WIDTH, FULL_WIDTH, STATUS_WIDTH = 60, 53, 34
"""How many characters of a sentence or status fit on a line: in short and in full."""
PADDING = 0.5
"""The height of the space between rows."""


def sheets(
    areas: int,
    in_short: Iterable[Milestone],
    changed: int,
    in_full: Iterable[tuple[object, Sequence[MilestoneWithLines]]],
) -> int:
    """How many sheets a briefing of several sheets takes in the current language, about.

    It has so many areas, milestones in short and changed ones, and in full those of each area with
    their status lines.
    """
    height = HEAD + AREA_IN_CALENDAR * areas + CHANGES + changed * 3
    if areas > 1:
        height += AREA_IN_TABLE * areas + 10
    height += sum(ceil(len(m.text) / SHORT_WIDTH) + PADDING for m in in_short)
    for _area, milestones in in_full:
        height += AREA_HEADING + sum(_full(milestone, lines) for milestone, lines in milestones)
    return ceil(height / (SHEET if get_language() == "en" else TRANSLATED_SHEET))


def _full(milestone: Milestone, lines: Sequence[PairStatus]) -> float:
    """The height of a milestone in full: its sentence and source lines beside its status lines."""
    words = ceil(len(milestone.text) / FULL_WIDTH) * 1.15 + 1.5
    statuses = sum(ceil((len(line.as_reported) + 24) / STATUS_WIDTH) for line in lines)
    return max(words, statuses * 1.2) + 2 * PADDING
