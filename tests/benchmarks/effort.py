"""How long and how often things are measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """How much is asked for.

    ``seconds`` of load at a time (0: each connection asks once), and ``repeats`` of it, of which
    the median counts; ``requests`` of each cold page, fewer where they take ``cold_seconds``
    together; ``clients`` of each slow kind, and ``probes`` beside them. ``pages`` is how many of
    the pages are asked for, from the first; None is all.
    """

    seconds: int
    repeats: int
    requests: int
    cold_seconds: float
    clients: int
    probes: int
    pages: int | None = None


EFFORTS = {
    "full": Effort(1, repeats=3, requests=15, cold_seconds=8, clients=50, probes=10),
    "quick": Effort(1, repeats=1, requests=5, cold_seconds=3, clients=5, probes=4),
    # Proves that measuring works; its figures mean nothing.
    "tiny": Effort(0, repeats=1, requests=1, cold_seconds=1, clients=1, probes=1, pages=1),
}
