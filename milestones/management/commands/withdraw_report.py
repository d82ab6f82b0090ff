"""python manage.py withdraw_report"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser

from milestones.actions.preview import EditionWithdrawalEffect, effect_of_withdrawing_edition
from milestones.choices import Status
from milestones.imports.presenters import edition_data, edition_name
from milestones.management.withdrawals import WithdrawalCommand
from milestones.models import StatusReport

MIN_HASH_LENGTH = 6


class Command(WithdrawalCommand):
    help = (
        "Withdraw an edition of the status report: its statuses no longer count, and the previous "
        "statuses apply again. Both stay on record. Without --apply nothing is changed: what would "
        "change is shown. Without an edition, list those on record. The exit code is 0 for a "
        "preview or when the edition is withdrawn, 2 for a usage error."
    )
    effect_of = staticmethod(effect_of_withdrawing_edition)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "edition",
            nargs="?",
            help="Its number, its status date as YYYY-MM-DD, or the start of its SHA-256.",
        )
        super().add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """List, preview or withdraw editions."""
        if options["edition"] is None:
            self.stdout.write(_as_text(_editions()))
        else:
            super().handle(*args, **options)

    def find(self, options: dict[str, Any]) -> StatusReport:
        return _find_edition(options["edition"])

    def name(self, target: StatusReport) -> str:
        return edition_name(target)

    def lines(self, effect: EditionWithdrawalEffect) -> Iterator[str]:
        yield f"changed: {len(effect.statuses)}"
        for status in effect.statuses:
            before, after = _status_name(status.before), _status_name(status.after)
            yield f"  {status.milestone.code}: {before} -> {after}"

    def data(self, target: StatusReport, effect: EditionWithdrawalEffect | None) -> dict[str, Any]:
        changed = [
            {"code": status.milestone.code, "before": status.before, "after": status.after}
            for status in (effect.statuses if effect else ())
        ]
        return {"edition": edition_data(target), "changed": changed}


def _status_name(status: Status | None) -> str:
    return status.english if status else "not on record"


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
