"""The seals over the record, and the rows that they cover."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import Prefetch

from milestones.actions.state import BATCH
from milestones.models import Seal, StatusUpdate
from milestones.models.seal import SEALED, row_digests, seal_digest
from milestones.progress_bar import with_progress
from milestones.verification.common import Finding

_KEY = re.compile(r"[0-9]{1,18}")


class SealedKeys:
    """Which rows of a model are sealed, in one byte for each."""

    def __init__(self) -> None:
        self._keys = bytearray()

    def add(self, key: int) -> None:
        self._keys.extend(bytes(max(key + 1 - len(self._keys), 0)))
        self._keys[key] = 1

    def __contains__(self, key: int) -> bool:
        return key < len(self._keys) and bool(self._keys[key])


def seals() -> Iterator[Finding]:
    """Every seal is what its rows and the seals before it make it, and no row is without one."""
    sealed: dict[str, SealedKeys] = defaultdict(SealedKeys)
    digest_only = Prefetch("previous", Seal.objects.only("digest"))
    in_order = Seal.objects.order_by("pk").prefetch_related(digest_only)
    for seal in with_progress(in_order.iterator(10), "Checking seals", in_order.count()):
        previous = [earlier.digest for earlier in seal.previous.all()]
        if seal.digest != seal_digest(seal.sealed_at, previous, seal.contents):
            what = "does not match its digest: it, or a seal before it, was changed or removed"
            yield Finding("seals", f"seal {seal.pk}", what)
        for label, digests in _covered(seal.contents):
            if label not in SEALED:
                yield Finding("seals", f"seal {seal.pk}", f"covers {label}, which is not sealed")
                continue
            found = row_digests(apps, label, digests)
            for key, digest in digests.items():
                if key in found:
                    sealed[label].add(key)
                if found.get(key) != digest:
                    what = "was changed" if key in found else "was removed"
                    yield Finding("seals", _row(label, key), f"{what} since seal {seal.pk}")
    yield from _unsealed(sealed)


def _covered(contents: Any) -> Iterator[tuple[str, dict[int, str]]]:
    """The digests of the rows that a seal covers, by model and key; what a seal cannot have, as
    only damage leaves it, is passed over: the seal's digest tells of it."""
    for label, digests in contents.items() if isinstance(contents, dict) else ():
        if isinstance(digests, dict):
            yield label, {int(key): digests[key] for key in digests if _KEY.fullmatch(key)}


def _unsealed(sealed: dict[str, SealedKeys]) -> Iterator[Finding]:
    for label in SEALED:
        rows = apps.get_model(label)._base_manager.order_by("pk").values_list("pk", flat=True)
        for key in rows.iterator(BATCH):
            if key not in sealed[label]:
                what = "is not sealed: it was not recorded by the tracker"
                yield Finding("seals", _row(label, key), what)


def _row(label: str, key: int) -> str:
    model = apps.get_model(label)
    name = f"{model._meta.verbose_name} {key}"
    if model is StatusUpdate and (update := StatusUpdate.objects.filter(pk=key).first()):
        return f"{name} ({update})"
    return name
