"""What is recorded between two requests, so that the second answer is another than the first."""

from __future__ import annotations

import logging
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses
from milestones.choices import SCALE
from milestones.models import Milestone, PairStatus, StatusUpdate


class Writer:
    """Records another status of one reported milestone after the other, in random order.

    Each time it also gives the milestone before its status back, so that the record stays what it
    is but for one milestone, however many pages are asked for. What else its lines say is kept.
    """

    def __init__(self) -> None:
        logging.getLogger("security").setLevel(logging.WARNING)
        self._day = StatusUpdate.objects.latest_date()
        reported = StatusUpdate.objects.in_effect().values_list("milestone", flat=True).distinct()
        keys = list(reported)
        random.shuffle(keys)
        self._keys = cycle(keys)
        self._to_restore: list[tuple[Milestone, Sequence[StatusLine]]] = []

    def __call__(self) -> None:
        """Record a status as of the newest day."""
        milestone = Milestone.objects.get(pk=next(self._keys))
        lines = PairStatus.objects.filter(update__milestone=milestone).in_force(self._day)
        before = [replace(line.line, source_line=None) for line in lines]
        first, *others = before
        (status,) = random.sample([status for status in SCALE if status != first.status], 1)
        changed = [(milestone, [replace(first, status=status), *others]), *self._to_restore]
        source = f"Letter {random.getrandbits(32)}"
        record_statuses(
            StatusUpdateInput(milestone, self._day, lines, "As the letter says", source)
            for milestone, lines in changed
        )
        self._to_restore = [(milestone, before)]
