"""Comparing two days: what changed of a milestone, and which way it moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from milestones.choices import COUNTRY_PAIRS, Pair, Status
from milestones.dates import ImpreciseDate, months_between


class Direction(models.TextChoices):
    """Which way a milestone moved between two days.

    A first report is neither progress nor regress: the plan says nothing of how far a milestone
    is. Nor is a more advanced status that comes with a later date (``MIXED``): it is nearer to
    delivery by its status and further from it by its date, and neither outweighs the other.
    """

    BEHIND = "behind", _("Regressed")
    SAME = "same", _("Same status")
    MIXED = "mixed", _("Progressed, but slipped")
    AHEAD = "ahead", _("Progressed")
    FIRST_REPORT = "first_report", _("First report")

    @classmethod
    def between(
        cls, was: Status | None, now: Status | None, *, is_later: bool = False
    ) -> Direction | None:
        """The direction from one status to another; None if either day has no status.

        ``is_later`` is whether the milestone is expected later than on the first day.
        """
        if was is None or now is None:
            return None
        if was == now:
            return cls.SAME
        if was is Status.PLANNED:
            return cls.FIRST_REPORT
        if _RANKS[now] < _RANKS[was]:
            return cls.BEHIND
        return cls.MIXED if is_later else cls.AHEAD


_RANKS = {status: rank for rank, status in enumerate(Status)}


@dataclass(frozen=True)
class StatusOnDay:
    """What was recorded as of one of the two days; ``status`` is None before the plan's date."""

    status: Status | None
    words: str
    revised: ImpreciseDate | None


@dataclass(frozen=True)
class StatusChange:
    """The record for all parties, or for one pair, on the first day and on the second."""

    pair: Pair
    was: StatusOnDay
    now: StatusOnDay
    last_due: dt.date | None

    @property
    def direction(self) -> Direction | None:
        return Direction.between(self.was.status, self.now.status, is_later=self.is_later)

    @property
    def expected_before(self) -> dt.date | None:
        """When the milestone was expected on the first day: its revised date, else its last
        deadline; None without either."""
        return self.was.revised.date if self.was.revised else self.last_due

    @property
    def is_later(self) -> bool:
        """Whether a revised date is later than when the milestone was expected before."""
        before, now = self.expected_before, self.now.revised
        return before is not None and now is not None and now.date > before

    @property
    def months_later(self) -> int | None:
        """Months from when the milestone was expected to the revised date of the second day; None
        if either is not known."""
        before, now = self.expected_before, self.now.revised
        return months_between(before, now.date) if before and now else None

    @property
    def reworded(self) -> bool:
        """Whether the same status was reported in other words."""
        return self.was.status == self.now.status and self.was.words != self.now.words


@dataclass(frozen=True)
class MilestoneChange:
    """A milestone between two days (a row of ``MilestoneQuerySet.compared``).

    ``whole`` is the change that counts: of the pair in the query, else of the roll-up. ``pairs``
    has the change of each country pair, if the query has no pair and both are concerned.
    """

    milestone: Any
    whole: StatusChange
    pairs: Sequence[StatusChange]

    @classmethod
    def of(cls, milestone: Any, pair: Pair, lines: Mapping[int, Sequence[Any]]) -> Self:
        """Read what ``compared`` added to a milestone; ``lines`` has the lines by update id."""
        pairs = [_status_change(milestone, country_pair, lines) for country_pair in COUNTRY_PAIRS]
        both = pair == Pair.ALL and all(change.now.status for change in pairs)
        whole = StatusChange(
            pair,
            _overall_status(milestone, "from", pair, [change.was for change in pairs]),
            _overall_status(milestone, "to", pair, [change.now for change in pairs]),
            milestone.last_due,
        )
        return cls(milestone, whole, pairs if both else [])

    @property
    def was_by_pair(self) -> list[tuple[Pair, StatusOnDay]]:
        """Each pair's status on the first day, if they differed; else nothing."""
        return _if_different([(change.pair, change.was) for change in self.pairs])

    @property
    def now_by_pair(self) -> list[tuple[Pair, StatusOnDay]]:
        """Each pair's status on the second day, if they differed; else nothing."""
        return _if_different([(change.pair, change.now) for change in self.pairs])

    @property
    def movements(self) -> Sequence[StatusChange]:
        """The changes to show: each pair's if the pairs ever differed, else the whole's."""
        return self.pairs if self.was_by_pair or self.now_by_pair else [self.whole]


def _if_different(statuses: list[tuple[Pair, StatusOnDay]]) -> list[tuple[Pair, StatusOnDay]]:
    return statuses if len({status for _pair, status in statuses}) > 1 else []


def _status_change(milestone: Any, pair: Pair, lines: Mapping[int, Sequence[Any]]) -> StatusChange:
    return StatusChange(
        pair,
        _pair_status(milestone, "from", pair, lines),
        _pair_status(milestone, "to", pair, lines),
        milestone.last_due,
    )


def _pair_status(
    milestone: Any, side: str, pair: Pair, lines: Mapping[int, Sequence[Any]]
) -> StatusOnDay:
    """What was recorded for a country pair; empty if the milestone does not concern it."""
    status = getattr(milestone, f"{side}_status_{pair.lower().replace('-', '_')}")
    update_lines = lines.get(getattr(milestone, f"{side}_update_id"), ()) if status else ()
    line = next((line for line in update_lines if line.pair in {Pair.ALL, pair}), None)
    return StatusOnDay(
        status=Status(status) if status else None,
        words=line.as_reported if line else "",
        revised=line.revised if line else None,
    )


def _overall_status(
    milestone: Any, side: str, pair: Pair, by_pair: Sequence[StatusOnDay]
) -> StatusOnDay:
    """What was recorded for the pair in the query, or the roll-up."""
    status = getattr(milestone, f"{side}_status")
    return StatusOnDay(
        status=Status(status) if status else None,
        words=_combined_words(pair, by_pair),
        revised=revised(milestone, f"{side}_"),
    )


def _combined_words(pair: Pair, by_pair: Sequence[StatusOnDay]) -> str:
    """The pair's words; for the roll-up, both pairs' with their codes, unless they are the same."""
    if pair != Pair.ALL:
        return by_pair[COUNTRY_PAIRS.index(pair)].words
    different = dict.fromkeys(on_day.words for on_day in by_pair if on_day.status)
    if len(different) < len(COUNTRY_PAIRS):
        return next(iter(different), "")
    return " / ".join(
        f"{country_pair}: {on_day.words}"
        for country_pair, on_day in zip(COUNTRY_PAIRS, by_pair, strict=True)
    )


def revised(milestone: Any, prefix: str) -> ImpreciseDate | None:
    """The revised date that ``compared`` added under a prefix; None if there is none."""
    date: dt.date | None = getattr(milestone, f"{prefix}revised_date")
    return ImpreciseDate.stored(date, getattr(milestone, f"{prefix}revised_precision"))
