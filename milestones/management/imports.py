"""The base of the commands that write the record: a preview, or with ``--apply`` the write."""

from __future__ import annotations

import sys
from abc import abstractmethod
from argparse import RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone, translation

from milestones.actions.consequences import Consequences, consequences_of
from milestones.imports.common import Applied, Difference, ImportRejected
from milestones.management import arguments
from milestones.progress_bar import progress_on


class ImportCommand(BaseCommand):
    """Compares a file with the record, and applies it: all of it or nothing.

    The exit code is 1 if it cannot be applied as it is, 2 for a usage error. ``presenters`` has
    what prints a difference, by format.
    """

    epilog: str
    path_help: str
    as_of_help: str
    apply: Callable[..., Applied[Any, Any]]
    presenters: Mapping[str, Callable[[Any, Consequences | None, Any], str]]

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Add the epilog and keep the line breaks of the help."""
        formatter = RawDescriptionHelpFormatter
        return super().create_parser(
            prog_name, subcommand, epilog=self.epilog, formatter_class=formatter, **kwargs
        )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help=self.path_help)
        parser.add_argument(
            "--as-of", type=arguments.day, required=True, metavar="YYYY-MM-DD", help=self.as_of_help
        )
        self.add_details(parser)
        parser.add_argument("--apply", action="store_true", help="Record the changes.")
        self.add_decisions(parser)
        parser.add_argument("--format", choices=["text", "json"], default="text")

    @abstractmethod
    def add_details(self, parser: CommandParser) -> None:
        """Add the arguments for what the file does not say."""

    def add_decisions(self, parser: CommandParser) -> None:
        """Add the arguments for decisions about the file."""

    @abstractmethod
    def read(self, options: dict[str, Any]) -> tuple[Any, Any]:
        """Return what ``apply`` takes."""

    def handle(self, *_args: Any, **options: Any) -> None:
        """Preview or apply, in English like the documents."""
        with translation.override("en"), progress_on(sys.stderr):
            try:
                outcome = self._preview_or_apply(options)
            except (ValidationError, OSError) as error:
                message = _error_text(error, options["path"])
                raise CommandError(message, returncode=arguments.WRONG_USAGE) from error
            self.stdout.write(self.presenters[options["format"]](*outcome))
        difference, *_rest = outcome
        if not difference.is_clean:
            raise CommandError(f"Nothing was changed: {_obstacles(difference)}.")

    def _preview_or_apply(
        self, options: dict[str, Any]
    ) -> tuple[Difference, Consequences | None, Any]:
        """Return the difference, the consequences of applying it (None if it cannot be applied as
        it is), and what was recorded; None if nothing was."""
        if options["as_of"] > timezone.localdate():
            raise ValidationError({"as_of": "This date is in the future."})
        try:
            upload = self.read(options)
            applied, consequences = consequences_of(
                lambda: self.apply(*upload), apply=options["apply"]
            )
        except ImportRejected as error:
            return error.difference, None, None
        return applied.difference, consequences, applied.recorded if options["apply"] else None


def read_file(path: Path, max_bytes: int) -> bytes:
    """Read a file, or one byte more than allowed, which is enough to show that it is too large."""
    with path.open("rb") as file:
        return file.read(max_bytes + 1)


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


def _obstacles(difference: Difference) -> str:
    if count := len(difference.problems):
        return f"{count} problem{'' if count == 1 else 's'}"
    count = len(difference.open_decisions)
    return "1 decision is needed" if count == 1 else f"{count} decisions are needed"
