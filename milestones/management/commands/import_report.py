"""python manage.py import_report"""

from __future__ import annotations

import argparse
from typing import Any, TypeVar

from django.core.management.base import CommandParser

from milestones.choices import COUNTRY_PAIRS, Pair
from milestones.documents.questions import Answers, Reading
from milestones.imports.presenters import report_json, report_text
from milestones.imports.report import (
    MAX_DOCUMENT_BYTES,
    Decisions,
    ReportUpload,
    apply_edition,
)
from milestones.imports.report.decisions import reject_repeated
from milestones.management import arguments
from milestones.management.imports import ImportCommand, read_file
from milestones.normalization import normalized_pair

_Answer = TypeVar("_Answer")

HELP = """\
Import the next edition of the status report.

Without --apply nothing is changed: the edition is compared with the record, and the decisions
that it needs are listed. With --apply all of it is recorded, or nothing.
"""

_MEGABYTES = MAX_DOCUMENT_BYTES // 1_000_000

EPILOG = f"""\
Milestones are matched by the wording and the deadlines of their sentences, within their priority
area. Nothing is guessed:
  wording    a line in words that the reader does not know, or a paragraph that is neither a
             milestone nor a status. Say what it means with --status LINE=STATUS or
             --status LINE=STATUS:DATE, or that it belongs to no milestone with --ignore LINE.
  pair       a status for a pair that the milestone's words do not name. Say which pair is meant
             with --pair LINE=PAIR: the milestone then concerns it too.
  reworded   a sentence similar to one on record. Give its milestone with --match CODE=LINE, or
             add a new milestone with --new LINE.
  new        a sentence that matches none on record. Accept all of them with --accept-new.
  missing    a milestone that is not in the edition. With --allow-missing its status stays
             unchanged.

The document may have {_MEGABYTES} MB. The exit code is 0 when nothing is open or the edition is
imported, 1 when a decision is needed or the document has problems, 2 for a usage error.
"""


class Command(ImportCommand):
    help = HELP
    epilog = EPILOG
    path_help = "The document, as plain text."
    as_of_help = "The status date of the edition."
    apply = staticmethod(apply_edition)
    presenters = {"text": report_text, "json": report_json}

    def add_details(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--title", type=arguments.words, required=True, help="The title of the edition."
        )
        parser.add_argument(
            "--published",
            type=arguments.day,
            metavar="YYYY-MM-DD",
            help="The publication date; without it, the status date.",
        )
        parser.add_argument(
            "--url", default="", help="The address at which it was published on the web, if it was."
        )

    def add_decisions(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--allow-missing",
            action="store_true",
            help="Milestones that are not in the edition keep their status.",
        )
        parser.add_argument(
            "--accept-new",
            action="store_true",
            help="Sentences that match none on record are new milestones.",
        )
        parser.add_argument(
            "--status",
            type=_reading,
            action="append",
            default=[],
            metavar="LINE=STATUS[:DATE]",
            help="The words on this line mean this status, with this revised date: "
            "27=delayed:2008-Q2. May be repeated.",
        )
        parser.add_argument(
            "--pair",
            type=_pair,
            action="append",
            default=[],
            metavar="LINE=PAIR",
            help="The status on this line is for this pair: 27=US-MX. May be repeated.",
        )
        parser.add_argument(
            "--ignore",
            type=int,
            action="append",
            default=[],
            metavar="LINE",
            help="The words on this line belong to no milestone. May be repeated.",
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
            help="The sentence that begins on this line is a new milestone, although it is "
            "similar to one on record. May be repeated.",
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
            answers=Answers(
                _by_line(options["status"]), _by_line(options["pair"]), set(options["ignore"])
            ),
        )
        return edition, decisions


def _match(words: str) -> tuple[str, int]:
    code, _sign, line = words.partition("=")
    if not code or not line.isdecimal():
        message = f"expected CODE=LINE, such as TS-1.5=42, not “{words}”."
        raise argparse.ArgumentTypeError(message)
    return code, int(line)


def _reading(words: str) -> tuple[int, Reading]:
    line, code = _answer(words, "27=delayed:2008-Q2")
    try:
        return line, Reading.parse(code)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _pair(words: str) -> tuple[int, Pair]:
    line, code = _answer(words, "27=US-MX")
    if normalized_pair(code) not in COUNTRY_PAIRS:
        message = f"“{code}” is not a country pair: choose {', '.join(COUNTRY_PAIRS)}."
        raise argparse.ArgumentTypeError(message)
    return line, Pair(normalized_pair(code))


def _answer(words: str, example: str) -> tuple[int, str]:
    line, _sign, code = words.partition("=")
    if not code or not line.isdecimal():
        raise argparse.ArgumentTypeError(f"expected a line, such as {example}, not “{words}”.")
    return int(line), code


def _by_line(answers: list[tuple[int, _Answer]]) -> dict[int, _Answer]:
    """Raises WrongDecisions if a line is answered twice."""
    reject_repeated(line for line, _answer in answers)
    return dict(answers)
