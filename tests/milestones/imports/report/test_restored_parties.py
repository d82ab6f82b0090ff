"""An edition that reports on another pair than a milestone names makes the milestone concern both;
once that is withdrawn, it concerns its one pair again, and nothing is said of the other."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.test import Client

from milestones.actions import withdraw_edition, withdraw_update
from milestones.actions.preview import effect_of_withdrawing_edition
from milestones.choices import Pair
from milestones.documents.questions import Answers
from milestones.imports.report import Decisions, apply_edition
from milestones.models import Milestone, StatusReport
from milestones.verification import find
from tests.conftest import REPORT_DAY
from tests.milestones.imports import commands
from tests.milestones.imports.report.editions import LATER_DAY, edited, edition, line_of
from tests.milestones.recording import ON_TRACK, record, statuses

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

ONE_PAIR = "Expand Canada-U.S. joint removals operations."
"""LE-3.3, whose words name Canada-U.S. alone."""
OTHER_PAIR = edited((f"{ONE_PAIR}\n\nOn track", f"{ONE_PAIR}\n\nUS-MX: Delayed"))
DECIDED = Decisions(answers=Answers(pairs={line_of(ONE_PAIR, OTHER_PAIR) + 2: Pair.US_MX}))


@pytest.fixture
def widening(db: None) -> StatusReport:
    """An edition that reports Mexico-U.S. for LE-3.3."""
    return apply_edition(edition(OTHER_PAIR), DECIDED).recorded


def le_3_3() -> Milestone:
    found: Milestone = Milestone.objects.get(code="LE-3.3")
    return found


def test_without_the_edition_a_milestone_concerns_its_one_pair_again(
    widening: StatusReport,
) -> None:
    assert le_3_3().parties == Pair.ALL
    withdraw_edition(widening, reason="A draft")
    assert le_3_3().parties == Pair.US_CN
    assert le_3_3().history.first().history_change_reason == "“Second status report” is withdrawn"
    for day in (REPORT_DAY, LATER_DAY):
        assert statuses(day, "LE-3.3") == ("on_track", "on_track", None)
    assert list(find()) == []


def test_without_the_one_status_likewise(widening: StatusReport) -> None:
    withdraw_update(widening.updates.get(milestone=le_3_3()), reason="Misread")
    assert le_3_3().parties == Pair.US_CN
    assert list(find()) == []


def test_what_was_recorded_since_keeps_both_pairs(widening: StatusReport) -> None:
    record(LATER_DAY + dt.timedelta(days=1), ON_TRACK, code="LE-3.3", source="Letter")
    withdraw_edition(widening, reason="A draft")
    assert le_3_3().parties == Pair.ALL


def test_imported_again_and_withdrawn_again(widening: StatusReport) -> None:
    withdraw_edition(widening, reason="A draft")
    again = apply_edition(edition(OTHER_PAIR), DECIDED).recorded
    assert le_3_3().parties == Pair.ALL
    withdraw_edition(again, reason="Still a draft")
    assert le_3_3().parties == Pair.US_CN


def test_the_preview_says_so_and_changes_nothing(
    widening: StatusReport, admin_client: Client
) -> None:
    effect = effect_of_withdrawing_edition(widening, reason="A draft")
    assert [(one.code, one.parties) for one in effect.restored] == [("LE-3.3", "US-CN")]
    assert le_3_3().parties == Pair.ALL
    update = widening.updates.get(milestone=le_3_3())
    for address in (f"statusreport/{widening.pk}", f"statusupdate/{update.pk}"):
        page = admin_client.post(f"/admin/milestones/{address}/withdraw/", {"reason": "A draft"})
        assert "LE-3.3 will concern Canada–U.S. only, as before." in page.content.decode()


def test_so_do_the_commands(widening: StatusReport) -> None:
    usual = ("withdraw_report", str(widening.pk), "--reason", "A draft")
    _code, text, _error = commands.run(*usual)
    assert "LE-3.3 will concern US-CN only, as before.\n" in text
    _code, data, _error = commands.run(*usual, "--format", "json")
    assert json.loads(data)["restored_parties"] == {"LE-3.3": "US-CN"}
