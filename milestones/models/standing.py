"""Where each milestone stands on each day, calculated from the record.

The record has what was reported and when; the standings have the result for every day, with every
field that pages count, filter and sort by. So any list as of any day is one join. The counts are
updated when standings are written (see ``Counted``). ``milestones.actions`` rebuilds both in the
transaction that writes the record; nothing else writes them.
"""

from __future__ import annotations

import datetime as dt
from collections import namedtuple
from collections.abc import Iterator, Sequence
from typing import Any, Self

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from milestones.choices import DELIVERED, Delivery, Pair, Precision, Status
from milestones.dates import ImpreciseDate
from milestones.models.conditions import ATTENTION_FIELDS, in_force
from milestones.models.counts import COUNT_FIELDS, by_pair
from milestones.models.positions import positions_of
from milestones.models.prepared import RecipeQuerySet, prepared
from milestones.statistics import CountRow
from priorities.models import Initiative

WITH_ITS_PRECISION = Q(revised_date=None, revised_precision="") | Q(
    revised_date__isnull=False, revised_precision__in=Precision.values
)
"""The condition that a revised date has a precision, and that there is none without a date."""


Alike = namedtuple("Alike", (*ATTENTION_FIELDS, "milestones"))  # type: ignore[misc]
"""What milestones are alike in that decides whether they need attention, and how many they are."""
_ANY_PERIOD = "\0"
_FIRST, _BEYOND = -1, -2


class StandingQuerySet(RecipeQuerySet["Standing"]):
    def on(self, day: dt.date, *pairs: str, is_latest: bool = False) -> Self:
        """The standings in force on a day: for these pairs, else the roll-up.

        See ``in_force`` for ``is_latest``.
        """
        return self.filter(in_force("", day, *pairs or (Pair.ALL,), is_latest=is_latest))

    def begun_on(self, day: dt.date, pair: str = Pair.ALL) -> Self:
        """The standings for a pair that begin on a day, and so are in force on it: those of the
        milestones that were reported on as of it."""
        return self.filter(pair=pair, from_date=day)

    def count_rows(self, pairs: Sequence[Pair]) -> dict[Pair, list[CountRow]]:
        """Count these milestones by ``COUNT_FIELDS``, for each pair, in one query."""
        rows: dict[Pair, list[CountRow]] = {pair: [] for pair in pairs}
        for pair, *row in self._count("pair", *COUNT_FIELDS):
            rows[pair].append(CountRow._make(row))
        return rows

    @prepared
    def _count(self, *fields: str) -> models.QuerySet[Any, Any]:
        """These fields, and how many of these standings are alike in them."""
        return self.order_by().values_list(*fields).annotate(count=Count("*"))

    def totals(self, pairs: Sequence[Pair]) -> dict[Pair, int]:
        """How many of these standings there are for each of these pairs."""
        return by_pair(pairs, self._count("pair"))

    def alike_in_attention(self) -> list[Alike]:
        """What these standings are alike in, and how many ``milestones`` are like each; an index
        groups the latest."""
        return list(map(Alike._make, self._count(*ATTENTION_FIELDS)))

    def first_due_under(self, periods: Sequence[str], most: int) -> dict[str, list[int]]:
        """The keys of the first milestones due under each of these periods (see ``due_under``), at
        most ``most`` for each, by their position."""
        rows = self._first_of_a_period(most).for_each([{_ANY_PERIOD: period} for period in periods])
        positions_by_code: dict[str, list[tuple[int, int]]] = {}
        for period, position, milestone in rows:
            for code in period.split() or [period]:
                positions_by_code.setdefault(code, []).append((position, milestone))
        return {
            code: [pk for _position, pk in sorted(rows)[:most]]
            for code, rows in positions_by_code.items()
        }

    @prepared
    def _first_of_a_period(self, most: int) -> models.QuerySet[Any, Any]:
        one_period = self.filter(due_under=_ANY_PERIOD).order_by("position")
        return one_period.values_list("due_under", "position", "milestone")[:most]

    def first_of_initiatives(
        self, initiatives: Sequence[Initiative], most: int
    ) -> dict[int, tuple[list[int], int]]:
        """For each of these initiatives, by its key: the keys of its first milestones, at most
        ``most``, and its number of milestones."""
        ranges = {
            initiative.pk: positions_of(initiative.area.order, initiative.order)
            for initiative in initiatives
        }
        values = [{_FIRST: first, _BEYOND: beyond} for first, beyond in ranges.values()]
        rows = list(self._first_of_a_range(most).for_each(values))
        bounds = ranges.values()
        # One range from the first to the last position: the database reads only an index.
        overall = Q(position__gte=min(bounds)[0], position__lt=max(bounds)[1])
        parts = {
            str(pk): Count("pk", filter=Q(position__gte=first, position__lt=beyond))
            for pk, (first, beyond) in ranges.items()
        }
        counts = self.order_by().filter(overall).aggregate(**parts)
        return {
            pk: ([key for position, key in rows if first <= position < beyond], counts[str(pk)])
            for pk, (first, beyond) in ranges.items()
        }

    @prepared
    def _first_of_a_range(self, most: int) -> models.QuerySet[Any, Any]:
        within = self.filter(position__gte=_FIRST, position__lt=_BEYOND).order_by("position")
        return within.values_list("position", "milestone")[:most]

    def slips(self) -> dict[int, int]:
        """How many of these standings slipped by so many months."""
        return dict(self._slips())

    @prepared
    def _slips(self) -> models.QuerySet[Any, Any]:
        rows = self.order_by().filter(slipped=True).values_list("slip_months")
        return rows.annotate(count=Count("*"))

    @prepared
    def revised_dates(self) -> models.QuerySet[Any, Any]:
        """The last deadline, the revised date, and how many of these standings have them."""
        rows = self.order_by().filter(revised_date__isnull=False)
        return rows.values_list("last_due", "revised_date").annotate(count=Count("*"))

    def changes_of_delivered(self, day: dt.date) -> Iterator[tuple[dt.date, dt.date | None, int]]:
        """How many more (fewer if negative) of these milestones are delivered from each day on,
        up to a day: the day, their last deadline, and the change."""
        rows = self.order_by().filter(from_date__lte=day, status__in=DELIVERED)
        spans = rows.values_list("from_date", "until_date", "last_due").annotate(count=Count("*"))
        for since, until, last_due, count in spans:
            yield since, last_due, count
            if until:
                yield until, last_due, -count

    def beside(self, first: dt.date) -> models.QuerySet[Any]:
        """Adds ``was``, the standing of the same milestone and pair on an earlier day, and
        ``is_same``: whether the same was reported."""
        condition = in_force("milestone__standings", first, F("pair"))
        is_same = models.When(was__fingerprint=F("fingerprint"), then=True)
        return self.annotate(
            was=models.FilteredRelation("milestone__standings", condition=condition)
        ).annotate(is_same=models.Case(is_same, default=False, output_field=models.BooleanField()))


class Standing(models.Model):
    """The status of a milestone for a pair, from one day until (not including) another.

    With pair ``ALL`` it is the roll-up: if pairs differ, the status furthest behind, and the
    latest revised date. ``until_date`` is None for a standing in force until the next update;
    ``update`` is None while the milestone is planned, otherwise ``from_date`` is the as-of day of
    the update. A milestone that a later edition added has no standing before its first update.
    The database refuses a standing that overlaps another of the same milestone and pair (see the
    migration of the guards).

    The other fields follow from the milestone, its deadlines and its other standings. They are
    stored here so that counting needs no joins:

    - ``area`` and ``position`` are the milestone's place in the documents;
    - ``first_due`` and ``last_due`` are the days on which its deadlines fall due, None without
      any; ``due_under`` has the codes of the periods they are listed under, in order, with a
      space between (``2005-12 2006-Fall``), and is empty without any;
    - ``slip_months`` are the months from ``last_due`` to ``revised_date``, negative if the date
      was brought forward, None without both; ``slipped`` is whether they are more than zero;
    - ``slipped_again`` is whether an earlier standing has an earlier ``revised_date``;
    - ``contradictory`` is whether it is on track and ``from_date`` is after ``last_due``;
    - ``delivery`` is whether it was delivered by ``last_due``, which the first of the delivered
      standings in a row decides; empty if it is not delivered;
    - ``status_us_cn`` and ``status_us_mx`` are the statuses of the country pairs, None if a pair
      is not concerned; ``differ`` is whether both exist and are different;
    - ``fingerprint`` is equal for two standings of the same milestone and pair if the same was
      reported: status, revised date and words, whose case, quotes, dashes and spaces do not
      matter; with pair ``ALL``, for each country pair;
    - ``previous_from`` and ``previous_status`` are ``from_date`` and ``status`` of the previous
      standing, None without one; ``changed`` is whether its fingerprint differs, or there is none.
    """

    milestone = models.ForeignKey(
        "milestones.Milestone", on_delete=models.PROTECT, related_name="standings"
    )
    pair = models.CharField(_("pair"), max_length=5, choices=Pair.choices)
    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    revised_date = models.DateField(_("revised deadline"), null=True, blank=True)
    revised_precision = models.CharField(max_length=6, blank=True, choices=Precision.choices)
    update = models.ForeignKey(
        "milestones.StatusUpdate", on_delete=models.PROTECT, null=True, related_name="standings"
    )
    area = models.ForeignKey(
        "priorities.PriorityArea", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.BigIntegerField()
    first_due = models.DateField(null=True, blank=True)
    last_due = models.DateField(null=True, blank=True)
    due_under = models.TextField(blank=True)
    slip_months = models.IntegerField(null=True, blank=True)
    slipped = models.BooleanField()
    slipped_again = models.BooleanField()
    contradictory = models.BooleanField()
    delivery = models.CharField(max_length=7, blank=True, choices=Delivery.choices)
    status_us_cn = models.CharField(max_length=20, null=True, choices=Status.choices)  # noqa: DJ001
    status_us_mx = models.CharField(max_length=20, null=True, choices=Status.choices)  # noqa: DJ001
    differ = models.BooleanField()
    fingerprint = models.BigIntegerField()
    previous_from = models.DateField(null=True, blank=True)
    previous_status = models.CharField(max_length=20, null=True, choices=Status.choices)  # noqa: DJ001
    changed = models.BooleanField()

    objects = StandingQuerySet.as_manager()

    class Meta:
        verbose_name = _("standing")
        verbose_name_plural = _("standings")
        ordering = ["milestone", "pair", "from_date"]
        indexes = [
            models.Index(
                fields=["from_date"],
                condition=Q(update__isnull=False),
                name="days_with_an_update",
            ),
            # Counts of milestones found by a search, now.
            models.Index(
                fields=[*COUNT_FIELDS, "pair", "milestone", "until_date"],
                condition=Q(until_date=None),
                name="alike_now",
            ),
            # Why milestones need attention now.
            models.Index(
                fields=["pair", *ATTENTION_FIELDS, "area", "until_date", "milestone"],
                condition=Q(until_date=None),
                name="attention_now",
            ),
            # The first rows of each deadline.
            models.Index(
                fields=["pair", "due_under", "position", "from_date", "until_date", "milestone"],
                name="in_order_by_deadline",
            ),
            # What revised dates move, now and on a day.
            models.Index(
                fields=[
                    *("pair", "until_date", "status", "from_date"),
                    *("revised_date", "last_due", "milestone"),
                ],
                condition=Q(revised_date__isnull=False),
                name="revised_dates",
            ),
            # What the revised date was on an earlier day.
            models.Index(
                fields=["milestone", "pair", "from_date", "until_date", "revised_date"],
                condition=Q(revised_date__isnull=False),
                name="earlier_revised_dates",
            ),
            # The rows with the longest slip.
            models.Index(
                fields=["pair", "slip_months", "position", "from_date", "until_date"],
                condition=Q(slipped=True),
                name="put_off_furthest",
            ),
            # The first rows of a list of those whose pairs differ, in document order.
            models.Index(
                fields=["pair", "position", "from_date", "until_date"],
                condition=Q(differ=True),
                name="pairs_differ_in_order",
            ),
            # The first rows of a list in document order, and of overdue milestones.
            models.Index(
                fields=["pair", "position", "from_date", "until_date"], name="in_document_order"
            ),
            models.Index(
                fields=["pair", "last_due", "position", "status", "from_date", "until_date"],
                name="longest_due_first",
            ),
            # Changes up to now, and between two days.
            models.Index(
                fields=[
                    *("pair", "previous_from", "previous_status", "status", "changed"),
                    *("from_date", "until_date"),
                ],
                condition=Q(until_date=None),
                name="steps_until_now",
            ),
            models.Index(
                fields=[
                    *("pair", "from_date", "previous_from", "previous_status", "status"),
                    *("changed", "until_date"),
                ],
                name="steps_by_day",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "pair", "from_date"], name="one_standing_from_a_day"
            ),
            models.UniqueConstraint(
                fields=["milestone", "pair"],
                condition=Q(until_date=None),
                name="one_standing_now",
            ),
            models.CheckConstraint(
                condition=Q(pair__in=Pair.values), name="a_standing_for_a_known_pair"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="a_standing_of_a_known_status"
            ),
            models.CheckConstraint(
                condition=WITH_ITS_PRECISION, name="a_standing_s_revised_date_has_its_precision"
            ),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gt=F("from_date")),
                name="a_standing_lasts_a_day",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.PLANNED, update=None)
                | (~Q(status=Status.PLANNED) & Q(update__isnull=False)),
                name="only_planned_has_no_update",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone.code} {self.pair} {self.status} from {self.from_date}"

    @property
    def revised(self) -> ImpreciseDate | None:
        """The revised date in its precision; None if there is none."""
        return ImpreciseDate.stored(self.revised_date, self.revised_precision)
