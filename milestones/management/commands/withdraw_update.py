"""python manage.py withdraw_update"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser

from milestones.actions.preview import UpdateWithdrawalEffect, effect_of_withdrawing_update
from milestones.choices import Pair
from milestones.history import CurrentStatus
from milestones.imports.presenters import line_data
from milestones.management import arguments
from milestones.management.withdrawals import WithdrawalCommand
from milestones.models import Milestone, StatusUpdate
from milestones.normalization import normalized_code


class Command(WithdrawalCommand):
    help = (
        "Withdraw one status of a milestone: it no longer counts, and the previous status applies "
        "again. Both stay on record. Without --apply nothing is changed: what would change is "
        "shown. The exit code is 0 for a preview or when the status is withdrawn, 2 for a usage "
        "error."
    )
    effect_of = staticmethod(effect_of_withdrawing_update)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="The code of the milestone, such as TS-1.5.")
        parser.add_argument(
            "--as-of",
            type=arguments.day,
            required=True,
            metavar="YYYY-MM-DD",
            help="The date that the status applies from; it may be in the future.",
        )
        parser.add_argument(
            "--revision", type=int, help="Its revision; without it, the last not withdrawn."
        )
        super().add_arguments(parser)

    def find(self, options: dict[str, Any]) -> StatusUpdate:
        return _find_update(normalized_code(options["code"]), options["as_of"], options["revision"])

    def name(self, target: StatusUpdate) -> str:
        return f"status of {target.milestone.code} {_day_and_revision(target)}"

    def lines(self, effect: UpdateWithdrawalEffect) -> Iterator[str]:
        milestone = effect.update.milestone
        parties = "all parties" if milestone.parties == Pair.ALL else f"{milestone.parties} only"
        yield f"{milestone.code} concerns {parties}."
        if effect.is_in_force:
            yield f"to be withdrawn: {_as_text(effect.before)}"
            yield f"in force again: {_as_text(effect.after)}"
        else:
            yield "No status changes: a later revision of the same date is in force."

    def data(self, target: StatusUpdate, effect: UpdateWithdrawalEffect | None) -> dict[str, Any]:
        milestone = target.milestone
        changed = []
        if effect and effect.is_in_force:
            before, after = _data(effect.before), _data(effect.after)
            changed = [{"code": milestone.code, "before": before, "after": after}]
        update = {
            "code": milestone.code,
            "parties": milestone.parties,
            "as_of": target.as_of,
            "revision": target.revision,
        }
        return {"update": update, "changed": changed}


def _find_update(code: str, day: dt.date, revision: int | None) -> StatusUpdate:
    """The update with this revision; without one, the last that is in effect, else the last.

    Raises ValidationError if there is none, with those on record.
    """
    milestone = Milestone.objects.filter(code=code).first()
    if milestone is None:
        raise ValidationError(f"There is no milestone “{code}”.")
    updates: list[StatusUpdate] = list(milestone.updates.for_page())
    matches = [
        update for update in updates if update.as_of == day and revision in {None, update.revision}
    ]
    if not matches:
        on_record = "\n".join(_day_and_revision(update) for update in updates) or "nothing"
        raise ValidationError(f"{code} has no such status. On record:\n{on_record}")
    return next((update for update in matches if not update.withdrawal), matches[0])


def _day_and_revision(update: StatusUpdate) -> str:
    state = ", withdrawn" if update.withdrawal else ""
    return f"as of {update.as_of}, revision {update.revision}{state}"


def _as_text(status: CurrentStatus | None) -> str:
    if status is None:
        return "not on record"
    if status.update is None:
        return "planned"
    lines = "; ".join(f"{line.pair}: {line}" for line in status.lines)
    return f"{lines} ({_day_and_revision(status.update)})"


def _data(status: CurrentStatus | None) -> dict[str, Any] | None:
    """A status as data; None if the milestone is not on record."""
    if status is None:
        return None
    update = status.update
    return {
        "as_of": update and update.as_of,
        "revision": update and update.revision,
        "statuses": [{"pair": line.pair, **line_data(line)} for line in status.lines],
    }
