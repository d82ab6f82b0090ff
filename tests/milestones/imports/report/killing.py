"""Imports in processes of their own, which are killed after a while.

Run as a program it reads lines, each a database, a document and the seconds after which the
import of it is killed, if it is; and answers each with how the import ended. Everything is loaded
before, so that an import is at work at once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Self

import django
from django.conf import settings
from django.core.management import call_command, load_command_class
from django.db import connections

OPTIONS = (
    *("--as-of=2007-03-31", "--published=2007-05-02", "--title=Second", "--apply"),
    *("--match=TS-2.4=61", "--match=CS-3.3=142", "--accept-new", "--allow-missing"),
)


class Importer:
    """The program; it runs as long as the context lasts."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", __name__]
        self._process = subprocess.Popen(
            command, cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._answer()
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate()

    def run(self, database: str, document: Path, seconds: float | None = None) -> int:
        """Import a document; the exit code, or as a negative the signal that ended it."""
        lines: IO[str] | None = self._process.stdin
        assert lines
        lines.write(f"{database}\t{document}\t{'' if seconds is None else seconds}\n")
        lines.flush()
        return int(self._answer())

    def _answer(self) -> str:
        answers: IO[str] | None = self._process.stdout
        assert answers
        return answers.readline()


def run_import(database: str, document: str) -> None:
    """Import a document as the command does."""
    connections.settings["default"]["NAME"] = database
    with Path(os.devnull).open("w") as nowhere:
        call_command("import_report", document, *OPTIONS, stdout=nowhere)


def run_until_killed(database: str, document: str, seconds: str) -> int:
    """How an import in a process of its own ended. It was not waited for when it is killed, so
    that no other process can have its number."""
    process = os.fork()
    if process == 0:
        run_import(database, document)
        os._exit(0)
    if seconds:
        time.sleep(float(seconds))
        os.kill(process, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def answer(words: object) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    django.setup()
    load_command_class("milestones", "import_report")
    answer("ready")
    for line in sys.stdin:
        answer(run_until_killed(*line.rstrip("\n").split("\t")))


if __name__ == "__main__":
    main()
