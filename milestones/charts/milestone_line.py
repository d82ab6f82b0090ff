"""One milestone on a line of time: the plan, its deadlines, the day, and its revised date."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from milestones.charts.bars import IMPRECISE, Axis
from milestones.dates import ImpreciseDate, months_between

_LEFT, _RIGHT = 10, 990
"""The ends of the axis, in thousandths of the drawing's width: a mark at an end stays within it."""


@dataclass(frozen=True)
class Stretch:
    """A part of the line, from ``start`` to ``end``; both are percentages, as SVG text."""

    start: str
    end: str


@dataclass(frozen=True)
class DateMark:
    """A date on the line: ``x`` is a percentage, as SVG text. ``span`` is the season or year that
    it ends, None for a more precise date."""

    kind: str
    when: ImpreciseDate
    x: str
    span: Stretch | None


@dataclass(frozen=True)
class MilestoneLine:
    """``elapsed`` is the time from the first date to the day; ``overdue`` from the last deadline to
    the day, ``slip`` from the last deadline to the last revised date, each None if it is not so.
    ``years`` are the first days of years: the position of each, and its number."""

    marks: tuple[DateMark, ...]
    years: tuple[tuple[str, int], ...]
    elapsed: Stretch
    overdue: Stretch | None
    slip: Stretch | None


def milestone_line(
    dates: Sequence[tuple[str, ImpreciseDate]],
    day: dt.date,
    *,
    overdue: bool = False,
    slipped: bool = False,
) -> MilestoneLine:
    """Draw dates, each with its kind: ``promised``, ``due``, ``revised`` or ``as_of``, the day."""
    days = [when.date for _kind, when in dates]
    first = min(days).replace(day=1)
    axis = Axis(first, months_between(first, max(days)) + 1, _LEFT, _RIGHT)

    def stretch(kind: str, end: dt.date) -> Stretch:
        return Stretch(_percent(axis.x(_last(dates, kind))), _percent(axis.x(end)))

    return MilestoneLine(
        marks=tuple(
            DateMark(
                kind,
                when,
                x := _percent(axis.x(when.date)),
                Stretch(_percent(axis.start(when)), x) if when.precision in IMPRECISE else None,
            )
            for kind, when in dates
        ),
        years=tuple((_percent(tick.x), int(tick.year)) for tick in axis.years[1:]),
        elapsed=Stretch(_percent(axis.x(min(days))), _percent(axis.x(day))),
        overdue=stretch("due", day) if overdue else None,
        slip=stretch("due", _last(dates, "revised")) if slipped else None,
    )


def _last(dates: Iterable[tuple[str, ImpreciseDate]], kind: str) -> dt.date:
    return max(when.date for other, when in dates if other == kind)


def _percent(x: int) -> str:
    return f"{x / 10:g}%"
