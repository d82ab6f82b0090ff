"""The record: which status of a milestone was reported, as of when, by whom and from which source.

It is never changed or deleted (the database refuses it); a correction is a later revision for the
same day. ``milestones.actions`` is the only writer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from sys import intern
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from milestones.choices import SCALE, Pair, Precision, Status
from milestones.dates import ImpreciseDate
from milestones.documents.records import StatusLine
from milestones.models.conditions import in_force
from milestones.models.milestone import Milestone
from milestones.models.names import name_or_username
from milestones.models.report import StatusReport
from milestones.models.standing import WITH_ITS_PRECISION, Standing
from milestones.models.withdrawal import UpdateWithdrawal, Withdrawal
from priorities.models import NaturalKey, NaturalKeyManager, Plan

IN_EFFECT = Q(own_withdrawal=None, report__withdrawal=None)
"""The condition that an update was withdrawn neither alone nor with its edition."""


class StatusUpdateQuerySet(models.QuerySet["StatusUpdate"]):
    def in_effect(self) -> Self:
        """Filters out updates that were withdrawn, alone or with their edition."""
        return self.filter(IN_EFFECT)

    def in_force(self, day: dt.date) -> Self:
        """The updates in force on a day: at most one for each milestone."""
        return self.filter(in_force("standings", day, Pair.ALL))

    def with_corrections(self) -> Self:
        """Adds ``is_corrected``: whether a later revision is in force for the day instead."""
        later = StatusUpdate.objects.in_effect().filter(
            milestone=OuterRef("milestone"),
            as_of=OuterRef("as_of"),
            revision__gt=OuterRef("revision"),
        )
        return self.annotate(is_corrected=Exists(later))

    def latest_date(self) -> dt.date | None:
        """The newest day on record: of the updates in effect, else of the plan; None without
        either."""
        standing = Standing.objects.filter(update__isnull=False)
        newest: dt.date | None = standing.aggregate(newest=models.Max("from_date"))["newest"]
        if newest is None:
            newest = Plan.objects.aggregate(newest=models.Max("published"))["newest"]
        return newest

    def newest_first(self) -> Self:
        """Sorts by when they were recorded, then by day; index ``newest_updates``."""
        return self.order_by("-recorded_at", "-as_of", "-pk")

    def for_page(self) -> Self:
        """Loads everything that a history shows, newest first, without the texts of editions."""
        return (
            self.select_related("own_withdrawal", "report__withdrawal")
            .defer("report__text")
            .prefetch_related("lines")
            .order_by("-as_of", "-revision")
        )

    def for_editors(self) -> Self:
        """Loads who recorded them, too. Public pages read nothing of users."""
        return self.for_page().select_related("recorded_by")


class StatusUpdateManager(NaturalKeyManager.from_queryset(StatusUpdateQuerySet)):  # type: ignore[misc]
    """Untyped, since type checkers do not find it behind a relation."""


class StatusUpdate(NaturalKey):
    """The complete status of a milestone from a day on, until the next update.

    It has one line for all parties, or one for each country pair that the milestone concerns.
    Of several revisions for one day the highest is in force and corrects the others.
    ``recorded_at`` is an instant in UTC. ``recorded_by`` is None if nobody was logged in, as when
    a command loads a report. ``recorder`` is that user's full name at the time, which is public:
    never the username; empty without a user or a name. ``approved_by`` and ``approver`` are the
    same of who approved it, if somebody else had proposed it. ``report`` is None for an update
    recorded by a person without one; ``source`` is then where that person has it from.
    ``sentence_lines`` are the lines of a later edition with the milestone's sentence, and
    ``sentence`` its words there if they differ from the milestone's. An update that was withdrawn,
    alone or with its edition, is never in force.
    """

    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, related_name="updates", verbose_name=_("milestone")
    )
    as_of = models.DateField(_("as of"), db_index=True)
    revision = models.PositiveSmallIntegerField(_("revision"), default=1)
    report = models.ForeignKey(
        StatusReport,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="updates",
        verbose_name=_("status report"),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorder = models.CharField(_("name of who recorded it"), max_length=301, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        # Whoever approved it also has a decision, which refers to them in the database. Without
        # a constraint of its own SQLite drops the column in place: triggers name the table.
        db_constraint=False,
        db_index=False,
        verbose_name=_("approved by"),
    )
    approver = models.CharField(_("name of who approved it"), max_length=301, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    source = models.CharField(_("source"), max_length=500, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    sentence = models.TextField(_("sentence in the report"), blank=True)
    sentence_lines = models.JSONField(_("lines of the sentence"), default=list, blank=True)

    public_names = ("milestone__code", "as_of", "revision")
    objects = StatusUpdateManager()

    class Meta:
        verbose_name = _("status update")
        verbose_name_plural = _("status updates")
        ordering = ["milestone", "as_of", "revision"]
        permissions = [("record_in_any_area", "Can record statuses in every priority area")]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone", "as_of", "revision"], name="one_update_per_day_and_revision"
            ),
            models.CheckConstraint(condition=Q(revision__gte=1), name="revisions_count_from_1"),
            models.CheckConstraint(
                condition=Q(revision=1) | ~Q(reason=""), name="a_correction_has_a_reason"
            ),
        ]
        # The feed of a large record would otherwise sort a million updates for its first page.
        indexes = [
            models.Index(fields=["-recorded_at", "-as_of", "-id"], name="newest_updates"),
            models.Index(
                fields=["report", "milestone"],
                condition=~Q(sentence=""),
                name="reworded_sentences",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.milestone.code} {self.as_of} #{self.revision}"

    @property
    def withdrawal(self) -> UpdateWithdrawal | Withdrawal | None:
        """Its own withdrawal, else that of its edition; None if it is in effect. Load both with
        ``for_page``."""
        own: UpdateWithdrawal | None = getattr(self, "own_withdrawal", None)
        return own or getattr(self.report, "withdrawal", None)

    @property
    def recorded_by_name(self) -> str:
        """Who recorded it, for the admin; empty without a user."""
        return name_or_username(self.recorder, self.recorded_by)

    @property
    def approved_by_name(self) -> str:
        """Who approved it, for the admin; empty without a user."""
        return name_or_username(self.approver, self.approved_by)


LINE_COLUMNS = (
    *("pair", "status", "as_reported", "revised_date", "revised_precision"),
    *("note", "source_line"),
)
"""The columns of a ``PairStatus`` but for its update."""


def line_row(line: StatusLine) -> tuple[Any, ...]:
    """The columns that store a status line."""
    revised = line.revised
    date, precision = (revised.date, revised.precision) if revised else (None, "")
    return line.pair, line.status, line.as_reported, date, precision, line.note, line.source_line


def _status_line(row: Sequence[Any]) -> StatusLine:
    """The status line that the columns store."""
    pair, status, as_reported, date, precision, note, source_line = row
    revised = ImpreciseDate.stored(date, precision)
    words = intern(as_reported)  # Many have the same: one copy saves memory.
    return StatusLine(Pair(pair), Status(status), words, revised, note, source_line)


class PairStatusQuerySet(models.QuerySet["PairStatus"]):
    def attach_to(self, updates: Iterable[StatusUpdate]) -> None:
        """Set the prefetched lines of these updates, in one query, in a fraction of the time of
        ``prefetch_related``: see ``DeadlineQuerySet.attach_to``."""
        lines: dict[int, list[PairStatus]] = {update.pk: [] for update in updates}
        for line in self.filter(update__in=lines).order_by("update", "pair"):
            lines[line.update_id].append(line)
        for update in updates:
            for line in lines[update.pk]:
                line.update = update
            vars(update)["_prefetched_objects_cache"] = {"lines": lines[update.pk]}

    def status_lines(self) -> Iterator[tuple[int, StatusLine]]:
        """The key of the update and the values of each, like ``PairStatus.line``, in a third of
        the time."""
        for update, *row in self.values_list("update", *LINE_COLUMNS):
            yield update, _status_line(row)

    def in_force(self, day: dt.date) -> Self:
        """The status lines of the updates in force on a day."""
        return self.filter(in_force("update__standings", day, Pair.ALL))

    def with_state(self, day: dt.date) -> Self:
        """Adds the state of each line: ``is_in_force`` (on the day), ``superseded_by`` and
        ``withdrawn_at``.

        ``superseded_by`` is the revision that is in force for the line's own day instead, None if
        there is none. ``withdrawn_at`` is when its update was withdrawn, alone or with its
        edition; None if it was not.
        """
        # Found once: for each line anew, SQLite looks through the standings of all milestones.
        of_the_day = StatusUpdate.objects.in_force(day).values("pk")
        later = StatusUpdate.objects.in_effect().filter(
            milestone=OuterRef("update__milestone"),
            as_of=OuterRef("update__as_of"),
            revision__gt=OuterRef("update__revision"),
        )
        return self.annotate(
            is_in_force=ExpressionWrapper(Q(update__in=of_the_day), models.BooleanField()),
            superseded_by=Subquery(later.order_by("-revision").values("revision")[:1]),
            withdrawn_at=Coalesce(
                "update__own_withdrawal__withdrawn_at", "update__report__withdrawal__withdrawn_at"
            ),
        )


class PairStatus(models.Model):
    """A status line of an update: the status for all parties or for one country pair.

    ``as_reported`` has the words verbatim, ``revised_date`` the date in them (as in
    ``ImpreciseDate``; None if there is none), and ``note`` the rest of them. ``source_line`` is
    the line number in the update's report; None without a report, and for a pair that the report
    does not mention, whose status stays unchanged.
    """

    update = models.ForeignKey(
        StatusUpdate, on_delete=models.PROTECT, related_name="lines", verbose_name=_("update")
    )
    pair = models.CharField(_("pair"), max_length=5, choices=Pair.choices)
    status = models.CharField(
        _("status"), max_length=20, choices=[(status.value, status.label) for status in SCALE]
    )
    as_reported = models.CharField(_("as reported"), max_length=500)
    revised_date = models.DateField(_("revised deadline"), null=True, blank=True)
    revised_precision = models.CharField(
        _("precision of the revised deadline"),
        max_length=6,
        blank=True,
        choices=Precision.choices,
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    source_line = models.PositiveIntegerField(_("source line"), null=True, blank=True)

    objects = PairStatusQuerySet.as_manager()

    class Meta:
        verbose_name = _("status line")
        verbose_name_plural = _("status lines")
        ordering = ["update", "pair"]
        constraints = [
            # Together these two allow one line for all parties or one for each pair, never both.
            models.UniqueConstraint(
                fields=["update"],
                condition=Q(pair__in=[Pair.ALL, Pair.US_CN]),
                name="one_answer_for_us_cn",
            ),
            models.UniqueConstraint(
                fields=["update"],
                condition=Q(pair__in=[Pair.ALL, Pair.US_MX]),
                name="one_answer_for_us_mx",
            ),
            models.CheckConstraint(condition=Q(pair__in=Pair.values), name="a_known_pair"),
            models.CheckConstraint(condition=Q(status__in=SCALE), name="a_status_on_the_scale"),
            models.CheckConstraint(
                condition=WITH_ITS_PRECISION, name="a_revised_date_has_its_precision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_pair_display()}{pgettext('after a name', ':')} {self.as_reported}"

    @property
    def revised(self) -> ImpreciseDate | None:
        """The revised date in its precision; None if there is none."""
        return ImpreciseDate.stored(self.revised_date, self.revised_precision)

    @property
    def added_note(self) -> str:
        """The note, if it says more than the words as reported; else empty."""
        return "" if self.note in self.as_reported else self.note

    @property
    def line(self) -> StatusLine:
        """Its values, to be compared."""
        return _status_line([getattr(self, column) for column in LINE_COLUMNS])

    @property
    def says_no_more(self) -> bool:
        """Whether the words are only the name of the status."""
        return self.line.says_no_more

    @property
    def rank(self) -> int:
        """The place on the scale, 0 being furthest behind."""
        return SCALE.index(Status(self.status))


_Line = TypeVar("_Line", StatusLine, PairStatus)


def lines_for_pair(lines: Iterable[_Line], pair: str) -> list[_Line]:
    """The lines of an update for a pair or for all parties; every line for the roll-up."""
    return [line for line in lines if pair == Pair.ALL or line.pair in {Pair.ALL, pair}]


def roll_up(lines: Iterable[StatusLine | PairStatus]) -> Status:
    """The roll-up of an update's lines: the status furthest behind; planned without lines."""
    furthest_behind = min(lines, key=lambda line: line.rank, default=None)
    return Status(furthest_behind.status) if furthest_behind else Status.PLANNED
