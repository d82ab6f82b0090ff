"""Damage to what people decided, by raw SQL past every trigger, is named with its place."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from milestones.actions import withdraw_update
from milestones.actions.proposals import propose_withdrawal, return_
from milestones.imports.report import apply_edition
from milestones.models import EditionDecision, Seal
from tests.milestones.imports.report.editions import edition
from tests.milestones.imports.report.test_questions import (
    DEFERRED,
    DEFERRED_LINE,
    DELAYED,
    answered,
)
from tests.milestones.recording import DELAYED as DELAYED_LINE
from tests.milestones.recording import LATER, record
from tests.milestones.verification.damage import damage, named

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def newest_seal() -> int:
    key: int = Seal.objects.latest("pk").pk
    return key


def test_a_changed_withdrawal_of_an_update() -> None:
    withdrawal = withdraw_update(record(LATER, DELAYED_LINE), reason="Typo")
    damage("UPDATE milestones_updatewithdrawal SET reason = 'It was true'")
    assert named() == [
        f"seals: withdrawal of an update {withdrawal.pk}: was changed since seal {newest_seal()}"
    ]


def test_a_removed_withdrawal_of_an_update() -> None:
    withdrawal = withdraw_update(record(LATER, DELAYED_LINE), reason="Typo")
    damage("DELETE FROM milestones_updatewithdrawal")
    found = named()
    assert found[0] == (
        f"seals: withdrawal of an update {withdrawal.pk}: was removed since seal {newest_seal()}"
    )
    assert "standings: TS-1.4 ALL from 2006-09-01: is missing" in found


def test_an_answer_about_an_edition_that_was_changed_or_removed() -> None:
    apply_edition(edition(DEFERRED), answered(readings={DEFERRED_LINE: DELAYED}))
    decision = EditionDecision.objects.get()
    damage("UPDATE milestones_editiondecision SET answer = 'completed'")
    (changed,) = named()
    assert changed.startswith(f"seals: decision about an edition {decision.pk}: was changed since")
    damage("DELETE FROM milestones_editiondecision")
    (removed,) = named()
    assert removed.startswith(f"seals: decision about an edition {decision.pk}: was removed since")


def test_a_proposal_and_a_decision_that_were_changed_or_removed() -> None:
    eve, pat = (User.objects.create_user(name) for name in ("eve", "pat"))
    proposal = propose_withdrawal(record(LATER, DELAYED_LINE), reason="Typo", by=eve)
    seal = newest_seal()
    decision = return_(proposal, by=pat, note="Why?")
    damage("UPDATE milestones_proposaldecision SET outcome = 'approved'")
    damage("UPDATE milestones_proposal SET kind = 'statuses'")
    assert named() == [
        f"seals: proposal {proposal.pk}: was changed since seal {seal}",
        f"seals: decision {decision.pk}: was changed since seal {newest_seal()}",
    ]
    damage("DELETE FROM milestones_proposaldecision")
    damage("DELETE FROM milestones_proposal")
    assert named() == [
        f"seals: proposal {proposal.pk}: was removed since seal {seal}",
        f"seals: decision {decision.pk}: was removed since seal {newest_seal()}",
    ]
