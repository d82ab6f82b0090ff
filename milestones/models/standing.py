"""Where each milestone stands on each day, reckoned from the record.

The record says what was reported and when; the standings say what that means for every day,
so that any page as of any day is one plain join. ``milestones.actions`` reckons them anew in
the same transaction as it records an update; nothing else writes them.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from milestones.choices import Pair, Precision, Status

WITH_ITS_PRECISION = Q(revised_date=None, revised_precision="") | Q(
    revised_date__isnull=False, revised_precision__in=Precision.values
)
"""The condition that a revised date, if there is one, says how exactly it is known."""


class Standing(models.Model):
    """The status of a milestone for a pair, from one day until (not including) another.

    With pair ``ALL`` it is the roll-up: where pairs differ, the status furthest behind, and the
    latest revised date. ``until_date`` is None for what stands until the next update;
    ``update`` is None while the milestone is planned. A milestone that a later report added
    stands nowhere before its first update. The database refuses a standing that
    overlaps another of the same milestone and pair (see the migration of the guards).
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


def in_force(relation: str, day: dt.date, pair: str) -> Q:
    """The condition that a related standing is the pair's (``ALL``: the roll-up) on a day."""
    return Q(**{f"{relation}__pair": pair, f"{relation}__from_date__lte": day}) & (
        Q(**{f"{relation}__until_date": None}) | Q(**{f"{relation}__until_date__gt": day})
    )
