"""Two days compared: links to the rows behind each count, and what moved, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.changes import Direction, MatrixCell, MilestoneChange, StatusChange
from milestones.pages.filters import Chip, chips
from milestones.pages.links import File, PageLinks, in_all_formats
from milestones.pages.text import colon
from milestones.queries import ChangesQuery
from milestones.queries.filtersets import ANY, PAGE_PARAMS
from milestones.queries.urls import page_url, with_query

DAYS = ("from", "to", "as_of")
PICKED = ("was", "now", "direction", "changed")
"""What picks rows from the matrix; the matrix itself is the same whichever are picked."""


class ChangeLinks:
    """Links to changes between two days, from the page of these or from another.

    ``links`` are those of the page, whose parameters they keep; ``query`` has the days.
    """

    def __init__(self, links: PageLinks, query: ChangesQuery) -> None:
        self.links = links
        self.query = query

    def picked(self, **params: Any) -> str:
        """The address of just the rows that a count of these changes counts."""
        return with_query(page_url("changes"), self._params(PICKED, params)) + "#changed"

    def picked_cell(self, cell: MatrixCell) -> str:
        """The address of just the milestones in a cell of the matrix, changed otherwise or not."""
        changed = ANY if cell.direction == Direction.SAME else None
        return self.picked(was=cell.was_code, now=cell.now, changed=changed)

    def is_picked(self, cell: MatrixCell) -> bool:
        """Whether the rows shown are those of this cell."""
        data = self.query.data
        return (data.get("was"), data.get("now")) == (cell.was_code, cell.now)

    def between(self, **days: Any) -> str:
        """The address of this page with other days, ``from`` or ``to``."""
        return with_query(self.links.request.path, self._params((), days))

    @property
    def files(self) -> list[File]:
        """The files with just the rows that this page shows, on any later day too."""
        return in_all_formats(self.file)

    def file(self, suffix: str) -> str:
        """The address of a file with just the rows that this page shows, on any later day too."""
        return with_query(page_url("data_file", "changes", suffix), self._params(PAGE_PARAMS, {}))

    def _params(self, without: Collection[str], params: Mapping[str, Any]) -> dict[str, Any]:
        """The page's parameters with the days written out, and some of them changed."""
        names = [name for name in self.query.names if name not in {*DAYS, *without, "page"}]
        return {**self.query.days, **self.links.active(names), **params}

    def chips(self) -> list[Chip]:
        """The filters of the page (see ``chips``), and what is picked from the matrix."""
        usual = [chip for chip in chips(self.links) if chip.name not in {*DAYS, *PICKED}]
        fields = self.query.form.fields
        return usual + [
            Chip(
                name,
                str(fields[name].label or ""),
                _choice(fields[name], values[0]),
                self.links.this_page(**{name: None, "page": None}),
            )
            for name, values in self.links.active(PICKED).items()
        ]


def _choice(field: Any, value: str) -> str:
    return str(dict(field.choices).get(value, value))


def moved(direction: Direction | None) -> str:
    """Which way a milestone moved, in words."""
    return {
        Direction.AHEAD: _("Moved ahead"),
        Direction.BEHIND: _("Fell behind"),
        Direction.SAME: _("Same status"),
        None: _("Newly promised"),
    }[direction]


def notes(change: MilestoneChange) -> list[str]:
    """What else changed besides the status: revised dates and words, for each pair if apart."""
    if change.movements[0] is change.whole:
        return list(_notes(change.whole))
    return [
        f"{movement.pair.label}{colon()} {note}"
        for movement in change.movements
        for note in (_of_pair(movement, change.whole), *_notes(movement))
        if note
    ]


def _of_pair(movement: StatusChange, whole: StatusChange) -> str:
    """Which way a pair moved, if it is not the way of the whole."""
    if movement.direction in {whole.direction, Direction.SAME}:
        return ""
    return _("moved ahead") if movement.direction == Direction.AHEAD else _("fell behind")


def _notes(movement: StatusChange) -> Iterator[str]:
    yield from (note for note in (_of_date(movement), _of_words(movement)) if note)


def _of_words(movement: StatusChange) -> str:
    return _("same status, other words") if movement.reworded else ""


def _of_date(movement: StatusChange) -> str:
    was, now = movement.was.revised, movement.now.revised
    if was == now:
        return ""
    if was is None:
        return _("a revised date")
    if now is None:
        return _("no revised date any more")
    months = movement.put_off or 0
    if months > 0:
        put_off = ngettext("put off %(n)s month", "put off %(n)s months", months)
        return put_off % {"n": months}
    if months < 0:
        sooner = ngettext("%(n)s month sooner", "%(n)s months sooner", -months)
        return sooner % {"n": -months}
    return _("the revised date otherwise exact")
