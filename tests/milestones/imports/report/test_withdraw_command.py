"""python manage.py withdraw_report: lists editions, and withdraws one for a reason."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.utils import timezone

from milestones.imports.report import Decisions, apply_edition
from milestones.models import StatusReport, Withdrawal
from tests.milestones.imports import commands
from tests.milestones.imports.report.editions import DECIDED, LATER_DAY, edition
from tests.milestones.recording import statuses

pytestmark = pytest.mark.django_db


@pytest.fixture
def later() -> StatusReport:
    return apply_edition(edition(), DECIDED).recorded


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit code, what was printed, and the error."""
    return commands.run("withdraw_report", *arguments)


def listed(*states: str) -> str:
    """The editions as they are listed, with their states."""
    lines = [
        f"edition {one.pk}, “{one.title}”, as of {one.as_of}, SHA-256 {one.sha256[:12]}…, {state}"
        for one, state in zip(StatusReport.objects.all(), states, strict=True)
    ]
    return "\n".join(lines)


def status(code: str) -> str:
    return statuses(LATER_DAY, code)[0]


def test_without_an_edition_those_on_record_are_listed(later: StatusReport) -> None:
    assert run() == (0, listed("in effect", "in effect") + "\n", "")
    run(str(later.pk), "--reason", "A mistake.", "--apply")
    withdrawn = f"withdrawn on {timezone.now():%Y-%m-%d}: A mistake."
    assert run() == (0, listed("in effect", withdrawn) + "\n", "")


def test_without_any_edition_that_is_said(empty_database: None) -> None:
    assert run() == (0, "No edition is on record.\n", "")


@pytest.mark.parametrize(
    "name",
    [
        lambda edition: str(edition.pk),
        lambda _edition: "2007-03-31",
        lambda edition: edition.sha256[:6],
        lambda edition: edition.sha256.upper(),
    ],
    ids=["number", "day", "hash", "whole hash"],
)
def test_an_edition_is_named_by_its_number_its_day_or_its_hash(
    later: StatusReport, name: Callable[[StatusReport], str]
) -> None:
    assert status("TS-1.5") == "completed"
    code, said, _error = run(name(later), "--reason", "A mistake.", "--apply")
    assert (code, said.splitlines()[-1]) == (
        0,
        f"Withdrawn: edition {later.pk}, “Second status report”, as of 2007-03-31.",
    )
    assert status("TS-1.5") == "initiated"
    assert Withdrawal.objects.get().reason == "A mistake."


def test_a_reason_is_required(later: StatusReport) -> None:
    assert run(str(later.pk)) == (2, "", "Say why the edition is withdrawn.")
    assert run(str(later.pk), "--reason", " ") == (2, "", "Say why the edition is withdrawn.")
    assert status("TS-1.5") == "completed"


def test_an_edition_that_is_not_on_record_is_told_with_those_that_are(later: StatusReport) -> None:
    code, said, error = run("99999", "--reason", "A mistake.")
    assert (code, said) == (2, "")
    assert error == (
        "No edition is named by “99999”. Give a number:\n" + listed("in effect", "in effect")
    )
    assert run(later.sha256[:5], "--reason", "Too short.")[0] == 2


def test_of_two_editions_of_a_day_the_number_is_asked_for(later: StatusReport) -> None:
    same = edition(later.text + "\n", title="Another")
    other = apply_edition(same, Decisions(allow_missing=True)).recorded
    code, _said, error = run("2007-03-31", "--reason", "A mistake.")
    assert code == 2
    assert error.startswith("Several editions are named by “2007-03-31”. Give a number:\n")
    run(str(later.pk), "--reason", "A mistake.", "--apply")
    code, said, _error = run("2007-03-31", "--reason", "A mistake.", "--apply")
    assert code == 0
    assert said.endswith(f"Withdrawn: edition {other.pk}, “Another”, as of 2007-03-31.\n")


def test_withdrawing_again_changes_nothing_and_says_so(later: StatusReport) -> None:
    run(str(later.pk), "--reason", "A mistake.", "--apply")
    assert run(str(later.pk), "--reason", "Another.", "--apply") == (
        0,
        "Nothing was changed: “Second status report” was withdrawn before.\n",
        "",
    )
    assert Withdrawal.objects.count() == 1


def test_without_apply_it_says_what_would_change_and_waits(later: StatusReport) -> None:
    code, said, error = run(str(later.pk), "--reason", "A mistake.")
    assert (code, error) == (0, "")
    assert (
        said
        == f"""\
On public pages:
  Public date: 2007-03-31 -> 2006-06-15
  Late: 51 -> 28
  Overdue: 48 -> 17
  On track, but past deadline: 23 -> 4

edition {later.pk}, “Second status report”, as of 2007-03-31

changed: 7
  TS-1.1: Completed -> Initiated
  TS-1.3: Delayed -> On track
  TS-1.5: Completed -> Initiated
  TS-2.1: On track -> Initiated
  TS-3.4: Initiated -> not on record
  MS-3.1: Initiated -> not on record
  MS-3.2: On track -> not on record

Nothing was changed. To apply, run again with --apply.
"""
    )
    assert not Withdrawal.objects.exists()
    assert status("TS-1.5") == "completed"


def test_the_same_as_data(later: StatusReport) -> None:
    _code, said, _error = run(str(later.pk), "--reason", "A mistake.", "--format", "json")
    data = json.loads(said)
    changed = data.pop("changed")
    assert data == {
        "applied": False,
        "consequences": {
            "public_date": {"before": "2007-03-31", "after": "2006-06-15"},
            "late": {"before": 51, "after": 28},
            "overdue": {"before": 48, "after": 17},
            "contradictions": {"before": 23, "after": 4},
        },
        "edition": {"id": later.pk, "title": "Second status report", "as_of": "2007-03-31"},
        "restored_parties": {},
        "is_clean": True,
        "problems": [],
    }
    assert changed[0] == {"code": "TS-1.1", "before": "completed", "after": "initiated"}
    assert changed[-1] == {"code": "MS-3.2", "before": "on_track", "after": None}
