"""The programs that a rehearsal runs, and what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent


LONGEST = 30 * 60
"""Seconds after which a program counts as stuck, even where others use the processor, too."""


class Failed(Exception):
    """What went wrong in a rehearsal."""


def run(*command: str | Path, cwd: Path = PROJECT, env: dict[str, str] | None = None) -> str:
    """What a program prints. Raises Failed if it fails, or does not end."""
    words = [*map(str, command)]
    line = " ".join(words)[:200]
    try:
        done = subprocess.run(
            words, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"{line}\nIt had not ended after {LONGEST // 60} minutes.") from None
    if done.returncode:
        raise Failed(f"{line}\n{done.stdout}{done.stderr}")
    return done.stdout


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
