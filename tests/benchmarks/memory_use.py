"""How much memory a server and its workers hold, while something is asked of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.05
"""Seconds between two looks."""


@dataclass
class Memory:
    """In MiB, of all processes of a server together: before, and the most there was meanwhile."""

    before: float
    peak: float

    @property
    def growth(self) -> float:
        return self.peak - self.before


@contextmanager
def memory_of(pid: int) -> Iterator[Memory]:
    """Watch a server until the block ends."""
    memory = Memory(resident(pid), 0.0)
    over = threading.Event()

    def watch() -> None:
        while not over.wait(INTERVAL):
            memory.peak = max(memory.peak, resident(pid))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield memory
    finally:
        over.set()
        watcher.join()
        memory.peak = max(memory.peak, resident(pid))


def resident(pid: int) -> float:
    """What a process and those it has started hold now, in MiB.

    Only what is theirs alone: the pages of mapped files, such as SQLite's database, are the
    system's cache, which it takes back when it needs memory.
    """
    return sum(map(_resident_alone, [pid, *_descendants(pid)])) / 1024


def _resident_alone(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    lines = (line.split() for line in status.splitlines())
    return next((int(words[1]) for words in lines if words[0] == "RssAnon:"), 0)


def _descendants(pid: int) -> Iterator[int]:
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                yield int(child)
                yield from _descendants(int(child))
    except (FileNotFoundError, ProcessLookupError):
        return
