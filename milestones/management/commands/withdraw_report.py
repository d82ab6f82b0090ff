"""python manage.py withdraw_report"""

from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from milestones.actions import AlreadyWithdrawn, withdraw_edition
from milestones.imports.report.presenters import named
from milestones.models import StatusReport
from milestones.progress import progress_on

WRONG_USAGE = 2
MIN_HASH_LENGTH = 6


class Command(BaseCommand):
    """Withdraws an edition; without one, lists those on record."""

    help = (
        "Withdraw an edition of the status report: none of its statuses counts from now on, and "
        "what stood before stands again. The record of both remains. Without an edition, those on "
        "record are listed. The exit code is 0 when the edition is withdrawn, 2 when the command "
        "was called in a wrong way."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "edition",
            nargs="?",
            help="Its number, its day as YYYY-MM-DD, or the beginning of its SHA-256.",
        )
        parser.add_argument("--reason", default="", help="Why it is withdrawn. Required.")

    def handle(self, *args: Any, **options: Any) -> None:
        """List or withdraw, in English like the documents."""
        with translation.override("en"), progress_on(sys.stderr):
            if options["edition"] is None:
                self.stdout.write(_listed(_editions()))
                return
            try:
                report = _named(options["edition"])
                withdraw_edition(report, reason=options["reason"])
            except AlreadyWithdrawn as error:
                self.stdout.write(f"Nothing was changed: {error.message}")
                return
            except ValidationError as error:
                message = " ".join(error.messages)
                raise CommandError(message, returncode=WRONG_USAGE) from error
            self.stdout.write(f"Withdrawn: {named(report)}.")


def _editions() -> list[StatusReport]:
    """Earliest day first."""
    editions = StatusReport.objects.defer("text").select_related("withdrawal")
    return list(editions.order_by("as_of", "pk"))


def _named(words: str) -> StatusReport:
    """The edition that is meant: of several, the only one that is in effect.

    Raises ValidationError if there is no such edition, or more than one.
    """
    found = [one for one in _editions() if _is_named(one, words)]
    found = [one for one in found if not one.is_withdrawn] or found[-1:]
    if len(found) == 1:
        return found[0]
    problem = "Several editions are" if found else "No edition is"
    listed = _listed(found or _editions())
    raise ValidationError(f"{problem} named by “{words}”. Give a number:\n{listed}")


def _is_named(report: StatusReport, words: str) -> bool:
    by_hash = len(words) >= MIN_HASH_LENGTH and report.sha256.startswith(words.lower())
    return by_hash or words in {str(report.pk), report.as_of.isoformat()}


def _listed(reports: list[StatusReport]) -> str:
    lines = []
    for report in reports:
        state = "in effect"
        if report.is_withdrawn:
            withdrawal = report.withdrawal
            state = f"withdrawn on {withdrawal.withdrawn_at:%Y-%m-%d}: {withdrawal.reason}"
        lines.append(f"{named(report)}, SHA-256 {report.sha256[:12]}…, {state}")
    return "\n".join(lines) or "No edition is on record."
