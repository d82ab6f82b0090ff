"""What people write on the command line, and what they are told of it."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser

from milestones.queries.fields import DayField


def day(words: str) -> dt.date:
    """A day written ``2006-06-15``. Raises ArgumentTypeError, which is wrong usage."""
    try:
        found: dt.date = DayField().clean(words)
    except ValidationError as error:
        raise ArgumentTypeError(error.messages[0]) from error
    return found


def words(text: str) -> str:
    """Words that say something. Raises ArgumentTypeError for none."""
    if not text.strip():
        raise ArgumentTypeError("say it in words.")
    return text.strip()


class ExplainedCommand(BaseCommand):
    """A command whose help ends with ``epilog``, line by line as it is written."""

    epilog = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """With the lines of the help as they are."""
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=self.epilog,
            formatter_class=RawDescriptionHelpFormatter,
            **kwargs,
        )
