"""python manage.py withdraw_report"""

from __future__ import annotations

import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from milestones.actions import AlreadyWithdrawn, withdraw_edition
from milestones.imports.presenters import edition_name
from milestones.management.arguments import WRONG_USAGE
from milestones.models import StatusReport
from milestones.progress_bar import progress_on

MIN_HASH_LENGTH = 6


class Command(BaseCommand):
    help = (
        "Withdraw an edition of the status report: its statuses no longer count, and the previous "
        "statuses apply again. Both stay on record. Without an edition, list those on record. The "
        "exit code is 0 when the edition is withdrawn, 2 for a usage error."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "edition",
            nargs="?",
            help="Its number, its status date as YYYY-MM-DD, or the start of its SHA-256.",
        )
        parser.add_argument("--reason", default="", help="Why it is withdrawn. Required.")

    def handle(self, *args: Any, **options: Any) -> None:
        """List or withdraw editions, in English like the documents."""
        with translation.override("en"), progress_on(sys.stderr):
            if options["edition"] is None:
                self.stdout.write(_as_text(_editions()))
                return
            try:
                report = _find_edition(options["edition"])
                withdraw_edition(report, reason=options["reason"])
            except AlreadyWithdrawn as error:
                self.stdout.write(f"Nothing was changed: {error.message}")
                return
            except ValidationError as error:
                message = " ".join(error.messages)
                raise CommandError(message, returncode=WRONG_USAGE) from error
            self.stdout.write(f"Withdrawn: {edition_name(report)}.")


def _editions() -> list[StatusReport]:
    return list(StatusReport.objects.defer("text").select_related("withdrawal"))


def _find_edition(words: str) -> StatusReport:
    """Find an edition; of several matches, the only one in effect.

    If none is in effect, the last match is used. Raises ValidationError if no edition matches, or
    more than one is in effect.
    """
    matches = [report for report in _editions() if _matches(report, words)]
    matches = [report for report in matches if not report.is_withdrawn] or matches[-1:]
    if len(matches) == 1:
        return matches[0]
    subject = "Several editions are" if matches else "No edition is"
    editions = _as_text(matches or _editions())
    raise ValidationError(f"{subject} named by “{words}”. Give a number:\n{editions}")


def _matches(report: StatusReport, words: str) -> bool:
    by_hash = len(words) >= MIN_HASH_LENGTH and report.sha256.startswith(words.lower())
    return by_hash or words in {str(report.pk), report.as_of.isoformat()}


def _as_text(reports: list[StatusReport]) -> str:
    lines = []
    for report in reports:
        state = "in effect"
        if report.is_withdrawn:
            withdrawal = report.withdrawal
            state = f"withdrawn on {withdrawal.withdrawn_at:%Y-%m-%d}: {withdrawal.reason}"
        lines.append(f"{edition_name(report)}, SHA-256 {report.sha256[:12]}…, {state}")
    return "\n".join(lines) or "No edition is on record."
