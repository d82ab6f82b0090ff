"""python manage.py import_report"""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import CommandParser

from milestones.imports.presenters import report_json, report_text
from milestones.imports.report import (
    MAX_DOCUMENT_BYTES,
    Decisions,
    ReportUpload,
    apply_edition,
    compare,
)
from milestones.management import arguments
from milestones.management.imports import ImportCommand, read_file

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


class Command(ImportCommand):
    help = HELP
    epilog = EPILOG
    path_help = "The document, as plain text."
    as_of_help = "The day whose state of things the edition tells."
    compare = staticmethod(compare)
    apply = staticmethod(apply_edition)
    presenters = {"text": report_text, "json": report_json}

    def add_details(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--title", type=arguments.words, required=True, help="The title it is known by."
        )
        parser.add_argument(
            "--published",
            type=arguments.day,
            metavar="YYYY-MM-DD",
            help="The day on which it came out; without it, the day of --as-of.",
        )
        parser.add_argument(
            "--url", default="", help="The address at which it was published on the web, if it was."
        )

    def add_decisions(self, parser: CommandParser) -> None:
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

    def read(self, options: dict[str, Any]) -> tuple[ReportUpload, Decisions]:
        edition = ReportUpload(
            data=read_file(options["path"], MAX_DOCUMENT_BYTES),
            document=options["path"].name,
            title=options["title"],
            as_of=options["as_of"],
            published=options["published"] or options["as_of"],
            url=options["url"],
        )
        decisions = Decisions(
            options["match"],
            options["new"],
            accept_new=options["accept_new"],
            allow_missing=options["allow_missing"],
        )
        return edition, decisions


def _match(words: str) -> tuple[str, int]:
    code, _sign, line = words.partition("=")
    if not code or not line.isdecimal():
        message = f"“{words}” is not a milestone and a line: write it like TS-1.5=42."
        raise argparse.ArgumentTypeError(message)
    return code, int(line)
