"""What every query must answer, worked out in plain Python from the record (``oracle_record``).

The oracle says for any query which milestones there are, in which order, and how each stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from tests.milestones.oracle_record import (
    EITHER,
    FURTHEST_BEHIND_FIRST,
    Promise,
    Row,
    editions,
    last_day,
    read,
)

FLAGS = ("due", "late", "overdue", "contradiction", "slipped", "differ")
TALLIED = ("due", "delivered_of_due", "late", "overdue", "contradiction", "slipped")
WORST_TO_BEST = ["delayed", "planned", *FURTHEST_BEHIND_FIRST[2:]]
DELIVERIES = ("on_time", "late", "unknown", "undated")
PRECISIONS = ("day", "month", "season", "year")
Filters = Mapping[str, Any]
"""The parameters of a query by their names; ``status`` may be a list."""


@dataclass(frozen=True)
class MilestoneChange:
    """A milestone on two days; the first status is None if nothing was on record."""

    row: Row
    was: str | None
    changed: bool
    expected_before: dt.date | None

    @property
    def code(self) -> str:
        return self.row.code

    @property
    def now(self) -> str:
        return self.row.status

    @property
    def is_delivery(self) -> bool:
        """Whether it is delivered, and was not before."""
        delivered = ("completed_ongoing", "completed")
        return self.now in delivered and self.was not in delivered

    @property
    def direction(self) -> str | None:
        """Which way it moved: by its status, from the first report on, unless its date slipped."""
        if self.was is None or self.was == self.now:
            return self.was and "same"
        if self.was == "planned":
            return "first_report"
        if FURTHEST_BEHIND_FIRST.index(self.now) < FURTHEST_BEHIND_FIRST.index(self.was):
            return "behind"
        return "mixed" if self.is_later else "ahead"

    @property
    def is_later(self) -> bool:
        """Whether its revised date is later than when it was expected before."""
        revised, before = self.row.revised, self.expected_before
        return bool(revised and before and revised.date > before)


@dataclass(frozen=True)
class Oracle:
    """The record, read once."""

    promises: Sequence[Promise]
    editions: Sequence[dt.date]
    _known: dict[tuple[dt.date, str], list[Row]] = field(default_factory=dict)

    @classmethod
    def of_the_record(cls) -> Self:
        return cls(sorted(read(), key=lambda promise: promise.place), editions())

    def rows(self, day: dt.date, pair: str) -> list[Row]:
        """How every milestone on record stood on a day, in document order."""
        if (day, pair) not in self._known:
            rows = (promise.as_of(day, pair) for promise in self.promises)
            self._known[day, pair] = [row for row in rows if row]
        return self._known[day, pair]

    def answer(self, filters: Filters, day: dt.date) -> list[Row]:
        """The rows of a query as of a day, in its order."""
        rows = self.rows(day, filters.get("pair") or "ALL")
        return in_order([row for row in rows if admits(filters, row)], filters.get("sort", ""))

    def progress(self, filters: Filters, day: dt.date) -> list[tuple[Any, ...]]:
        """The rows of ``/progress.csv`` as of a day, where its editions are those of the record."""
        pair = filters.get("pair") or "ALL"
        rows = self.answer(filters, day)
        if not rows:
            return []
        codes = {row.code for row in rows}
        ends = {end for row in rows for end in map(last_day, row.promise.deadlines)}
        return [
            (
                each,
                sum(bool(row.last_due and row.last_due <= each) for row in rows),
                sum(row.expected is not None and row.expected <= each for row in rows),
                *self._delivered(codes, each, pair, known=each <= day),
            )
            for each in sorted(ends | {edition for edition in self.editions if edition <= day})
        ]

    def _delivered(
        self, codes: set[str], day: dt.date, pair: str, *, known: bool
    ) -> tuple[int | None, int | None]:
        if not known:
            return None, None
        rows = [row for row in self.rows(day, pair) if row.code in codes]
        return sum(row.delivered for row in rows), sum(row.delivered_of_due for row in rows)

    def changes(self, filters: Filters, first: dt.date, second: dt.date) -> list[MilestoneChange]:
        """The milestones of a query as of the second day, beside how they stood on the first."""
        pair = filters.get("pair") or "ALL"
        return [compared(row, first, second, pair) for row in self.answer(filters, second)]


def compared(row: Row, first: dt.date, second: dt.date, pair: str) -> MilestoneChange:
    """A row changed if anything else was reported to a pair that is meant until the first day."""
    was = row.promise.side(first, pair)
    sides = [
        (row.promise.side(first, each), row.promise.side(second, each))
        for each in (EITHER if pair == "ALL" else [pair])
    ]
    return MilestoneChange(
        row,
        was.status if was else None,
        any(was != now for was, now in sides),
        was.revised.date if was and was.revised else row.last_due,
    )


def admits(filters: Filters, row: Row) -> bool:
    """Whether every condition of a query lets a row through; with ``match``, of those on its status
    and flags any one."""
    holds = {
        name: CONDITIONS[name](row, value) for name, value in filters.items() if name in CONDITIONS
    }
    if filters.get("match") == "any":
        enough = [holds.pop(name) for name in ("status", *FLAGS) if name in holds]
        holds["match"] = any(enough) or not enough
    return all(holds.values()) and has_a_deadline(
        row, filters.get("due_from"), filters.get("due_to")
    )


def has_a_deadline(row: Row, due_from: str | None, due_to: str | None) -> bool:
    """Whether one deadline falls due in the months asked for."""
    if not due_from and not due_to:
        return True
    return any(
        (due_from or "") <= f"{deadline.date:%Y-%m}" <= (due_to or "9999")
        for deadline in row.promise.deadlines
    )


def matches(row: Row, words: str) -> bool:
    """Whether every word is a code, or part of a sentence or of the area's name."""
    promise = row.promise
    codes = (promise.code.lower(), promise.initiative.lower())
    texts = [promise.text, promise.plan_text, promise.initiative_text, promise.area_name]
    return all(
        word in codes or any(word in text.lower() for text in texts)
        for word in words.lower().split()
    )


def is_listed_under(row: Row, period: str) -> bool:
    """Whether a row of the deadlines data counts it."""
    if period == "none":
        return not row.promise.deadlines
    return any(deadline.period == period for deadline in row.promise.deadlines)


def last_due(row: Row) -> str:
    """The day on which the last deadline falls due, empty without any."""
    return max((f"{deadline.date}" for deadline in row.promise.deadlines), default="")


def has(flag: str) -> Callable[[Row, Any], bool]:
    """The condition that a row has a flag."""
    return lambda row, _yes: bool(getattr(row, flag))


CONDITIONS: Mapping[str, Callable[[Row, Any], bool]] = {
    "q": matches,
    "code": lambda row, code: row.code == code,
    "goal": lambda row, number: str(row.promise.goal) == number,
    "area": lambda row, slug: row.promise.area == slug,
    "initiative": lambda row, code: row.promise.initiative == code,
    "status": lambda row, statuses: row.status in statuses,
    "deadline": is_listed_under,
    "last_due_from": lambda row, day: last_due(row) >= day,
    "last_due_to": lambda row, day: "" < last_due(row) <= day,
    "delivery": lambda row, delivery: row.delivery == delivery,
    "reported_from": lambda row, first: (
        row.reported_as_of is not None and row.reported_as_of >= of_iso(first)
    ),
    "reported_to": lambda row, last: (
        row.reported_as_of is not None and row.reported_as_of <= of_iso(last)
    ),
    **{flag: has(flag) for flag in FLAGS},
}


def of_iso(day: str) -> dt.date:
    return dt.date.fromisoformat(day)


def place_on_scale(status: str | None) -> int | None:
    return FURTHEST_BEHIND_FIRST.index(status) if status else None


def by_code(row: Row) -> tuple[str, int, int]:
    return (row.promise.area_code, *row.promise.place[1:])


SORTS: Mapping[str, Callable[[Row], Any]] = {
    "code": by_code,
    "goal": lambda row: row.promise.goal,
    "priority_area": lambda row: row.promise.place[0],
    "initiative_code": lambda row: by_code(row)[:2],
    "initiative": lambda row: row.promise.initiative_text,
    "milestone": lambda row: row.promise.text,
    "plan_text": lambda row: row.promise.plan_text or None,
    "parties": lambda row: row.promise.parties,
    "first_deadline": lambda row: row.first_due,
    "last_deadline": lambda row: row.last_due,
    "deadline_basis": lambda row: min(row.promise.bases, default=None),
    "status": lambda row: place_on_scale(row.status),
    "status_us_cn": lambda row: place_on_scale(row.status_us_cn),
    "status_us_mx": lambda row: place_on_scale(row.status_us_mx),
    "revised_deadline": lambda row: row.revised and row.revised.date,
    "slip_months": lambda row: row.slip_months,
    "overdue": lambda row: row.overdue,
    "contradiction": lambda row: row.contradiction,
    "as_of": lambda row: 0,
    "source_line": lambda row: 0,
    "reported_as_of": lambda row: row.reported_as_of,
    "days_overdue": lambda row: row.days_overdue,
    "late": lambda row: row.late,
}
"""What rows are sorted by, column by column. All rows have the same day, and their lines are in
document order."""

JUST_THE_ORDER = ("as_of", "source_line")


def in_order(rows: list[Row], sort: str) -> list[Row]:
    """Rows in document order, sorted by a column; empty cells last, ties in document order."""
    if not sort:
        return rows
    column, descending = sort.removeprefix("-"), sort.startswith("-")
    if column in JUST_THE_ORDER:
        return rows[::-1] if descending else rows
    key = SORTS[column]
    filled = [row for row in rows if key(row) is not None]
    empty = [row for row in rows if key(row) is None]
    # Python keeps the order of equals, also when it sorts in reverse.
    return sorted(filled, key=key, reverse=descending) + empty


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """How many there are, in each status and of which kind."""
    every = list(rows)
    return {
        "milestones": len(every),
        **{name: sum(row.status == name for row in every) for name in FURTHEST_BEHIND_FIRST},
        **{f"delivered {how}": sum(row.delivery == how for row in every) for how in DELIVERIES},
        **{name: sum(getattr(row, name) for row in every) for name in TALLIED},
    }


def by_area(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """The counts of each area that has any of the rows, in document order."""
    areas = dict.fromkeys(row.promise.area for row in rows)
    return {area: counts(row for row in rows if row.promise.area == area) for area in areas}


def by_deadline(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """The counts of each period with a deadline of the rows, earliest first; then of none."""
    periods = sorted(
        {deadline for row in rows for deadline in row.promise.deadlines},
        key=lambda deadline: (deadline.date, PRECISIONS.index(deadline.precision)),
    )
    listed = dict.fromkeys(deadline.period for deadline in periods)
    if any(not row.promise.deadlines for row in rows):
        listed["none"] = None
    return {
        period: counts(row for row in rows if is_listed_under(row, period)) for period in listed
    }
