"""The reasons for which milestones need attention, as a page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.models import AttentionReason
from milestones.models.attention import HORIZON, PUBLIC_REASONS
from milestones.pages.links import PageLinks


@dataclass(frozen=True)
class ReasonCount:
    """A reason, when it holds, for how many milestones, and the URL of just those; the URL is
    empty if there are none."""

    reason: AttentionReason
    meaning: str
    count: int
    address: str


def reason_counts(links: PageLinks, counts: Mapping[str, int], horizon: int) -> list[ReasonCount]:
    """Every reason in order, with its count."""
    return [
        ReasonCount(
            reason,
            _meaning(reason, horizon),
            counts[reason],
            links.this_page(reason=reason.value, page=None) if counts[reason] else "",
        )
        for reason in PUBLIC_REASONS
    ]


def explained_reasons(links: PageLinks) -> list[tuple[str, str, str]]:
    """Every reason in order: its label, when it holds, and the URL of its milestones."""
    return [
        (
            str(reason.label),
            _meaning(reason, HORIZON),
            links.page("attention", reason=reason.value),
        )
        for reason in PUBLIC_REASONS
    ]


def _meaning(reason: AttentionReason, horizon: int) -> str:
    """When a reason holds, in the reader's language."""
    soon = ngettext(
        "A deadline is no more than %(n)s day away, and the status is delayed or initiated.",
        "A deadline is no more than %(n)s days away, and the status is delayed or initiated.",
        horizon,
    )
    return {
        AttentionReason.CONTRADICTORY: _(
            "Reported on track, as of a date after the last deadline."
        ),
        AttentionReason.OVERDUE_NO_DATE: _(
            "The last deadline has passed, and the report names no new date."
        ),
        AttentionReason.OVERDUE_NEW_DATE: _("The last deadline has passed; the new date has not."),
        AttentionReason.SLIPPED_AGAIN: _("The new date is later than one reported before."),
        AttentionReason.DUE_SOON: soon % {"n": horizon},
        AttentionReason.NEW_DATE_PASSED: _("The new date has passed, and it is not delivered."),
        AttentionReason.REGRESSED: _(
            "The latest report is less advanced than the report before it."
        ),
        AttentionReason.PAIRS_APART: _(
            "One country pair is two or more levels behind the other on the scale of statuses."
        ),
        AttentionReason.SILENT: _(
            "The latest edition does not report on it, and nothing was reported since; it is not "
            "completed."
        ),
    }[reason]
