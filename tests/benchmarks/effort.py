"""How long and how often things are measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """``seconds`` of load at a time, ``repeats`` of which the median counts; ``requests`` of a
    cold page, fewer where they take longer than ``cold_seconds`` together; ``clients`` of each
    slow kind."""

    seconds: int
    repeats: int
    requests: int
    cold_seconds: float
    clients: int
    probes: int


FULL = Effort(seconds=2, repeats=3, requests=15, cold_seconds=8, clients=50, probes=10)
QUICK = Effort(seconds=1, repeats=1, requests=5, cold_seconds=3, clients=5, probes=4)
TINY = Effort(seconds=1, repeats=1, requests=1, cold_seconds=1, clients=1, probes=1)
"""Proves that measuring works; its figures mean nothing."""
EFFORTS = {"full": FULL, "quick": QUICK, "tiny": TINY}
