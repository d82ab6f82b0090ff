"""A progress bar for long work, shown on a terminal only."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import TextIO, TypeVar

import click

SECONDS_BEFORE_BAR = 2.0
"""Seconds of work before a bar appears."""

_Thing = TypeVar("_Thing")

_terminal: ContextVar[tuple[TextIO, float] | None] = ContextVar("shown", default=None)


@contextmanager
def progress_on(stream: TextIO) -> Iterator[None]:
    """Show the progress of work in this context on the stream, if it is a terminal."""
    token = _terminal.set((stream, time.monotonic()) if stream.isatty() else None)
    try:
        yield
    finally:
        _terminal.reset(token)


def with_progress(things: Iterable[_Thing], label: str, count: int) -> Iterator[_Thing]:
    """Yield the things, ``count`` in all; show a bar after ``SECONDS_BEFORE_BAR``."""
    terminal = _terminal.get()
    if terminal is None or count < 2:
        yield from things
        return
    stream, started_at = terminal
    with ExitStack() as open_bars:
        bar = None
        for done, thing in enumerate(things, 1):
            yield thing
            if bar:
                bar.update(1)
            elif time.monotonic() - started_at >= SECONDS_BEFORE_BAR:
                bar = open_bars.enter_context(
                    click.progressbar(
                        length=count,
                        label=label,
                        file=stream,
                        update_min_steps=max(count // 100, 1),
                    )
                )
                bar.update(done)
