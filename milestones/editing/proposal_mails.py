"""Mail people what waits for their approval, and what was decided about what they proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.actions.proposals import with_titles
from milestones.models import Outcome, Proposal
from milestones.permissions import APPROVE, CHANGE_USERS, right_to_decide


@dataclass(frozen=True)
class ProposalEmail:
    """The proposals of others that wait for a person, and the person's own that were decided."""

    user: Any
    waiting: Sequence[Proposal]
    decided: Sequence[Proposal]

    @property
    def subject(self) -> str:
        if not self.waiting:
            return _("SPP Tracker: your proposals")
        count = len(self.waiting)
        message = ngettext(
            "SPP Tracker: %(count)s proposal waits for approval",
            "SPP Tracker: %(count)s proposals wait for approval",
            count,
        )
        return message % {"count": count}

    @property
    def body(self) -> str:
        """The body as plain text."""
        context = {
            "waiting": with_titles(self.waiting),
            "decided": with_titles(self.decided),
            "site": urljoin(settings.PUBLIC_URL, "/").rstrip("/"),
        }
        return render_to_string("mail/proposals.txt", context)

    def send(self) -> None:
        """Send it. Raises SMTPException or another OSError."""
        EmailMessage(self.subject, self.body, to=[self.user.email]).send()


def proposal_emails(day: dt.date) -> Iterator[ProposalEmail]:
    """The mails of a day: of everything that waits, and of what was decided on the day before.

    A proposal is mentioned every day until somebody decides about it.
    """
    waiting = list(Proposal.objects.for_page().waiting().order_by("proposed_at"))
    yesterday = day - dt.timedelta(days=1)
    of_yesterday = Proposal.objects.for_page().filter(decision__decided_at__date=yesterday)
    decided = list(of_yesterday.exclude(decision__outcome=Outcome.TAKEN_BACK).order_by("pk"))
    proposers = {proposal.proposed_by_id for proposal in decided}
    approvers = {right: _users_with(right) for right in (APPROVE, CHANGE_USERS)}
    people = get_user_model()._default_manager.filter(is_active=True).order_by("username")
    for user in people.filter(pk__in=proposers.union(*approvers.values())):
        others = [
            proposal
            for proposal in waiting
            if proposal.proposed_by_id != user.pk
            and user.pk in approvers[right_to_decide(proposal.kind)]
        ]
        own = [proposal for proposal in decided if proposal.proposed_by_id == user.pk]
        if others or own:
            yield ProposalEmail(user, others, own)


def _users_with(right: str) -> set[int]:
    """The keys of those who have a permission by their role; superusers are not mailed."""
    manager: Any = get_user_model()._default_manager
    backend = "django.contrib.auth.backends.ModelBackend"
    users = manager.with_perm(right, include_superusers=False, backend=backend)
    return set(users.values_list("pk", flat=True))
