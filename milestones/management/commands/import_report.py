"""python manage.py import_report"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, CommandParser
from django.utils import timezone, translation

from milestones.imports.report import (
    MAX_DOCUMENT_BYTES,
    Decisions,
    ImportRejected,
    ReportDiff,
    ReportUpload,
    apply_edition,
    compare,
)
from milestones.imports.report.presenters import as_data, as_text, edition_data, named
from milestones.management import arguments
from milestones.models import StatusReport
from milestones.progress import progress_on

WRONG_USAGE = 2

HELP = """\
Import the next edition of the status report.

Without --apply nothing is changed: what the edition says beside the record is printed, and what
has to be decided. With --apply all of it is put on record, or nothing.
"""

_MEGABYTES = MAX_DOCUMENT_BYTES // 1_000_000

EPILOG = f"""\
Milestones are found again by the words and the deadlines of their sentences, inside their
priority area. Nothing is guessed:
  reworded   a sentence that is like one on record but not the same. Say which milestone it is
             with --match CODE=LINE, or with --new LINE that it is a new one.
  new        a sentence that is like none on record. Accept all of them with --accept-new.
  missing    a milestone that the edition leaves out. With --allow-missing its status stays as it
             is on record.

The document may have {_MEGABYTES} MB. The exit code is 0 when everything is clear or the edition is
on record, 1 when something has to be decided or the document is bad, 2 when the command was
called in a wrong way.
"""


class Command(arguments.ExplainedCommand):
    """Compares an edition of the status report with the record, and applies it."""

    help = HELP
    epilog = EPILOG

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="The document, as plain text.")
        parser.add_argument(
            "--as-of",
            type=arguments.day,
            required=True,
            metavar="YYYY-MM-DD",
            help="The day whose state of things the edition tells.",
        )
        parser.add_argument(
            "--title", type=arguments.words, required=True, help="The title it is known by."
        )
        parser.add_argument(
            "--published",
            type=arguments.day,
            metavar="YYYY-MM-DD",
            help="The day on which it came out; without it, the day of --as-of.",
        )
        parser.add_argument("--apply", action="store_true", help="Put it on record.")
        parser.add_argument(
            "--allow-missing",
            action="store_true",
            help="Milestones that it leaves out keep their status on record.",
        )
        parser.add_argument(
            "--accept-new",
            action="store_true",
            help="Sentences that are like none on record are new milestones.",
        )
        parser.add_argument(
            "--match",
            type=_match,
            action="append",
            default=[],
            metavar="CODE=LINE",
            help="The sentence that begins on this line is this milestone. May be repeated.",
        )
        parser.add_argument(
            "--new",
            type=int,
            action="append",
            default=[],
            metavar="LINE",
            help="The sentence that begins on this line is a new milestone, although it is like "
            "one on record. May be repeated.",
        )
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        """Preview or apply, in English like the documents."""
        with translation.override("en"), progress_on(sys.stderr):
            try:
                difference, report = _compare_or_apply(options)
            except (ValidationError, OSError) as error:
                raise CommandError(
                    _error_text(error, options["path"]), returncode=WRONG_USAGE
                ) from error
            self._print(difference, report, options)
        if difference.problems or difference.open_decisions:
            raise CommandError(_failure_text(difference))

    def _print(
        self, difference: ReportDiff, report: StatusReport | None, options: dict[str, Any]
    ) -> None:
        if options["format"] == "json":
            applied = edition_data(report) if report else None
            data = {**as_data(difference), "applied": applied}
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
            return
        self.stdout.write(as_text(difference))
        if report:
            self.stdout.write(f"\nOn record now: {named(report)}.")
        elif difference.is_clean and not difference.in_effect:
            self.stdout.write("\nNothing was changed. To put it on record, run this with --apply.")


def _compare_or_apply(options: dict[str, Any]) -> tuple[ReportDiff, StatusReport | None]:
    """The differences of the edition, and the recorded edition if it was applied."""
    edition = _read_edition(options)
    decisions = Decisions.of(
        options["match"],
        options["new"],
        accept_new=options["accept_new"],
        allow_missing=options["allow_missing"],
    )
    if not options["apply"]:
        return compare(edition, decisions), None
    try:
        applied = apply_edition(edition, decisions)
    except ImportRejected as error:
        return error.difference, None
    return applied.difference, applied.report


def _read_edition(options: dict[str, Any]) -> ReportUpload:
    path: Path = options["path"]
    as_of: dt.date = options["as_of"]
    if as_of > timezone.localdate():
        raise ValidationError({"as_of": "This day has not come yet."})
    with path.open("rb") as document:
        # One byte more than allowed is enough to detect a file that is too large.
        data = document.read(MAX_DOCUMENT_BYTES + 1)
    published = options["published"] or as_of
    return ReportUpload(data, path.name, options["title"], as_of, published)


def _match(words: str) -> tuple[str, int]:
    code, _sign, line = words.partition("=")
    if not code or not line.isdecimal():
        message = f"“{words}” is not a milestone and a line: write it like TS-1.5=42."
        raise argparse.ArgumentTypeError(message)
    return code, int(line)


def _error_text(error: ValidationError | OSError, path: Path) -> str:
    if isinstance(error, OSError):
        return f"{path}: {error.strerror}"
    if not hasattr(error, "error_dict"):
        return "\n".join(error.messages)
    return "\n".join(
        f"{'path' if field == 'document' else '--' + field.replace('_', '-')}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    )


def _failure_text(difference: ReportDiff) -> str:
    if difference.problems:
        count = len(difference.problems)
        return f"Nothing was changed: {count} problem{'' if count == 1 else 's'}."
    count = len(difference.open_decisions)
    needed = "1 decision is" if count == 1 else f"{count} decisions are"
    return f"Nothing was changed: {needed} needed."
