"""Loading the fixtures: all or nothing, as often as one likes, and never over the record."""

import json
import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from pytest_django import Settings

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.models import Milestone, Standing, StatusReport, StatusUpdate
from priorities.models import Plan
from tests.conftest import REPORT_DAY
from tests.milestones.imports import commands
from tests.milestones.recording import DELAYED, LATER, record, statuses

pytestmark = pytest.mark.django_db

Entry = dict[str, Any]


@pytest.fixture
def fixtures(tmp_path: Path, settings: Settings) -> Path:
    """A copy of the fixtures and the documents, to be tampered with."""
    shutil.copytree(settings.FIXTURES, tmp_path / "fixtures")
    settings.FIXTURES = tmp_path / "fixtures"
    return tmp_path / "fixtures"


def seed() -> str:
    code, said, error = commands.run("seed")
    assert (code, error) == (0, "")
    return said


def refused() -> str:
    code, said, error = commands.run("seed")
    assert (code, said) == (1, "")
    return error


def everything() -> dict[str, list[Entry]]:
    """Every row of the two apps."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values())
        for app in ("priorities", "milestones")
        for model in apps.get_app_config(app).get_models()
    }


def counts() -> dict[str, int]:
    """How many rows there are of each kind, but for the one that counts what is written."""
    return {
        label.split(".")[1]: len(rows)
        for label, rows in everything().items()
        if label != "milestones.DataVersion"
    }


def without(path: Path, unwanted: Callable[[Entry], bool]) -> None:
    """Leave some entries out of a fixture file."""
    entries = json.loads(path.read_text("utf-8"))
    kept = [entry for entry in entries if not unwanted(entry)]
    assert len(kept) < len(entries)
    path.write_text(json.dumps(kept), "utf-8")


def belongs_to(code: str) -> Callable[[Entry], bool]:
    """Whether an entry is of the status on record for a milestone."""

    def belongs(entry: Entry) -> bool:
        fields = entry["fields"]
        match entry["model"]:
            case "milestones.statusupdate":
                return bool(fields["milestone"] == [code])
            case "milestones.pairstatus":
                return bool(fields["update"][0] == code)
        return False

    return belongs


EVERYTHING_IS_THERE = "Seed: everything is already there; nothing was changed.\n"


@pytest.mark.both_databases
def test_an_empty_database_gets_everything_and_is_told_so(empty_database: None) -> None:
    assert set(counts().values()) == {0}
    assert seed() == (
        "Seed:\n"
        "  plan: 1 added, 0 already there\n"
        "  status report: 1 added, 0 already there\n"
        "  goals: 3 added, 0 already there\n"
        "  priority areas: 10 added, 0 already there\n"
        "  initiatives: 27 added, 0 already there\n"
        "  milestones: 106 added, 0 already there\n"
        "  deadlines: 94 added, 0 already there\n"
        "  status updates: 106 added, 0 already there\n"
    )
    assert counts() == {
        "Plan": 1,
        "Goal": 3,
        "PriorityArea": 10,
        "Initiative": 27,
        "Milestone": 106,
        "Deadline": 94,
        "StatusReport": 1,
        "StatusUpdate": 106,
        "PairStatus": 116,
        # Planned and reported, for the roll-up and for each pair concerned.
        "SearchText": 106,
        "Standing": 2 * (106 + 100 + 94),
        # What begins and ends on a day, by all that milestones are counted by.
        "CountChange": 529,
        # The same, but only what has not ended.
        "CurrentCount": 79 + 74 + 70,
        # What begins and ends on the same days, by all that decides about attention.
        "AttentionCount": 76 + 65 + 60,
        # What reference data said before anybody edited it.
        "HistoricalGoal": 3,
        "HistoricalPriorityArea": 10,
        "HistoricalInitiative": 27,
        "HistoricalMilestone": 106,
        "HistoricalDeadline": 94,
        "AreaEditor": 0,
        "Reminder": 0,
        "Withdrawal": 0,
        "UpdateWithdrawal": 0,
        "EditionDecision": 0,
        "Proposal": 0,
        "ProposalDecision": 0,
        "KeptEntry": 0,
        "TemporaryPassword": 0,
        "Seal": 8,
        "Verification": 0,
    }


@pytest.mark.both_databases
def test_a_second_run_changes_nothing_and_says_so() -> None:
    before = everything()
    assert counts()["PairStatus"] == 116
    assert seed() == EVERYTHING_IS_THERE
    assert everything() == before


def test_the_documents_are_kept_to_the_last_line() -> None:
    plan, report = Plan.objects.get(), StatusReport.objects.get()
    assert [(one.document, one.sha256[:8], one.sha256[-4:]) for one in (plan, report)] == [
        ("security-priorities-plan.txt", "18b3907f", "115e"),
        ("security-priorities-status.txt", "896e9ef5", "6420"),
    ]
    assert report.lines[0] == "Government of Canada"
    assert "Approve and implement cooperative projects" in report.text


def test_what_is_seeded_is_from_the_report_and_from_no_person() -> None:
    report = StatusReport.objects.get()
    columns = StatusUpdate.objects.values_list("report", "recorded_by", "as_of", "revision")
    assert set(columns) == {(report.pk, None, REPORT_DAY, 1)}


@pytest.mark.both_databases
def test_statuses_recorded_since_are_left_alone() -> None:
    person = User.objects.create_user("recorder")
    line = StatusLine(Pair.ALL, Status.COMPLETED)
    record(REPORT_DAY, line, reason="Misread", recorded_by=person)
    record(LATER, line, recorded_by=person)
    before = everything()
    assert seed() == EVERYTHING_IS_THERE
    assert everything() == before
    assert statuses(REPORT_DAY)[0] == "completed"


def test_what_a_person_changed_in_the_plan_is_left_alone() -> None:
    Milestone.objects.filter(code="TS-1.4").update(text="In better words.")
    assert seed() == EVERYTHING_IS_THERE
    assert Milestone.objects.get(code="TS-1.4").text == "In better words."


@pytest.mark.both_databases
def test_a_missing_update_is_added(empty_database: None, fixtures: Path) -> None:
    path = fixtures / "milestones.json"
    whole = path.read_bytes()
    without(path, belongs_to("TS-1.1"))
    seed()
    assert statuses(REPORT_DAY, "TS-1.1")[0] == "planned"
    before = everything()["milestones.StatusUpdate"]
    assert len(before) == 105

    path.write_bytes(whole)
    assert seed() == (
        "Seed:\n"
        "  plan: 0 added, 1 already there\n"
        "  status report: 0 added, 1 already there\n"
        "  goals: 0 added, 3 already there\n"
        "  priority areas: 0 added, 10 already there\n"
        "  initiatives: 0 added, 27 already there\n"
        "  milestones: 0 added, 106 already there\n"
        "  deadlines: 0 added, 94 already there\n"
        "  status updates: 1 added, 105 already there\n"
    )
    assert everything()["milestones.StatusUpdate"][:105] == before
    assert statuses(REPORT_DAY, "TS-1.1") == ("initiated", "partially_completed", "initiated")
    assert seed() == EVERYTHING_IS_THERE


def test_a_status_recorded_by_hand_for_the_reports_day_stands(
    empty_database: None, fixtures: Path
) -> None:
    path = fixtures / "milestones.json"
    whole = path.read_bytes()
    without(path, belongs_to("TS-1.1"))
    seed()
    record(REPORT_DAY, DELAYED, code="TS-1.1")
    before = everything()
    path.write_bytes(whole)
    assert seed() == EVERYTHING_IS_THERE
    assert everything() == before


def test_a_missing_milestone_is_added_with_where_it_stands(
    empty_database: None, fixtures: Path
) -> None:
    path = fixtures / "milestones.json"
    whole = path.read_bytes()
    is_status = belongs_to("ST-2.2")
    without(path, lambda entry: entry["fields"].get("code") == "ST-2.2" or is_status(entry))
    seed()
    assert counts()["Milestone"] == 105
    path.write_bytes(whole)
    said = seed()
    assert "  milestones: 1 added, 105 already there\n" in said
    assert "  status updates: 1 added, 105 already there\n" in said
    standings = Standing.objects.filter(milestone__code="ST-2.2")
    pairs, stood = ("ALL", "US-CN", "US-MX"), ("on_track", "planned")
    assert sorted((one.pair, one.status) for one in standings) == list(product(pairs, stood))


def test_a_milestone_without_a_status_is_planned(empty_database: None, fixtures: Path) -> None:
    without(fixtures / "milestones.json", belongs_to("TS-1.5"))
    seed()
    standings = Standing.objects.filter(milestone__code="TS-1.5")
    assert [(one.pair, one.status, one.until_date) for one in standings] == [
        ("ALL", "planned", None),
        ("US-CN", "planned", None),
    ]


@pytest.mark.parametrize("name", ["security-priorities-plan.txt", "security-priorities-status.txt"])
@pytest.mark.parametrize(("old", "new"), [(b"North America", b"South America"), (b"\n", b"\r\n")])
def test_a_document_that_was_tampered_with_is_refused_and_nothing_is_added(
    name: str, old: bytes, new: bytes, empty_database: None, fixtures: Path
) -> None:
    document = fixtures / "sources" / name
    document.write_bytes(document.read_bytes().replace(old, new, 1))
    assert refused() == (
        f"{document} is not the document that the fixtures were built from. "
        "Put the original back, or run build_fixtures and check the difference."
    )
    assert set(counts().values()) == {0}


def test_another_edition_of_the_plan_is_refused(fixtures: Path) -> None:
    path = fixtures / "priorities.json"
    entries = json.loads(path.read_text("utf-8"))
    entries[0]["fields"]["sha256"] = "0" * 64
    path.write_text(json.dumps(entries), "utf-8")
    before = everything()
    assert refused() == (
        "The database holds another edition of the plan than the fixtures. "
        "Seed an empty database, or put the former fixtures back."
    )
    assert everything() == before
