"""Seals over the record, which show whether a row was changed, removed or slipped in; and when
they and all else were verified."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SEALED = (
    "priorities.Plan",
    "milestones.StatusReport",
    "milestones.StatusUpdate",
    "milestones.Withdrawal",
    "milestones.UpdateWithdrawal",
    "milestones.EditionDecision",
    *("milestones.Proposal", "milestones.ProposalDecision"),
    *(f"priorities.Historical{name}" for name in ("Goal", "PriorityArea", "Initiative")),
    *(f"milestones.Historical{name}" for name in ("Milestone", "Deadline")),
)
"""The models of the rows that are sealed: record, proposals, and history of reference data."""

SEALED_WITH = {"milestones.StatusUpdate": ("milestones.PairStatus", "update_id")}
"""Models whose rows are sealed with the row that the named column leads to."""

Contents = Mapping[str, Mapping[str, str]]


class SealQuerySet(models.QuerySet["Seal"]):
    def newest(self) -> models.QuerySet[Seal, str]:
        """The digests of the seals that no other follows, sorted: usually one, more if several
        writers ended at the same time. Noted elsewhere, they prove all seals before them."""
        return self.filter(following=None).order_by("digest").values_list("digest", flat=True)

    def covers(self, row: models.Model) -> bool:
        """Whether a row is as it was when it was sealed."""
        label, key = row._meta.label, str(row.pk)
        digest = row_digests(apps, label, [row.pk]).get(row.pk)
        return any(
            contents[label].get(key) == digest
            for contents in self.filter(contents__has_key=label).values_list("contents", flat=True)
        )


class Seal(models.Model):
    """The digests (SHA-256) of rows that were written together, sealed at an instant (UTC).

    ``contents`` has them by the model's label and the row's key. ``previous`` are the seals that
    no other seal followed when this one was written, and ``digest`` covers them too, so no seal
    but the newest can be removed unnoticed. A writer does not wait for others that have not ended
    yet: two of them may follow the same seal, and the next one follows both.
    """

    sealed_at = models.DateTimeField(default=timezone.now)
    contents = models.JSONField()
    digest = models.CharField(max_length=64, unique=True)
    previous = models.ManyToManyField("self", symmetrical=False, related_name="following")

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")

    def __str__(self) -> str:
        return f"{self.pk} {self.digest}"


class Verification(models.Model):
    """A run of ``manage.py verify`` that ended at an instant (UTC), with its number of findings."""

    verified_at = models.DateTimeField(default=timezone.now)
    finding_count = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.verified_at:%Y-%m-%d %H:%M} {self.finding_count}"


def seal_digest(sealed_at: dt.datetime, previous: Iterable[str], contents: Contents) -> str:
    """The digest of a seal; ``previous`` are the digests of the seals that it follows."""
    return _digest([sealed_at, sorted(previous), contents])


def row_digests(registry: Apps, label: str, keys: Collection[int]) -> dict[int, str]:
    """The digest of each of these rows of a model, by key; none for a key without a row.

    A digest covers every column by its name, except empty ones, so that a column that is added
    later changes no digest; and the rows that are sealed with the row.
    """
    model = registry.get_model(label)
    rows = {row[model._meta.pk.attname]: row for row in _rows(model, "pk", keys)}
    parts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    if label in SEALED_WITH:
        part, column = SEALED_WITH[label]
        for row in _rows(registry.get_model(part), column, keys):
            parts[row[column]].append(row)
    return {key: _digest([row, *parts[key]]) for key, row in rows.items()}


def _rows(model: Any, column: str, keys: Collection[int]) -> Iterable[dict[str, Any]]:
    columns = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.filter(**{f"{column}__one_of": keys}).order_by("pk").values(*columns)
    for row in rows:
        yield {name: value for name, value in row.items() if value not in (None, "", [])}


def _digest(value: Any) -> str:
    """The SHA-256 of a value as JSON: never change how it is written, since digests are stored."""
    text = json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_in_utc
    )
    return sha256(text.encode()).hexdigest()


def _in_utc(value: dt.date) -> str:
    """An instant in UTC to the microsecond, or a day."""
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return value.isoformat()
