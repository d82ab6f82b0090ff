"""How rows become files: CSV, JSON and spreadsheets, sent while they are read."""

from __future__ import annotations

from milestones.exports.cells import FORMULA_STARTS, neutralised, restored
from milestones.exports.export import BATCH, Export, TooManyRows
from milestones.exports.formats import FORMATS, Format
from milestones.exports.sending import Begun, snapshot

__all__ = [
    "BATCH",
    "FORMATS",
    "FORMULA_STARTS",
    "Begun",
    "Export",
    "Format",
    "TooManyRows",
    "neutralised",
    "restored",
    "snapshot",
]
