"""Loading the fixtures into the database, as often as one likes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core import serializers
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from milestones.actions import (
    StatusLine,
    StatusUpdateInput,
    index_words,
    rebuild_standings,
    record_statuses,
)
from milestones.choices import Pair, Precision, Status
from milestones.dates import ImpreciseDate
from milestones.documents.text import decode
from milestones.models import Deadline, Milestone, Standing, StatusReport, StatusUpdate
from priorities.models import Initiative, Plan, PriorityArea, SourceDocument

FILES = ("priorities.json", "milestones.json")
STATUS_UPDATE, PAIR_STATUS = "milestones.statusupdate", "milestones.pairstatus"

_Entry = dict[str, Any]


class SeedError(Exception):
    """The fixtures and the documents beside them do not fit together."""


@dataclass(frozen=True)
class Seeded:
    """How many objects of each kind, such as ``milestone``, were added or already there."""

    added: Counter[str]
    kept: Counter[str]


@transaction.atomic
def seed(folder: Path) -> Seeded:
    """Load what is missing, all or nothing; whatever is there already stays as it is.

    A milestone that already has a status on record for a fixture's day keeps it. Raises
    SeedError if a document is not the one that the fixtures were built from, or the database
    holds another plan.
    """
    entries = [entry for name in FILES for entry in json.loads((folder / name).read_text("utf-8"))]
    seeded = Seeded(Counter(), Counter())
    stand = set(Standing.objects.order_by().values_list("milestone", flat=True).distinct())
    due_otherwise = set()
    reference = [entry for entry in entries if entry["model"] not in {STATUS_UPDATE, PAIR_STATUS}]
    for found in serializers.deserialize("python", reference):
        kind = found.object._meta.model_name or ""
        if found.object.pk is not None or _was_removed(found.object):
            seeded.kept[kind] += 1
            continue
        if isinstance(found.object, Plan) and Plan.objects.exists():
            raise SeedError(
                "The database holds another edition of the plan than the fixtures. "
                "Seed an empty database, or put the former fixtures back."
            )
        if isinstance(found.object, SourceDocument):
            found.object.text = _text_of(found.object, folder / "sources")
        found.save()
        seeded.added[kind] += 1
        if isinstance(found.object, Deadline) and found.object.milestone_id in stand:
            due_otherwise.add(found.object.milestone_id)
    _seed_statuses(entries, seeded)
    without = Q(standings=None, introduced_by=None)
    rebuild_standings(Milestone.objects.filter(without | Q(pk__in=due_otherwise)))
    index_words(Milestone.objects.filter(search_text=None))
    _begin_histories()
    return seeded


def _was_removed(thing: Any) -> bool:
    """Whether somebody has taken a deadline away, for a reason: it does not come back."""
    return (
        isinstance(thing, Deadline)
        and Deadline.history.filter(
            milestone_id=thing.milestone_id, order=thing.order, history_type="-"
        ).exists()
    )


def _begin_histories() -> None:
    """Keep what reference data says before anybody edits it; all of it as one edit."""
    now = timezone.now()
    for model in (PriorityArea, Initiative, Milestone, Deadline):
        history = model.history.model
        known = history.objects.filter(id=OuterRef("pk"))
        model.history.bulk_history_create(
            model._default_manager.filter(~Exists(known)),
            default_change_reason="As read from the two documents",
            default_date=now,
        )


def _text_of(document: SourceDocument, folder: Path) -> str:
    path = folder / document.document
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise SeedError(
            f"{path} is not the document that the fixtures were built from. "
            "Put the original back, or run build_fixtures and check the difference."
        )
    return decode(data, path.name)


def _seed_statuses(entries: Iterable[_Entry], seeded: Seeded) -> None:
    """Record the fixtures' updates, by report, for milestones without a status for that day."""
    lines: dict[tuple[Any, ...], list[StatusLine]] = defaultdict(list)
    for entry in entries:
        if entry["model"] == PAIR_STATUS:
            lines[tuple(entry["fields"]["update"])].append(_new_line(entry["fields"]))
    milestones = {milestone.code: milestone for milestone in Milestone.objects.all()}
    reports = {report.natural_key(): report for report in StatusReport.objects.all()}
    on_record = set(StatusUpdate.objects.values_list("milestone__code", "as_of"))
    missing: dict[tuple[str, int], list[StatusUpdateInput]] = defaultdict(list)
    for entry in entries:
        if entry["model"] != STATUS_UPDATE:
            continue
        fields = entry["fields"]
        (code,), (sha256, application) = fields["milestone"], fields["report"]
        as_of = dt.date.fromisoformat(fields["as_of"])
        if (code, as_of) in on_record:
            seeded.kept["statusupdate"] += 1
            continue
        key = (code, fields["as_of"], fields["revision"])
        missing[sha256, application].append(StatusUpdateInput(milestones[code], as_of, lines[key]))
    for edition, updates in missing.items():
        recorded = record_statuses(updates, report=reports[edition])
        seeded.added["statusupdate"] += len(recorded)


def _new_line(fields: dict[str, Any]) -> StatusLine:
    revised = fields["revised_date"]
    return StatusLine(
        pair=Pair(fields["pair"]),
        status=Status(fields["status"]),
        as_reported=fields["as_reported"],
        revised=ImpreciseDate(
            dt.date.fromisoformat(revised), Precision(fields["revised_precision"])
        )
        if revised
        else None,
        note=fields["note"],
        source_line=fields["source_line"],
    )
