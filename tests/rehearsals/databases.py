"""A database of a rehearsal, and how it is backed up and restored without the tracker."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

from tests.rehearsals.programs import run


class SqliteDatabase:
    """A file, and how a release without ``backup`` is backed up: as its operator would."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "db.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def empty(self) -> None:
        """``restore --force`` keeps the former file itself."""

    def back_up(self, target: Path) -> None:
        run("sqlite3", self.file, f".backup {target}")

    def restore(self, source: Path) -> None:
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        shutil.copy(source, self.file)


class PostgresqlDatabase:
    """An empty database on the server that ``scripts/with_postgres`` has started."""

    NAME = "rehearsal"

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        socket = parts.path[1:].rpartition("/")[0]
        self.url = parts._replace(path=f"/{socket}/{self.NAME}").geturl()
        self.options = (f"--host={socket}", f"--username={parts.username}")
        self.empty()

    def empty(self) -> None:
        run("dropdb", *self.options, "--if-exists", "--force", self.NAME)
        run("createdb", *self.options, self.NAME)

    def back_up(self, target: Path) -> None:
        run("pg_dump", *self.options, "--format=custom", f"--file={target}", self.NAME)

    def restore(self, source: Path) -> None:
        run("pg_restore", *self.options, "--single-transaction", f"--dbname={self.NAME}", source)


Database = SqliteDatabase | PostgresqlDatabase


def new_database(folder: Path) -> Database:
    """One on the server of DATABASE_URL if it names one, else a file in the folder."""
    server = os.environ.get("DATABASE_URL", "")
    return PostgresqlDatabase(server) if server.startswith("postgres") else SqliteDatabase(folder)
