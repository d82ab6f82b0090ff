"""The content encodings that responses are sent in."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from dataclasses import dataclass

import brotli

IDENTITY = "identity"


@dataclass(frozen=True)
class Encoding:
    """How a body is encoded, and decoded again."""

    encode: Callable[[bytes], bytes]
    decode: Callable[[bytes], bytes]


# Levels that take 1 to 2 ms for a page: a higher one saves 2 % for twice the time.
COMPRESSIONS = {
    "br": Encoding(lambda body: brotli.compress(body, quality=4), brotli.decompress),
    "gzip": Encoding(lambda body: gzip.compress(body, 6, mtime=0), gzip.decompress),
}
"""By name; the first is preferred where a client has no preference."""


def negotiate(accept_encoding: str) -> str:
    """The encoding that suits a client best (RFC 9110, 12.5.3); the identity if none does."""
    weights = dict(_weighted(coding) for coding in accept_encoding.lower().split(","))
    others = weights.get("*", 0.0)
    accepted = {name: weights.get(name, others) for name in COMPRESSIONS}
    best = max(accepted, key=accepted.__getitem__)
    is_wanted = accepted[best] > 0 and accepted[best] >= weights.get(IDENTITY, 0.0)
    return best if is_wanted else IDENTITY


def _weighted(coding: str) -> tuple[str, float]:
    """The name of a coding and its quality value, which is 0 if it cannot be read."""
    name, _, parameters = coding.partition(";")
    weight = parameters.replace(" ", "").removeprefix("q=")
    try:
        return name.strip(), float(weight or 1)
    except ValueError:
        return name.strip(), 0.0
