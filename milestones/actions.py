"""The one way to write statuses: admin, seed, import and shell all come through here."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from milestones.choices import SCALE, Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, PairStatus, Standing, StatusReport, StatusUpdate

BATCH = 500


@dataclass(frozen=True)
class NewLine:
    """A status to be recorded, for all parties or for one pair (see ``PairStatus``).

    Without ``as_reported`` the status's own English label stands for the words.
    """

    pair: Pair
    status: Status
    as_reported: str = ""
    revised: ImpreciseDate | None = None
    note: str = ""
    source_line: int | None = None


@dataclass(frozen=True)
class NewUpdate:
    """The whole picture of a milestone from a day on; ``reason`` is required of a correction."""

    milestone: Milestone
    as_of: dt.date
    lines: Sequence[NewLine]
    reason: str = ""


def record_status(
    new: NewUpdate, *, recorded_by: Any = None, report: StatusReport | None = None
) -> StatusUpdate:
    """Record one update. See ``record_statuses``."""
    return record_statuses([new], recorded_by=recorded_by, report=report)[0]


@transaction.atomic
def record_statuses(
    news: Iterable[NewUpdate], *, recorded_by: Any = None, report: StatusReport | None = None
) -> list[StatusUpdate]:
    """Record updates, all or none, and reckon where their milestones stand.

    An update for a day that already has one corrects it: it becomes the next revision, and the
    earlier one stays on record. Raises ValidationError naming the field where an update is
    inconsistent: before the plan's date, a status off the scale, both all parties and a pair, a
    pair missing or not concerned, words too long to keep, another day than its report's, a
    line that its report does not have, the picture on record again, a correction without a reason.
    """
    wanted = list(news)
    ids = sorted({new.milestone.pk for new in wanted})
    held = _hold(ids)
    plan_dates = _plan_dates(ids)
    history = _history(ids)
    updates, lines = [], []
    for new in wanted:
        _check(new, plan_dates[new.milestone.pk])
        _check_source(new, report)
        earlier = history[new.milestone.pk].get(new.as_of)
        _check_correction(new, earlier)
        update = StatusUpdate(
            milestone=new.milestone,
            as_of=new.as_of,
            revision=earlier.update.revision + 1 if earlier else 1,
            report=report,
            recorded_by=recorded_by,
            reason=new.reason,
        )
        updates.append(update)
        new_lines = [_line(update, line) for line in new.lines]
        for line in new_lines:
            line.clean_fields(exclude=["update"])
        lines.extend(new_lines)
        history[new.milestone.pk][new.as_of] = _Picture(update, new_lines)
    StatusUpdate.objects.bulk_create(updates, BATCH)
    PairStatus.objects.bulk_create(lines, BATCH)
    _write_standings(held, plan_dates, history)
    return updates


@transaction.atomic
def reckon_standings(milestones: Sequence[Milestone]) -> None:
    """Reckon anew where milestones stand on every day, from the plan's date and the record."""
    ids = sorted(milestone.pk for milestone in milestones)
    _write_standings(_hold(ids), _plan_dates(ids), _history(ids))


@dataclass(frozen=True)
class _Picture:
    """The update in force for a day, and its lines."""

    update: StatusUpdate
    lines: Sequence[PairStatus]


_History = dict[int, dict[dt.date, _Picture]]


def _check(new: NewUpdate, plan_date: dt.date) -> None:
    if new.as_of < plan_date:
        message = _("Nothing was on record before the plan of %(date)s.") % {"date": plan_date}
        raise ValidationError({"as_of": message})
    pairs = [line.pair for line in new.lines]
    for line in new.lines:
        if line.status not in SCALE:
            message = _("“%(status)s” cannot be recorded.") % {"status": line.status}
            raise ValidationError({"status": message})
    if pairs == [Pair.ALL]:
        return
    if Pair.ALL in pairs or len(set(pairs)) < len(pairs):
        raise ValidationError(
            {"pair": _("Give one status for all parties, or one for each pair, not both.")}
        )
    if set(pairs) != set(new.milestone.pairs):
        concerned = ", ".join(str(pair.label) for pair in new.milestone.pairs)
        message = _("%(code)s concerns %(pairs)s: give a status for each, and for no other.")
        raise ValidationError({"pair": message % {"code": new.milestone.code, "pairs": concerned}})


def _check_source(new: NewUpdate, report: StatusReport | None) -> None:
    if report is not None and new.as_of != report.as_of:
        message = _("The report tells how things stood on %(date)s.") % {"date": report.as_of}
        raise ValidationError({"as_of": message})
    last = len(report.lines) if report else 0
    if any(line.source_line and line.source_line > last for line in new.lines):
        message = _("Give the line together with the report in which there is such a line.")
        raise ValidationError({"source_line": message})


def _check_correction(new: NewUpdate, earlier: _Picture | None) -> None:
    if earlier is None:
        return
    if {_said(line) for line in earlier.lines} == {
        _said(_line(earlier.update, line)) for line in new.lines
    }:
        message = _("%(code)s already has just this status on record for %(date)s.")
        values = {"code": new.milestone.code, "date": new.as_of}
        raise ValidationError({"status": message % values})
    if not new.reason.strip():
        message = _("%(date)s already has a status: say why this one corrects it.")
        raise ValidationError({"reason": message % {"date": new.as_of}})


def _said(line: PairStatus) -> tuple[object, ...]:
    return line.pair, line.status, line.as_reported, line.revised, line.note


def _line(update: StatusUpdate, line: NewLine) -> PairStatus:
    return PairStatus(
        update=update,
        pair=line.pair,
        status=line.status,
        as_reported=line.as_reported or _english_label(line.status),
        revised_date=line.revised.date if line.revised else None,
        revised_precision=line.revised.precision if line.revised else "",
        note=line.note,
        source_line=line.source_line,
    )


def _english_label(status: Status) -> str:
    with translation.override("en"):
        return str(status.label)


def _batches(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _hold(ids: Sequence[int]) -> list[Milestone]:
    """The milestones, locked: two writers take turns, and always in the same order."""
    return [
        milestone
        for some in _batches(ids)
        for milestone in Milestone.objects.select_for_update().filter(pk__in=some).order_by("pk")
    ]


def _plan_dates(ids: Sequence[int]) -> dict[int, dt.date]:
    dates: dict[int, dt.date] = {}
    for some in _batches(ids):
        dates.update(
            Milestone.objects.filter(pk__in=some)
            .order_by()
            .values_list("pk", "initiative__area__goal__plan__published")
        )
    return dates


def _history(ids: Sequence[int]) -> _History:
    """For each milestone the update in force for each day that has one."""
    history: _History = defaultdict(dict)
    for some in _batches(ids):
        updates = StatusUpdate.objects.filter(milestone__in=some).order_by("as_of", "revision")
        for update in updates.prefetch_related("lines"):
            picture = _Picture(update, list(update.lines.all()))
            history[update.milestone_id][update.as_of] = picture
    return history


def _write_standings(
    milestones: Sequence[Milestone], plan_dates: dict[int, dt.date], history: _History
) -> None:
    for some in _batches([milestone.pk for milestone in milestones]):
        Standing.objects.filter(milestone__in=some).delete()
    Standing.objects.bulk_create(
        [
            standing
            for milestone in milestones
            for standing in _standings(milestone, plan_dates[milestone.pk], history[milestone.pk])
        ],
        BATCH,
    )


def _standings(
    milestone: Milestone, plan_date: dt.date, pictures: dict[dt.date, _Picture]
) -> Iterable[Standing]:
    days = sorted(pictures)
    starts = days if days and days[0] == plan_date else [plan_date, *days]
    for start, end in zip_longest(starts, starts[1:]):
        picture = pictures.get(start)
        for pair in (Pair.ALL, *milestone.pairs):
            lines = [line for line in picture.lines if _speaks_for(line, pair)] if picture else []
            revised = max((line.revised for line in lines if line.revised), default=None)
            yield Standing(
                milestone=milestone,
                pair=pair,
                from_date=start,
                until_date=end,
                status=_furthest_behind(lines),
                revised_date=revised.date if revised else None,
                revised_precision=revised.precision if revised else "",
                update=picture.update if picture and lines else None,
            )


def _speaks_for(line: PairStatus, pair: Pair) -> bool:
    return pair == Pair.ALL or line.pair in {Pair.ALL, pair}


def _furthest_behind(lines: Sequence[PairStatus]) -> Status:
    """The roll-up: where pairs differ, a milestone counts as the one furthest behind."""
    return Status(min(lines, key=lambda line: line.rank).status) if lines else Status.PLANNED
