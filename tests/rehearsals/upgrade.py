"""The upgrade of earlier commits to this one, and the way back.

Each records with its own code and requirements, is backed up, migrated and verified by this code,
compared by every file of data that it had, and restored to what it was.

python -m tests.rehearsals.upgrade COMMIT…                          # on SQLite
scripts/with_postgres python -m tests.rehearsals.upgrade COMMIT…    # on PostgreSQL
"""

from __future__ import annotations

import csv
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.rehearsals.databases import Database, new_database
from tests.rehearsals.programs import PROJECT, Failed, run, say

UV = Path(sys.executable).with_name("uv")
SETTINGS = {
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "not secret: it signs nothing outside the rehearsal",
    "ALLOWED_HOSTS": "localhost",
    "HTTPS": "false",
}

RECORD = """
import datetime as dt
from pathlib import Path
from django.core.management import call_command, get_commands
from milestones import actions
from milestones.choices import Pair, Status
from milestones.models import Milestone, StatusReport
# What a release calls what it records.
Update = getattr(actions, "NewUpdate", None) or actions.StatusUpdateInput
Line = getattr(actions, "NewLine", None) or actions.StatusLine
def record(code, day, *lines, **more):
    lines = [Line(Pair(pair), Status(status), *words) for pair, status, *words in lines]
    update = Update(Milestone.objects.get(code=code), day, lines, **more)
    actions.record_statuses([update])
day = dt.date(2006, 9, 7)
record("TS-1.4", day, ("ALL", "initiated", "Initiated, said Ottawa"), source="A letter")
record("TS-1.4", day, ("ALL", "delayed", "Delayed"), reason="It was misread.")
record("TS-1.1", day, ("US-CN", "completed"), ("US-MX", "delayed"), source="=1+1; „é“")
if "import_report" in get_commands():
    text = Path("fixtures/sources/security-priorities-status.txt").read_text("utf-8")
    Path("next.txt").write_text(text.replace("\\nOn track", "\\nCompleted", 5), "utf-8")
    for day in ("2007-03-01", "2007-06-01"):
        call_command("import_report", "next.txt", as_of=dt.date.fromisoformat(day), title="Next",
            apply=True, stdout=open("/dev/null", "w"))
    actions.withdraw_edition(StatusReport.objects.order_by("-as_of")[0], reason="A rehearsal.")
"""
"""Statuses, a correction, and from the commit on that could: an edition, and one withdrawn."""

EXPORT = """
import os, pathlib
from django.test import Client
folder = pathlib.Path(os.environ["FOLDER"])
folder.mkdir()
for name in "milestones statuses priorities deadlines history progress attention".split():
    for day in ("", "2006-06-15", "2006-12-31"):
        client = Client(False, raise_request_exception=False, headers={"Host": "localhost"})
        answer = client.get(f"/{name}.csv", {"as_of": day} if day else {})
        if answer.status_code == 200:
            (folder / f"{name}{day}.csv").write_bytes(b"".join(answer))
"""
"""Every file of data that a release has, on three days."""


@dataclass(frozen=True)
class Release:
    """A commit's code in a folder, with what it requires."""

    folder: Path
    python: Path

    def manage(self, database: str, *arguments: str, **variables: str) -> str:
        """What a command of manage.py prints. Raises Failed if it fails."""
        environment = {**os.environ, **SETTINGS, "DATABASE_URL": database, **variables}
        return run(self.python, "manage.py", *arguments, cwd=self.folder, env=environment)

    def exports(self, database: str, folder: Path) -> Path:
        """The folder, with every file of data."""
        self.manage(database, "shell", "-c", EXPORT, FOLDER=str(folder))
        return folder

    @property
    def has_backup(self) -> bool:
        return (self.folder / "spp_tracker" / "management" / "commands" / "backup.py").exists()


NOW = Release(PROJECT, Path(sys.executable))


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Release]:
    """A commit in a folder of its own, with its own requirements."""
    run("git", "worktree", "add", "--detach", folder, commit)
    try:
        environment = folder / ".venv"
        run(UV, "venv", "--quiet", environment)
        install = (UV, "pip", "install", "--quiet", "--require-hashes", "--no-deps")
        python = environment / "bin" / "python"
        run(*install, "--python", python, "--requirement", folder / "requirements.lock")
        yield Release(folder, python)
    finally:
        run("git", "worktree", "remove", "--force", folder)


def rehearse(commit: str, folder: Path) -> None:
    """Rehearse one commit's upgrade and rollback, and print what was found. Raises Failed."""
    database = new_database(folder)
    with checked_out(commit, folder / "code") as old:
        old.manage(database.url, "migrate", "--verbosity=0")
        old.manage(database.url, "seed")
        old.manage(database.url, "shell", "-c", RECORD)
        before = old.exports(database.url, folder / "before")
        back_up(old, database, folder / "backup")

        started = time.monotonic()
        NOW.manage(database.url, "migrate", "--verbosity=0")
        migrated = time.monotonic() - started
        verified = NOW.manage(database.url, "verify").splitlines()[0]
        say(f"{commit}: migrated in {migrated:.1f} s. {verified}")
        for difference in differences(before, NOW.exports(database.url, folder / "after")):
            say(f"    {difference}")

        database.empty()
        restore(old, database, folder / "backup")
        again = old.exports(database.url, folder / "again")
        differing = [file.name for file in before.iterdir() if not same(file, again / file.name)]
        if differing:
            raise Failed(f"{commit}: after the rollback these differ: {', '.join(differing)}")
        say(f"    Rolled back: {len([*before.iterdir()])} files are as before, byte for byte.")


def back_up(old: Release, database: Database, target: Path) -> None:
    """Back up with the release's own command, or as its operator would."""
    if old.has_backup:
        old.manage(database.url, "backup", str(target))
    else:
        database.back_up(target)


def restore(old: Release, database: Database, source: Path) -> None:
    """The way back of ``back_up``."""
    if old.has_backup:
        old.manage(database.url, "restore", "--force", str(source))
    else:
        database.restore(source)


def same(one: Path, other: Path) -> bool:
    """Whether two files have the same bytes."""
    return other.exists() and one.read_bytes() == other.read_bytes()


def differences(before: Path, after: Path) -> Iterator[str]:
    """What of the files before is not the same afterwards; columns may have been added."""
    cells = differing = 0
    for file in sorted(before.iterdir()):
        old, new = rows(file), rows(after / file.name)
        if len(old) != len(new):
            differing += 1
            yield f"{file.name}: {len(old)} rows before, {len(new)} after"
            continue
        for column in old[0] if old else ():
            cells += len(old)
            changes = [
                (former[column], row.get(column))
                for former, row in zip(old, new, strict=True)
                if former[column] != row.get(column)
            ]
            if changes:
                differing += 1
                yield f"{file.name}, {column}: {len(changes)} cells, first {changes[0]}"
    yield f"{len([*before.iterdir()])} files, {cells:,} cells compared: {differing} differ."


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a file of data."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return [*csv.DictReader(opened)]


def main(commits: list[str]) -> int:
    """Rehearse each; 1 if something failed."""
    failed = 0
    for commit in commits:
        with tempfile.TemporaryDirectory(prefix="spp-rehearsal-") as folder:
            try:
                rehearse(commit, Path(folder))
            except Failed as failure:
                say(f"{commit}: FAILED\n{failure}")
                failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
