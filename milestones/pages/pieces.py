"""Pieces of pages that are kept in memory, because a status that is recorded changes few of them.

A piece is kept under all that it is made of, so it is never older than what it shows; what nobody
has asked for lately is dropped. Whole responses are kept elsewhere, until anything changes (see
``spp_tracker.response_cache``).
"""

import datetime as dt
from collections.abc import Callable, Hashable
from operator import attrgetter
from threading import Lock
from typing import Any

from cachetools import LRUCache
from cachetools.keys import hashkey
from jinja2.runtime import Macro
from markupsafe import Markup

from milestones.models import Milestone
from milestones.models.milestone import STANDING_FIELDS
from milestones.pages.links import PageLinks

MAX_CHARACTERS = 4_000_000
"""About as much as 40 overviews have."""

Pieces = tuple[Markup, ...]

_kept: LRUCache[Hashable, Pieces] = LRUCache(
    MAX_CHARACTERS, getsizeof=lambda pieces: sum(map(len, pieces))
)
_lock = Lock()


def kept_pieces(links: PageLinks, key: Hashable, make: Callable[[], Pieces]) -> Pieces:
    """The pieces kept under this key, else new ones, which are then kept.

    The key is all that they depend on besides the language and what the page's links keep. Only
    pieces of the newest day are kept: nobody may ask for another day again.
    """
    if not links.query.is_newest:
        return make()
    # It knows its hash, which the cache asks for several times.
    key = hashkey(links.key, key)
    with _lock:
        pieces = _kept.get(key)
    if pieces is None:
        pieces = make()
        with _lock:
            # One that is larger than all that may be kept is not.
            if _kept.getsizeof(pieces) <= _kept.maxsize:
                _kept[key] = pieces
    return pieces


def written_by(macro: Macro, links: PageLinks, key: Hashable, *args: Any) -> Markup:
    """What a macro writes of the links and its arguments; the key is all that it shows of these."""

    def write() -> Pieces:
        return (Markup(macro(links, *args)),)  # noqa: S704 - a template has written it

    (written,) = kept_pieces(links, (macro.name, key), write)
    return written


_standing = attrgetter("update_id", *STANDING_FIELDS)


def milestone_key(milestone: Milestone, day: dt.date) -> Hashable:
    """All that a list shows of a milestone on a day, with the lines of its update, as a part of a
    key.

    What recording a status does not change is shared by all copies of the milestone until any of
    it changes (see ``milestones_by_key``): the object that they share stands for it.
    """
    return milestone._state, day, _standing(milestone)


def clear() -> None:
    """Keep nothing, as in a new process."""
    with _lock:
        _kept.clear()
