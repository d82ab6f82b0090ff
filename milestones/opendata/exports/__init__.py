"""Exports rows as CSV, JSON and XLSX files, which are sent while the rows are read."""

from __future__ import annotations

from milestones.opendata.exports.escaping import FORMULA_STARTS, escape_formula, unescape_formula
from milestones.opendata.exports.export import BATCH, Export
from milestones.opendata.exports.formats import FORMATS, Format
from milestones.opendata.exports.streaming import StartedStream, file_response, snapshot

__all__ = [
    "BATCH",
    "FORMATS",
    "FORMULA_STARTS",
    "Export",
    "Format",
    "StartedStream",
    "escape_formula",
    "file_response",
    "snapshot",
    "unescape_formula",
]
