"""python manage.py import_statuses"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from milestones.imports.presenters import sheet_json, sheet_text
from milestones.imports.statuses import (
    ImportContext,
    SheetRow,
    apply_sheet,
    compare,
    read_or_reject,
)
from milestones.management import arguments
from milestones.management.imports import ImportCommand, read_file

MAX_FILE_BYTES = 20_000_000
"""The largest file that is read, in bytes."""

HELP = """\
Take back an edited export of the statuses.

Without --apply nothing is changed: what the file says beside the record is printed. With --apply
all of it is put on record, or nothing.
"""

_MEGABYTES = MAX_FILE_BYTES // 1_000_000

EPILOG = f"""\
The file is /statuses.csv or /statuses.xlsx as somebody has edited it: the columns status,
as_reported and revised_deadline. A row that was not edited changes nothing, nor does a row that
was deleted. A milestone whose record has changed since the export is refused if it was edited.

The file may have {_MEGABYTES} MB. The exit code is 0 when everything is clear or on record, 1 when
something is wrong with the file, 2 when the command was called in a wrong way.
"""


class Command(ImportCommand):
    help = HELP
    epilog = EPILOG
    path_help = "The CSV file or XLSX workbook."
    as_of_help = "The day from which things stand as the file says."
    compare = staticmethod(compare)
    apply = staticmethod(apply_sheet)
    presenters = {"text": sheet_text, "json": sheet_json}

    def add_details(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--source",
            type=arguments.words,
            required=True,
            help="Where it comes from, such as the letter of a ministry.",
        )
        parser.add_argument(
            "--reason",
            default="",
            help="Why it corrects statuses that are on record for this very day.",
        )

    def read(self, options: dict[str, Any]) -> tuple[list[SheetRow], ImportContext]:
        context = ImportContext(options["as_of"], options["source"], options["reason"])
        data = read_file(options["path"], MAX_FILE_BYTES)
        return read_or_reject(data, MAX_FILE_BYTES, context), context
