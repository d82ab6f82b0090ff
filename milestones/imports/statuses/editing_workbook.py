"""The workbook in which people edit statuses, to upload it again."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable
from functools import partial

from django.http import QueryDict
from django.utils import translation
from xlsxwriter import Workbook
from xlsxwriter.format import Format

from milestones.choices import SCALE, Pair
from milestones.opendata.columns import Cell
from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports.escaping import is_formula
from milestones.opendata.exports.export import Export
from milestones.opendata.exports.streaming import snapshot
from milestones.opendata.exports.xlsx import (
    MAX_ROWS,
    QUOTED,
    TEXT,
    Sheet,
    check_length,
    write_workbook,
)

EDITABLE = ("pair", "status", "as_reported", "revised_deadline")
"""The columns that can be edited, and filled in a row that is added; there, ``code`` as well."""

CHOICES: dict[str, Collection[str]] = {"pair": Pair.values, "status": SCALE}


def editing_export(address: str) -> Export:
    """All status lines in force on the newest day, as in the file at this address."""
    dataset = DATASETS["statuses"]
    return Export(dataset, dataset.query_class(QueryDict(), sorts=dataset.sorts), address)


def editing_workbook(export: Export, areas: Collection[str]) -> bytes:
    """The rows as a workbook in which those of the areas with these names can be edited.

    Raises InvalidQuery if the rows do not fit on a sheet.
    """
    file = io.BytesIO()
    # Data are in English, and so are the choices.
    with translation.override("en"), snapshot():
        check_length(export)
        write_workbook(export, file, partial(EditingSheet, areas=areas))
    return file.getvalue()


class EditingSheet(Sheet):
    """A sheet that is protected, without a password, except for the cells that an import reads."""

    def __init__(self, workbook: Workbook, export: Export, areas: Collection[str]) -> None:
        super().__init__(workbook, export.dataset.name)
        self._names = export.names
        self._areas = areas
        self._unlocked = workbook.add_format({**TEXT, "locked": False})
        self._unlocked_quoted = workbook.add_format({**TEXT, **QUOTED, "locked": False})
        self.worksheet.protect("", {"autofilter": True, "format_columns": True})
        for name, choices in CHOICES.items():
            column = self._names.index(name)
            choose = {
                "validate": "list",
                "source": list(choices),
                "error_title": name,
                "error_message": f"Choose one of: {', '.join(choices)}",
            }
            self.worksheet.data_validation(1, column, MAX_ROWS, column, choose)

    def set_widths(self, widths: Iterable[int]) -> None:
        """Set the widths, and unlock the cells below the last row."""
        for column, (name, width) in enumerate(zip(self._names, widths, strict=True)):
            below = self._unlocked if name in {"code", *EDITABLE} else None
            self.worksheet.set_column(column, column, width, below)

    def append(self, cells: Iterable[Cell]) -> None:
        """Write a row, and unlock what can be edited in it."""
        row, by_name = self.next_row, dict(zip(self._names, cells, strict=True))
        super().append(by_name.values())
        is_editable = by_name["priority_area"] in self._areas
        for name in EDITABLE:
            text, column = str(by_name[name] or ""), self._names.index(name)
            text_format = self._unlocked_format(text) if is_editable else self.text_format(text)
            if text:
                self.worksheet.write_string(row, column, text, text_format)
            else:
                self.worksheet.write_blank(row, column, None, text_format)

    def _unlocked_format(self, text: str) -> Format:
        return self._unlocked_quoted if is_formula(text) else self._unlocked
