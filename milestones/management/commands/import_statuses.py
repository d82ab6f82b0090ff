"""python manage.py import_statuses"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from milestones.imports.statuses import (
    ImportContext,
    SheetDiff,
    SheetRejected,
    SpreadsheetError,
    apply_sheet,
    as_data,
    as_text,
    compare,
    read_sheet,
)
from milestones.management import arguments
from milestones.progress import progress_on

WRONG_USAGE = 2

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


class Command(arguments.ExplainedCommand):
    """Compares an edited export with the record, and applies it."""

    help = HELP
    epilog = EPILOG

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="The CSV file or XLSX workbook.")
        parser.add_argument(
            "--as-of",
            type=arguments.day,
            required=True,
            metavar="YYYY-MM-DD",
            help="The day from which things stand as the file says.",
        )
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
        parser.add_argument("--apply", action="store_true", help="Put it on record.")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Preview or apply, in English like the data."""
        context = ImportContext(options["as_of"], options["source"], options["reason"])
        if context.as_of > timezone.localdate():
            raise CommandError("--as-of: This day has not come yet.", returncode=WRONG_USAGE)
        data = _read(options["path"])
        with translation.override("en"), progress_on(sys.stderr):
            difference = _compare_or_apply(data, context, record=options["apply"])
        if options["format"] == "json":
            output = json.dumps(as_data(difference), ensure_ascii=False, indent=2)
        else:
            output = f"{as_text(difference)}\n{_outcome(difference)}"
        self.stdout.write(output)
        if not difference.is_clean:
            count = len(difference.problems)
            raise CommandError(f"Nothing was changed: {count} problem{'' if count == 1 else 's'}.")


def _compare_or_apply(data: bytes, context: ImportContext, *, record: bool) -> SheetDiff:
    try:
        rows = read_sheet(data, MAX_FILE_BYTES)
        return apply_sheet(rows, context) if record else compare(rows, context)
    except SpreadsheetError as error:
        return SheetDiff(context, problems=list(error.problems))
    except SheetRejected as error:
        return error.difference


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            # One byte more than allowed is enough to detect a file that is too large.
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=WRONG_USAGE) from error


def _outcome(difference: SheetDiff) -> str:
    count = len(difference.recorded)
    if count:
        updates = "status update" if count == 1 else "status updates"
        return f"\nOn record now: {count} {updates} as of {difference.context.as_of}."
    if difference.is_clean and difference.changes:
        return "\nNothing was changed. To put it on record, run this with --apply."
    return "\nThere is nothing to put on record." if difference.is_clean else ""
