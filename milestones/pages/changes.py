"""Two days compared: links to the rows behind each count, and the changes as text."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from milestones.changes import Direction, MilestoneChange, StatusChange
from milestones.choices import DELIVERED, Status
from milestones.matrix import Matrix, MatrixCell
from milestones.pages.links import File, PageLinks, in_all_formats
from milestones.pages.text import colon
from milestones.queries import ChangesQuery
from milestones.queries.change_filters import CHANGED_OR_NOT
from milestones.queries.filtersets import DAY_PARAMS, PAGE_PARAMS
from milestones.queries.urls import page_url, with_query

PICKED = ("was", "now", "direction", "delivered", "slipped_since", "changed")
"""The parameters that pick rows from the matrix; they do not change the matrix itself."""


class ChangeLinks:
    """Links to the changes between two days, from the page of changes or from another.

    ``links`` are those of the page, whose parameters are kept; ``query`` has the days.
    """

    def __init__(self, links: PageLinks, query: ChangesQuery) -> None:
        self.links = links
        self.query = query

    def picked(self, **params: Any) -> str:
        """The URL of just the rows behind a count of these changes."""
        return with_query(page_url("changes"), self._params(PICKED, params)) + "#changed"

    def picked_cell(self, cell: MatrixCell) -> str:
        """The URL of just the milestones in a cell of the matrix.

        In a cell of unchanged statuses, those without any other change are included.
        """
        changed = CHANGED_OR_NOT if cell.direction == Direction.SAME else None
        return self.picked(was=cell.was_code, now=cell.now, changed=changed)

    def is_picked(self, cell: MatrixCell) -> bool:
        """Whether the rows shown are those of this cell."""
        data = self.query.data
        return (data.get("was"), data.get("now")) == (cell.was_code, cell.now)

    def between(self, **days: Any) -> str:
        """The URL of this page with other days, ``from`` or ``to``."""
        return with_query(self.links.request.path, self._params((), days))

    @property
    def files(self) -> list[File]:
        """The files with just the rows of this page; their URLs give the same on any later day."""
        return in_all_formats(self.file)

    def file(self, suffix: str) -> str:
        """The URL of a file with just the rows of this page; it gives the same on any later day."""
        return with_query(page_url("data_file", "changes", suffix), self._params(PAGE_PARAMS, {}))

    def _params(self, without: Collection[str], params: Mapping[str, Any]) -> dict[str, Any]:
        """The page's parameters with the days written out, some left out and some changed."""
        # The page may sort something else than changes.
        left_out = {*DAY_PARAMS, *without, "page", *(() if self.query.sort else ("sort",))}
        names = [name for name in self.query.names if name not in left_out]
        return {**self.query.days, **self.links.active(names), **params}


def moved(direction: Direction | None) -> str:
    """The direction in which a milestone moved, as text."""
    return str(direction.label) if direction else _("New in the plan")


def first_reports(compared: ChangeLinks, matrix: Matrix) -> list[tuple[str, int, str]]:
    """The statuses first reported: for each, delivered first, its label, how many milestones
    have it, and the URL of just those."""
    counts = matrix.first_reports
    groups: list[tuple[str, tuple[Status, ...]]] = [
        (pgettext("first reported as", "delivered"), DELIVERED),
        *((str(status.label), (status,)) for status in reversed(Status) if status not in DELIVERED),
    ]
    figures = []
    for label, statuses in groups:
        reported = [status for status in statuses if status in counts]
        count = sum(counts[status] for status in reported)
        # The page may be filtered by status: what it does not count is not linked.
        address = compared.picked(direction=Direction.FIRST_REPORT, status=reported)
        figures += [(label, count, address)] if count else []
    return figures


def notes(change: MilestoneChange) -> list[str]:
    """What changed besides the status: revised dates and wording, for each pair if they differ."""
    if change.movements[0] is change.whole:
        return list(_notes(change.whole))
    return [
        f"{movement.pair.label}{colon()} {note}"
        for movement in change.movements
        for note in (_pair_note(movement, change.whole), *_notes(movement))
        if note
    ]


def _pair_note(movement: StatusChange, whole: StatusChange) -> str:
    """The direction in which a pair moved; empty if the whole milestone moved the same way."""
    direction = movement.direction
    if direction in {whole.direction, Direction.SAME, None}:
        return ""
    return {
        Direction.BEHIND: _("regressed"),
        Direction.MIXED: _("progressed, but slipped"),
        Direction.AHEAD: _("progressed"),
        Direction.FIRST_REPORT: _("first report"),
    }[direction]


def _notes(movement: StatusChange) -> Iterator[str]:
    if date_note := _date_note(movement):
        yield date_note
    if movement.reworded:
        yield _("same status, other wording")


def _date_note(movement: StatusChange) -> str:
    was, now = movement.was.revised, movement.now.revised
    if was == now:
        return ""
    if now is None:
        return _("no revised date any more")
    months = movement.months_later or 0
    if months > 0:
        message = ngettext("slipped %(n)s month", "slipped %(n)s months", months)
        return message % {"n": months}
    if months < 0:
        message = ngettext("%(n)s month sooner", "%(n)s months sooner", -months)
        return message % {"n": -months}
    return _("the revised date with another precision") if was else _("a revised date")
