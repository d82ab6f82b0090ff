"""Load the fixtures into the database; safe to repeat."""

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
    seal,
)
from milestones.documents.text import decode
from milestones.models import Deadline, Milestone, PairStatus, Standing, StatusReport, StatusUpdate
from priorities.models import Goal, Initiative, Plan, PriorityArea, SourceDocument
from priorities.translations import translate

FILES = ("priorities.json", "milestones.json")
STATUS_UPDATE, PAIR_STATUS = "milestones.statusupdate", "milestones.pairstatus"

_Entry = dict[str, Any]


class SeedError(Exception):
    """The fixtures do not match their documents, or the plan in the database."""


@dataclass(frozen=True)
class Seeded:
    """How many objects of each model, such as ``milestone``, were added or existed already."""

    added: Counter[str]
    existing: Counter[str]


@transaction.atomic
def seed(folder: Path) -> Seeded:
    """Load missing objects, all or none; existing objects stay unchanged.

    A milestone that already has an update as of a fixture's day keeps it. Raises SeedError if a
    document is not the one that the fixtures were built from, or if the database holds another
    plan.
    """
    entries = [entry for name in FILES for entry in json.loads((folder / name).read_text("utf-8"))]
    seeded = Seeded(Counter(), Counter())
    with_standings = set(Standing.objects.order_by().values_list("milestone", flat=True).distinct())
    with_new_deadlines = set()
    reference = [entry for entry in entries if entry["model"] not in {STATUS_UPDATE, PAIR_STATUS}]
    for loaded in serializers.deserialize("python", reference):
        model_name = loaded.object._meta.model_name or ""
        if loaded.object.pk is not None or _was_removed(loaded.object):
            seeded.existing[model_name] += 1
            continue
        if isinstance(loaded.object, Plan) and Plan.objects.exists():
            raise SeedError(
                "The database holds another edition of the plan than the fixtures. "
                "Seed an empty database, or put the former fixtures back."
            )
        if isinstance(loaded.object, SourceDocument):
            loaded.object.text = _read_text(loaded.object, folder / "sources")
        translate(loaded.object)
        loaded.save()
        seeded.added[model_name] += 1
        if isinstance(loaded.object, SourceDocument):
            seal(loaded.object)
        if isinstance(loaded.object, Deadline) and loaded.object.milestone_id in with_standings:
            with_new_deadlines.add(loaded.object.milestone_id)
    _seed_statuses(entries, seeded)
    without_standings = Q(standings=None, introduced_by=None)
    rebuild_standings(Milestone.objects.filter(without_standings | Q(pk__in=with_new_deadlines)))
    index_words(Milestone.objects.filter(search_text=None))
    _start_histories()
    return seeded


def _was_removed(instance: Any) -> bool:
    """Whether this is a deadline that an editor removed; it is not loaded again."""
    if not isinstance(instance, Deadline):
        return False
    place = {"milestone_id": instance.milestone_id, "order": instance.order}
    return bool(Deadline.history.filter(history_type="-", **place).exists())


def _start_histories() -> None:
    """Keep the reference data as it was before any edit; one timestamp makes it a single edit."""
    now = timezone.now()
    for model in (Goal, PriorityArea, Initiative, Milestone, Deadline):
        history = model.history.model
        existing = history.objects.filter(id=OuterRef("pk"))
        created = model.history.bulk_history_create(
            model._default_manager.filter(~Exists(existing)),
            default_change_reason="As read from the two documents",
            default_date=now,
        )
        seal(*created)


def _read_text(document: SourceDocument, folder: Path) -> str:
    path = folder / document.document
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise SeedError(
            f"{path} is not the document that the fixtures were built from. "
            "Put the original back, or run build_fixtures and check the difference."
        )
    return decode(data, path.name)


def _seed_statuses(entries: Iterable[_Entry], seeded: Seeded) -> None:
    """Record the fixtures' updates, by report, unless a milestone already has one for that day."""
    lines: dict[tuple[Any, ...], list[StatusLine]] = defaultdict(list)
    for entry in entries:
        if entry["model"] == PAIR_STATUS:
            lines[tuple(entry["fields"]["update"])].append(build_line(entry["fields"]))
    milestones = {milestone.code: milestone for milestone in Milestone.objects.all()}
    reports = {report.natural_key(): report for report in StatusReport.objects.all()}
    recorded_days = set(StatusUpdate.objects.values_list("milestone__code", "as_of"))
    missing: dict[tuple[str, int], list[StatusUpdateInput]] = defaultdict(list)
    for entry in entries:
        if entry["model"] != STATUS_UPDATE:
            continue
        fields = entry["fields"]
        (code,), (sha256, application) = fields["milestone"], fields["report"]
        as_of = dt.date.fromisoformat(fields["as_of"])
        if (code, as_of) in recorded_days:
            seeded.existing["statusupdate"] += 1
            continue
        key = (code, fields["as_of"], fields["revision"])
        missing[sha256, application].append(StatusUpdateInput(milestones[code], as_of, lines[key]))
    for edition, updates in missing.items():
        recorded = record_statuses(updates, report=reports[edition])
        seeded.added["statusupdate"] += len(recorded)


def build_line(fields: dict[str, Any]) -> StatusLine:
    """The status line of a fixture's entry with these fields."""
    revised = fields["revised_date"] and dt.date.fromisoformat(fields["revised_date"])
    return PairStatus(**fields | {"update": None, "revised_date": revised}).line
