"""Whether a SQLite database has been written to, without a query.

In WAL mode, the connections of all processes share the index of the write-ahead log: a file beside
the database, of which each maps a part into its memory. SQLite changes the header of this file with
every commit, before the commit returns, and compares it itself to learn whether what it has read is
still current (https://www.sqlite.org/walformat.html, "The WAL-Index Header").
"""

from __future__ import annotations

import mmap
import os
import sqlite3
import sys
from pathlib import Path
from threading import Lock

LENGTH = 96
"""Bytes of the header, which is there twice."""
FORMAT = 3007000
"""The only format that there is; the header begins with it, in the byte order of the machine."""


class WalIndex:
    """The header of an index, mapped into memory.

    Ask it only while the database is open: once nobody has it open, SQLite may cut the file.
    """

    def __init__(self, path: Path) -> None:
        # When a process closes a file, it loses all its locks on it, those of SQLite included
        # (https://www.sqlite.org/howtocorrupt.html, 2.2). So neither this nor the map is closed.
        self._map = mmap.mmap(os.open(path, os.O_RDONLY), LENGTH, prot=mmap.PROT_READ)

    @property
    def header(self) -> bytes:
        """The header: if it is as it was, nothing has been committed in between."""
        return self._map[:LENGTH]

    @property
    def is_known(self) -> bool:
        """Whether the index has the format that this module knows."""
        return self.header.startswith(FORMAT.to_bytes(4, sys.byteorder))


_indexes: dict[tuple[int, int], WalIndex] = {}
"""Every index that was mapped, by the device and the number of its file, so that each is mapped
once."""
_lock = Lock()


def wal_index(connection: sqlite3.Connection) -> WalIndex | None:
    """The index of the database that a connection has open; None without one in a known format."""
    path = Path(f"{connection.execute('PRAGMA database_list').fetchone()[2]}-shm")
    try:
        file = path.stat()
    except FileNotFoundError:
        return None
    key = file.st_dev, file.st_ino
    with _lock:
        if key not in _indexes and file.st_size >= LENGTH:
            _indexes[key] = WalIndex(path)
        index = _indexes.get(key)
    return index if index and index.is_known else None
