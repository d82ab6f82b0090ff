"""python manage.py import_statuses"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from milestones.imports.presenters import sheet_json, sheet_text
from milestones.imports.statuses import (
    ImportContext,
    SheetRow,
    apply_sheet,
    read_or_reject,
)
from milestones.management import arguments
from milestones.management.imports import ImportCommand, read_file

MAX_FILE_BYTES = 20_000_000
"""The largest file that is read, in bytes."""

HELP = """\
Import an edited export of the statuses.

Without --apply nothing is changed: the file is compared with the record. With --apply all of it
is recorded, or nothing.
"""

_MEGABYTES = MAX_FILE_BYTES // 1_000_000

EPILOG = f"""\
The file is an edited /statuses.csv or /statuses.xlsx, or the workbook to edit from the admin. The
columns status, as_reported and revised_deadline are read. Rows that are unedited or deleted change
nothing. An edited milestone is rejected if its record has changed since the export.

Notes above the column names, empty rows and columns, any kind of dash, UTF-16 and a first line
sep=; are understood. Words that a spreadsheet program damaged (SÃ©curitÃ©) count as unedited.

The file may have {_MEGABYTES} MB. The exit code is 0 when the file has no problems or is imported,
1 when it has problems, 2 for a usage error.
"""


class Command(ImportCommand):
    help = HELP
    epilog = EPILOG
    path_help = "The CSV file or XLSX workbook."
    as_of_help = "The date the statuses apply from."
    apply = staticmethod(apply_sheet)
    presenters = {"text": sheet_text, "json": sheet_json}

    def add_details(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--source",
            type=arguments.words,
            required=True,
            help="The source, such as a letter from a ministry.",
        )
        parser.add_argument(
            "--reason",
            default="",
            help="Why it corrects statuses already recorded for this date.",
        )

    def read(self, options: dict[str, Any]) -> tuple[list[SheetRow], ImportContext]:
        context = ImportContext(options["as_of"], options["source"], options["reason"])
        data = read_file(options["path"], MAX_FILE_BYTES)
        return read_or_reject(data, MAX_FILE_BYTES, context), context
