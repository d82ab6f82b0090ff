"""What a backup says about itself."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path

from spp_tracker.backups.contents import Contents

NAME = "manifest.json"


class BackupError(Exception):
    """A backup that cannot be made or restored: what is wrong, where, and what to do."""


@dataclass(frozen=True)
class Manifest:
    """``made_at`` is an instant (UTC, ISO 8601), ``release`` the digest of the code that made the
    backup, ``engine`` the database's vendor, ``size`` the bytes of its file."""

    made_at: str
    release: str
    engine: str
    size: int
    sha256: str
    contents: Contents

    def write(self, folder: Path) -> None:
        """Write it beside the file that it describes."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2)
        (folder / NAME).write_text(f"{text}\n", "utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest in a folder. Raises BackupError if there is none that can be read."""
        path = folder / NAME
        try:
            values = json.loads(path.read_text("utf-8"))
            return cls(**{**values, "contents": Contents(**values["contents"])})
        except FileNotFoundError:
            raise BackupError(f"{folder} is no backup: it has no {NAME}.") from None
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise BackupError(f"{path} is damaged: {error}. Take another backup.") from None

    def check(self, file: Path) -> None:
        """Raise BackupError if the file is not the one that was described."""
        try:
            size, sha256 = file.stat().st_size, digest(file)
        except OSError as error:
            raise BackupError(f"{file} cannot be read: {error.strerror}.") from None
        if (size, sha256) != (self.size, self.sha256):
            raise BackupError(
                f"{file} is damaged: {size:,} bytes with SHA-256 {sha256}, but {NAME} says "
                f"{self.size:,} bytes with {self.sha256}. Take another backup."
            )


def digest(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()
