"""Packing a spreadsheet so that the same content has the same bytes."""

from __future__ import annotations

import shutil
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


class Undated:
    """An archive as the spreadsheet library fills it; no entry tells when it was written."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self.namelist = archive.namelist

    def writestr(self, name: str, data: str | bytes) -> None:
        """Add an entry."""
        self._archive.writestr(_entry(name), data)

    def write(self, path: str, name: str) -> None:
        """Add a file as an entry."""
        with (
            Path(path).open("rb") as source,
            self._archive.open(_entry(name), "w", force_zip64=True) as target,
        ):
            shutil.copyfileobj(source, target)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name)
    entry.compress_type = ZIP_DEFLATED
    return entry
