"""What is proposed is on record once somebody else approves it, and as the record then allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from milestones.actions import RecordRejected, StatusLine, StatusUpdateInput, record_version
from milestones.actions.proposals import (
    AlreadyDecided,
    approve,
    propose_statuses,
    propose_withdrawal,
    return_,
    take_back,
    versions_now,
)
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import (
    DataVersion,
    Outcome,
    Proposal,
    ProposalDecision,
    StatusUpdate,
    UpdateWithdrawal,
)
from tests.conftest import REPORT_DAY
from tests.database_copy import at_once
from tests.factories import person
from tests.milestones.factories import milestone
from tests.milestones.recording import COMPLETED, DELAYED, INITIATED, LATER, everything, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def eve(db: None) -> User:
    return person("eve", "Editors", "TS", first_name="Eve", last_name="Editor")


@pytest.fixture
def pat(db: None) -> User:
    return person("pat", "Publishers", first_name="Pat", last_name="Publisher")


def new(*lines: StatusLine, code: str = "TS-1.4", **said: Any) -> StatusUpdateInput:
    return StatusUpdateInput(milestone(code), LATER, lines, **{"source": "Letter", **said})


def approve_now(proposal: Proposal, by: User) -> ProposalDecision:
    """Approve what the record is now."""
    return approve(proposal, by=by, basis=versions_now(proposal.kind, proposal.content))


def refuses(change: Callable[[], object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        change()


def test_a_proposal_is_not_on_record_and_raises_no_data_version(eve: User) -> None:
    before = everything(), DataVersion.objects.current().mark
    proposal = propose_statuses([new(DELAYED)], by=eve)
    propose_withdrawal(StatusUpdate.objects.get(milestone__code="TS-1.5"), reason="Typo", by=eve)
    assert (everything(), DataVersion.objects.current().mark) == before
    assert (proposal.proposed_by, proposal.proposer) == (eve, "Eve Editor")
    assert proposal.basis == {"TS-1.4": record_version(milestone("TS-1.4"))}


def test_what_is_approved_is_recorded_as_it_was_proposed_in_both_names(
    eve: User, pat: User
) -> None:
    line = StatusLine(
        Pair.US_CN, Status.DELAYED, "Delayed to 2008", ImpreciseDate.year(2008), "A new law"
    )
    both = new(line, StatusLine(Pair.US_MX, Status.COMPLETED), reason="They wrote in")
    proposal = propose_statuses([both, new(COMPLETED, code="TS-1.5")], by=eve)
    approve_now(proposal, pat)
    User.objects.update(first_name="Renamed")
    first, second = StatusUpdate.objects.filter(as_of=LATER).for_page().order_by("pk")
    assert [one.line for one in first.lines.all()] == [
        line,
        StatusLine(Pair.US_MX, Status.COMPLETED, "Completed"),
    ]
    assert (first.source, first.reason) == ("Letter", "They wrote in")
    for update in (first, second):
        assert (update.recorded_by, update.recorder) == (eve, "Eve Editor")
        assert (update.approved_by, update.approver) == (pat, "Pat Publisher")
    proposal.refresh_from_db()
    assert proposal.is_approved
    assert proposal.decision.decider == "Pat Publisher"


def test_an_approved_withdrawal_has_both_names(eve: User, pat: User) -> None:
    update = record(LATER, DELAYED, recorded_by=eve)
    approve_now(propose_withdrawal(update, reason="The wrong day", by=eve), pat)
    withdrawal = UpdateWithdrawal.objects.get()
    assert (withdrawal.update, withdrawal.reason) == (update, "The wrong day")
    assert (withdrawal.withdrawer, withdrawal.approver) == ("Eve Editor", "Pat Publisher")


def test_what_could_not_be_recorded_cannot_be_proposed(eve: User) -> None:
    with pytest.raises(RecordRejected):
        propose_statuses([new(DELAYED, seen="1-0")], by=eve)
    with pytest.raises(RecordRejected):
        propose_statuses([new(StatusLine(Pair.US_CN, Status.DELAYED))], by=eve)
    update = StatusUpdate.objects.get(milestone__code="TS-1.5")
    refuses(lambda: propose_withdrawal(update, reason=" ", by=eve), "Say why")
    assert not Proposal.objects.exists()


def test_a_record_that_changed_since_the_approver_saw_it_is_looked_at_again(
    eve: User, pat: User
) -> None:
    proposals = [
        propose_statuses([new(DELAYED)], by=eve),
        propose_withdrawal(StatusUpdate.objects.get(milestone__code="TS-1.4"), reason="x", by=eve),
    ]
    seen = [versions_now(proposal.kind, proposal.content) for proposal in proposals]
    record(REPORT_DAY, COMPLETED, reason="Misread")
    before = everything()
    for proposal, basis in zip(proposals, seen, strict=True):
        for shown in (basis, {}):
            message = "Someone else has updated TS-1.4 in the meantime."
            refuses(partial(approve, proposal, by=pat, basis=shown), message)
    assert everything() == before
    assert Proposal.objects.waiting().count() == 2
    approve_now(proposals[0], pat)


def test_it_is_validated_against_the_record_as_it_is_when_approved(eve: User, pat: User) -> None:
    proposal = propose_statuses([new(DELAYED)], by=eve)
    record(LATER, DELAYED, source="Letter")
    refuses(lambda: approve_now(proposal, pat), "Nothing to change")
    assert Proposal.objects.waiting().get() == proposal


def test_nobody_decides_about_an_own_proposal_but_to_take_it_back(eve: User, pat: User) -> None:
    own = propose_statuses([new(DELAYED)], by=pat)
    refuses(lambda: approve_now(own, pat), "You proposed this yourself")
    refuses(lambda: return_(own, by=pat, note="No"), "You proposed this yourself")
    refuses(lambda: take_back(own, by=eve), "Only the person who proposed it can take it back")
    assert take_back(own, by=pat).outcome == Outcome.TAKEN_BACK


@pytest.mark.parametrize(
    ("outcome", "by_proposer"),
    [(Outcome.APPROVED, True), (Outcome.RETURNED, True), (Outcome.TAKEN_BACK, False)],
)
def test_the_database_refuses_decisions_of_the_wrong_person(
    eve: User, pat: User, outcome: Outcome, by_proposer: bool
) -> None:
    proposal = propose_statuses([new(DELAYED)], by=eve)
    decider = eve if by_proposer else pat
    with pytest.raises(IntegrityError, match="Somebody else decides"), transaction.atomic():
        ProposalDecision.objects.create(
            proposal=proposal, outcome=outcome, decided_by=decider, note="By hand"
        )


def test_a_return_says_why(eve: User, pat: User) -> None:
    proposal = propose_statuses([new(DELAYED)], by=eve)
    refuses(lambda: return_(proposal, by=pat, note=" "), "Say why it is returned.")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposalDecision.objects.create(proposal=proposal, outcome=Outcome.RETURNED, decided_by=pat)
    return_(proposal, by=pat, note="Of which letter?")
    assert Proposal.objects.get().state == "Returned"


def test_there_is_one_decision_and_it_stays(eve: User, pat: User) -> None:
    proposal = propose_statuses([new(DELAYED)], by=eve)
    approve_now(proposal, pat)
    with pytest.raises(AlreadyDecided):
        approve_now(proposal, pat)
    with pytest.raises(AlreadyDecided):
        return_(proposal, by=pat, note="No")
    with pytest.raises(AlreadyDecided):
        take_back(proposal, by=eve)
    assert StatusUpdate.objects.filter(as_of=LATER).count() == 1


@pytest.mark.parametrize("table", ["milestones_proposal", "milestones_proposaldecision"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_proposals_and_decisions_are_never_changed_or_deleted(
    eve: User, pat: User, table: str, statement: str
) -> None:
    return_(propose_statuses([new(DELAYED)], by=eve), by=pat, note="No")
    with (
        pytest.raises(IntegrityError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))


def test_what_is_returned_or_waits_is_proposed_again_after_an_edit(eve: User, pat: User) -> None:
    first = propose_statuses([new(DELAYED)], by=eve)
    return_(first, by=pat, note="Initiated, says the letter")
    second = propose_statuses([new(INITIATED)], by=eve, follows=first)
    third = propose_statuses([new(COMPLETED)], by=eve, follows=second)
    states = [one.state for one in Proposal.objects.order_by("pk")]
    assert states == ["Returned", "Taken back", "Waiting for approval"]
    assert [one.follows for one in (first, second, third)] == [None, first, second]


def test_what_is_approved_or_of_somebody_else_is_not_edited(eve: User, pat: User) -> None:
    proposal = propose_statuses([new(DELAYED)], by=eve)
    with pytest.raises(AlreadyDecided):
        propose_statuses([new(INITIATED)], by=pat, follows=proposal)
    approve_now(proposal, pat)
    with pytest.raises(AlreadyDecided):
        propose_statuses([new(INITIATED, reason="Misread")], by=eve, follows=proposal)
    assert Proposal.objects.count() == 1


@pytest.mark.usefixtures("copied_database")
class TestAtOnce:
    """In a copy of the database, by threads with connections of their own."""

    def test_two_publishers_who_approve_at_once_record_it_once(self) -> None:
        def prepare() -> int:
            proposer = person("proposer", "Editors", "TS")
            for name in ("one", "two", "three"):
                person(name, "Publishers")
            return propose_statuses([new(DELAYED)], by=proposer).pk

        (key,) = at_once(prepare)

        def approving(name: str) -> Callable[[], str]:
            def task() -> str:
                proposal, by = Proposal.objects.get(pk=key), User.objects.get(username=name)
                try:
                    approve_now(proposal, by)
                except AlreadyDecided:
                    return "decided"
                except ValidationError:
                    return "changed"
                return "approved"

            return task

        outcomes = Counter(at_once(*(approving(name) for name in ("one", "two", "three"))))
        assert outcomes == {"approved": 1, "decided": 2}
        assert at_once(StatusUpdate.objects.filter(as_of=LATER).count) == [1]
