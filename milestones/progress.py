"""How far work has come that takes a while: shown at a terminal, and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import TextIO, TypeVar

import click

PATIENCE = 2.0
"""Seconds that people wait without asking how long it will take."""

_Thing = TypeVar("_Thing")

_shown: ContextVar[tuple[TextIO, float] | None] = ContextVar("shown", default=None)


@contextmanager
def progress_on(stream: TextIO) -> Iterator[None]:
    """Have work show there how far it has come once it lasts, if that is a terminal."""
    token = _shown.set((stream, time.monotonic()) if stream.isatty() else None)
    try:
        yield
    finally:
        _shown.reset(token)


def watched(things: Iterable[_Thing], label: str, count: int) -> Iterator[_Thing]:
    """The things, of which there are so many; a bar grows as they are taken."""
    shown = _shown.get()
    if shown is None or count < 2:
        yield from things
        return
    stream, begun = shown
    with ExitStack() as open_bars:
        bar = None
        for taken, thing in enumerate(things, 1):
            yield thing
            if bar:
                bar.update(1)
            elif time.monotonic() - begun >= PATIENCE:
                bar = open_bars.enter_context(
                    click.progressbar(
                        length=count,
                        label=label,
                        file=stream,
                        update_min_steps=max(count // 100, 1),
                    )
                )
                bar.update(taken)
