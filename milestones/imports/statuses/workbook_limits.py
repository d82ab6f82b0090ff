"""Limits of what a workbook contains, checked before openpyxl reads it.

A workbook is an archive of XML files. A small one may unpack to gigabytes, or keep openpyxl busy
with millions of empty cells: it holds a whole row, and all texts and styles, in memory.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.imports.statuses.errors import reject

MAX_UNPACK_RATIO = 20
"""How many times larger than the largest file a workbook may be once it is unpacked."""

LIMITS = {
    "sheet": (250, gettext_lazy("The workbook has more than %(count)s sheets.")),
    "row": (500_000, gettext_lazy("The workbook has more than %(count)s rows.")),
    "c": (
        1_500_000,
        gettext_lazy(
            "The workbook has more than %(count)s cells: copy the filled ones into a new one."
        ),
    ),
    "si": (500_000, gettext_lazy("The workbook has more than %(count)s different texts.")),
    "mergeCell": (
        100,
        gettext_lazy("The workbook has more than %(count)s merged cells: split them."),
    ),
}
"""How many elements of these names all parts together may have, and what to say of more."""

MAX_ELEMENTS = 20_000
"""The most XML elements of a row, of a text, and of a part without them, such as the styles. A
row whose empty cells are all formatted has 16,384."""

_MAX_NAMES = 10_000
"""Of elements and attributes, in a part. The format has some hundreds."""
_MAX_TAG = 1_000_000
_PIECE = 65_536
"""In bytes."""


def check_limits(archive: ZipFile, most_bytes: int) -> dict[str, list[str]]:
    """Check the limits, and return the merged ranges, such as ``A4:A5``, by part of the archive.

    Memory use does not depend on the workbook. Raises SpreadsheetError for a workbook beyond a
    limit, and ExpatError or ValueError for a damaged one.
    """
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > most_bytes * MAX_UNPACK_RATIO:
        reject(_("The workbook is too large once it is unpacked."))
    counter = _Counter()
    for part in parts:
        if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise ValueError(part.filename)
        if part.filename.endswith((".xml", ".rels")):
            counter.read(archive, part)
    return counter.merged


class _Counter:
    """Counts the elements of all parts, and notes the merged ranges."""

    def __init__(self) -> None:
        self.merged: dict[str, list[str]] = defaultdict(list)
        self._counts: Counter[str] = Counter()
        self._elements = 0
        self._part = ""

    def read(self, archive: ZipFile, part: ZipInfo) -> None:
        self._part, self._elements = part.filename, 0
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        read = 0
        with archive.open(part) as file:
            while piece := file.read(_PIECE):
                parser.Parse(piece)
                read += len(piece)
                unfinished = read - parser.CurrentByteIndex
                if unfinished > _MAX_TAG or len(parser.intern) > _MAX_NAMES:
                    raise ValueError(part.filename)
        parser.Parse(b"", True)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        self._elements = 0 if name in {"row", "si"} else self._elements + 1
        if self._elements > MAX_ELEMENTS:
            message = _(
                "A row, a text or the styles of the workbook have more than %(count)s parts: copy "
                "the filled cells into a new one."
            )
            reject(message % {"count": MAX_ELEMENTS})
        if name not in LIMITS:
            return
        self._counts[name] += 1
        most, reason = LIMITS[name]
        if self._counts[name] > most:
            reject(reason % {"count": most})
        if name == "mergeCell":
            self.merged[self._part].append(attributes["ref"])

    def _refuse_doctype(self, *_declaration: object) -> None:
        """Refuse entities: no program writes them, and they can grow without end."""
        raise ValueError(self._part)
