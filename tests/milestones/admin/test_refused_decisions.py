"""A proposal that is forged, or about what is no longer there, is refused in words."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from milestones.actions.proposals import propose_withdrawal
from milestones.models import Milestone
from tests.milestones.admin.entry_forms import SEVERAL, words
from tests.milestones.admin.test_proposing import (
    LIST,
    decide,
    editors_need_approval,
    on_record,
    page_of,
    proposed,
)
from tests.milestones.recording import DELAYED, LATER
from tests.milestones.recording import record as put_on_record

__all__ = ["editors_need_approval"]

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "basis", ["[" * 100_000, "1" * 5000, "[1]", "{"], ids=["deep", "long", "a list", "cut off"]
)
def test_a_basis_that_the_page_cannot_have_sent_is_refused(
    editor: Client, publisher: Client, basis: str
) -> None:
    proposal = proposed(editor)
    answer = publisher.post(page_of(proposal), {"basis": basis, "approve": "1"})
    assert "This page is incomplete: reload it and enter it again." in words(answer)
    assert on_record() == 106


def test_proposals_about_a_milestone_that_has_lost_its_code_are_only_returned(
    editor: Client, publisher: Client
) -> None:
    """As after a change of the store past the tracker."""
    proposal = proposed(editor)
    update = put_on_record(LATER, DELAYED, code="TS-1.2")
    eve = User.objects.get(username="editor")
    withdrawal = propose_withdrawal(update, reason="Typo", by=eve)
    Milestone.objects.filter(code="TS-1.2").update(code="TS-1.99")
    assert "TS-1.2" in words(publisher.get(LIST))
    for one, obstacle in (
        (proposal, "There is no milestone “TS-1.2”."),
        (withdrawal, "There is no such status update."),
    ):
        assert obstacle in words(editor.get(page_of(one)))
        assert obstacle in words(decide(publisher, one, "approve"))
        assert decide(publisher, one, "return", note="It is gone.").status_code == 302
        assert "It is gone." in words(editor.get(page_of(one)))
    answer = editor.get(SEVERAL, {"proposal": proposal.pk}, follow=True)
    assert "There is no milestone “TS-1.2”." in words(answer)


def test_a_proposal_to_edit_that_is_no_number_is_not_there(editor: Client) -> None:
    for key in ("9" * 5000, "x", "-1"):
        assert editor.get(SEVERAL, {"proposal": key}).status_code == 404
