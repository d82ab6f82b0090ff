"""Argument types and help formatting for management commands."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser

from milestones.queries.fields import DayField


def day(words: str) -> dt.date:
    """Parse a day such as ``2006-06-15``. Raises ArgumentTypeError, which is a usage error."""
    try:
        parsed: dt.date = DayField().clean(words)
    except ValidationError as error:
        raise ArgumentTypeError(error.messages[0]) from error
    return parsed


def words(text: str) -> str:
    """Strip a text. Raises ArgumentTypeError if it is empty."""
    if not text.strip():
        raise ArgumentTypeError("say it in words.")
    return text.strip()


class ExplainedCommand(BaseCommand):
    """A command whose help ends with ``epilog``, with its line breaks kept."""

    epilog = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Add the epilog and keep the line breaks of the help."""
        return super().create_parser(
            prog_name,
            subcommand,
            epilog=self.epilog,
            formatter_class=RawDescriptionHelpFormatter,
            **kwargs,
        )
