"""Seal what was written, so that ``manage.py verify`` finds what is changed or removed later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.apps import apps as current_apps
from django.apps.registry import Apps
from django.db.models import Model
from django.utils import timezone

from milestones.actions.state import in_batches
from milestones.models.seal import row_digests, seal_digest


def seal(*rows: Model) -> None:
    """Seal these rows of the models in ``SEALED``. Call it in the transaction that wrote them."""
    keys: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        keys[row._meta.label].append(row.pk)
    for label, of_model in keys.items():
        seal_keys(current_apps, label, of_model)


def seal_keys(apps: Apps, label: str, keys: Iterable[int]) -> None:
    """Seal the rows of a model with these keys, as they are in the database."""
    for batch in in_batches(keys):
        digests = row_digests(apps, label, batch)
        contents = {label: {str(key): digest for key, digest in digests.items()}}
        _write(apps.get_model("milestones.Seal"), contents)


def _write(seals: Any, contents: dict[str, dict[str, str]]) -> None:
    newest = dict(seals.objects.filter(following=None).values_list("pk", "digest"))
    sealed_at = timezone.now()
    digest = seal_digest(sealed_at, newest.values(), contents)
    written = seals.objects.create(sealed_at=sealed_at, contents=contents, digest=digest)
    links = seals.previous.through
    links.objects.bulk_create(
        links(from_seal_id=written.pk, to_seal_id=previous) for previous in newest
    )


def seal_history(history_instance: Any, **_signal: Any) -> None:
    """Seal the row that simple-history has added for a change of reference data."""
    seal(history_instance)
