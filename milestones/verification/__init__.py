"""Verify that the store is sound: every invariant of the record, one module for each subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from milestones.verification import database, derived, record, reference, seals, sources
from milestones.verification.common import Finding
from milestones.verification.derived import repair

CHECKS: dict[str, Callable[[], Iterator[Finding]]] = {
    "storage": database.storage,
    "references": database.references,
    "guards": database.guards,
    "documents": sources.documents,
    "fixtures": sources.fixtures,
    "first edition": sources.first_edition,
    "updates": record.updates,
    "lines": record.lines,
    "revisions": record.revisions,
    "withdrawals": record.withdrawals,
    "revised dates": record.revised_dates,
    "codes": reference.codes,
    "deadlines": reference.deadlines,
    "histories": reference.histories,
    "seals": seals.seals,
    "standings": derived.standings,
    "counts": derived.counts,
    "search texts": derived.search_texts,
}

MOST = 1000
"""How many findings of one check are named at most."""

__all__ = ["CHECKS", "MOST", "Finding", "find", "repair"]


def find() -> Iterator[Finding]:
    """What is wrong, check by check, at most ``MOST`` of each."""
    for check in CHECKS.values():
        yield from islice(check(), MOST)
