"""Milestones for lists: milestones rarely change and are cached, their standings are queried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from milestones.choices import Pair
from milestones.models import Deadline, Milestone, PairStatus, Standing, StandingQuerySet
from milestones.models.lookups import ANY_NUMBERS, Numbers
from milestones.models.milestone import STANDING_FIELDS
from milestones.models.prepared import prepared
from milestones.models.status import lines_for_pair
from milestones.queries.cache import cached_items
from milestones.queries.plan import read_plan, whole_plan

_STANDING = ("update_id", *STANDING_FIELDS)


def listed(
    standings: StandingQuerySet,
    day: dt.date,
    *fields: str,
    keys: Collection[int] | None = None,
) -> list[Milestone]:
    """The milestones of these standings on a day, in the same order, with all that a row shows, and
    with further fields of the standings; if keys are given, only those with one of them."""
    columns = tuple(dict.fromkeys((*_STANDING, *fields)))
    rows = (
        _columns(standings, *columns).as_stored()
        if keys is None
        else _columns_of_keys(standings, *columns).as_stored(Numbers(keys).in_place_of(ANY_NUMBERS))
    )
    milestones = milestones_by_key({key for key, *_standing in rows})
    return [
        _with_standing(milestones[key], dict(zip(columns, standing, strict=True)), since, day)
        for key, since, *standing in rows
    ]


@prepared
def _columns(standings: StandingQuerySet, *columns: str) -> QuerySet[Standing, Any]:
    return standings.values_list("milestone", "from_date", *columns)


@prepared
def _columns_of_keys(standings: StandingQuerySet, *columns: str) -> QuerySet[Standing, Any]:
    of_keys = standings.filter(milestone__one_of=ANY_NUMBERS)
    return of_keys.values_list("milestone", "from_date", *columns)


def neighbours(milestone: Milestone, day: dt.date) -> tuple[Milestone | None, Milestone | None]:
    """The milestones on record before and after this one in document order. Each is None if
    there is none: for the first or the last milestone, or if nothing is on record."""
    on_record = Standing.objects.on(day)
    before = on_record.filter(position__lt=milestone.place).order_by("-position")
    after = on_record.filter(position__gt=milestone.place).order_by("position")
    return next(iter(listed(before[:1], day)), None), next(iter(listed(after[:1], day)), None)


def milestones_by_key(keys: Collection[int]) -> dict[int, Milestone]:
    """These milestones, with their deadlines and their place in the plan.

    They are shared until any of them changes, so callers must not change them.
    """
    return cached_items("milestones", keys, _read_milestones)


def lines_of(milestones: Iterable[Milestone], pair: str = Pair.ALL) -> dict[int, list[PairStatus]]:
    """The status lines in force by the milestone's key, of milestones that have the ``update_id``
    of their standing, as those of ``listed``.

    With a country pair, only the line for it or for all parties. A planned milestone has none. The
    lines of an update never change: they are shared, so callers must not change them.
    """
    updates: dict[int, int | None] = {each.pk: vars(each)["update_id"] for each in milestones}
    lines = lines_of_updates({update for update in updates.values() if update})
    return {
        key: lines_for_pair(lines[update], pair) if update else []
        for key, update in updates.items()
    }


def lines_of_updates(updates: Collection[int]) -> dict[int, list[PairStatus]]:
    """The status lines of these updates by their keys, shared like those of ``lines_of``."""
    return cached_items("lines", updates, _read_lines)


def attach_pair_lines(milestones: Iterable[Milestone]) -> None:
    """Give the late ones whose country pairs differ their lines (see ``Milestone.pair_lines``)."""
    differing = [milestone for milestone in milestones if milestone.late and milestone.differ]
    lines = lines_of(differing)
    for milestone in differing:
        milestone.pair_lines = lines[milestone.pk]


def _read_lines(updates: list[int]) -> dict[int, list[PairStatus]]:
    lines: dict[int, list[PairStatus]] = {update: [] for update in updates}
    for line in PairStatus.objects.filter(update__in=updates).select_related("update"):
        lines[line.update_id].append(line)
    return lines


def _read_milestones(keys: list[int]) -> dict[int, Milestone]:
    rows = Milestone.objects.filter(pk__in=keys).select_related("introduced_by")
    milestones = list(rows.defer("introduced_by__text").order_by())
    Deadline.objects.attach_to(milestones)
    initiatives = whole_plan().by_key
    if not initiatives.keys() >= {milestone.initiative_id for milestone in milestones}:
        # An edition that was imported in the meantime has added some.
        initiatives = read_plan().by_key
    for milestone in milestones:
        milestone.initiative = initiatives[milestone.initiative_id]
        # Calculated now, so that all copies have it.
        _ = milestone.last_deadline
    return {milestone.pk: milestone for milestone in milestones}


def _with_standing(
    milestone: Milestone, standing: Mapping[str, Any], since: dt.date, day: dt.date
) -> Milestone:
    """A copy of a milestone with its standing on a day, which is in force since another."""
    copy = copy_with(milestone, standing)
    copy.stand(since, day)
    return copy


def copy_with(milestone: Milestone, values: Mapping[str, Any]) -> Milestone:
    """A copy of a shared milestone with further attributes."""
    copy = Milestone.__new__(Milestone)
    vars(copy).update(vars(milestone))
    vars(copy).update(values)
    return copy
