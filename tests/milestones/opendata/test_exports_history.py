"""``history.csv``: every status line ever recorded, and what became of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from milestones.actions import StatusLine, withdraw_edition
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from tests.downloads import rows_in_csv, rows_in_json
from tests.feeds import titles
from tests.milestones.factories import LATEST, edition, introduced, later_edition, report
from tests.milestones.recording import CANADA, COMPLETED, DELAYED, LATER, MEXICO, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def lines(client: Client, query: str = "") -> list[tuple[str, str, str, str, str]]:
    """Day, revision, words, in force, superseded by: of each line."""
    names = ("as_of", "revision", "as_reported", "in_force", "superseded_by")
    return [
        tuple(row[name] for name in names)  # type: ignore[misc]
        for row in rows_in_csv(client, f"/history.csv?{query}")
    ]


def test_a_line_has_all_that_was_recorded(client: Client) -> None:
    person = User.objects.create_user("login", first_name="Ana", last_name="Ruiz")
    line = StatusLine(Pair.ALL, Status.DELAYED, "Delayed", note="misheard")
    record(LATER, line, source="A letter")
    line = StatusLine(
        Pair.ALL, Status.DELAYED, "Delayed to 2008", ImpreciseDate.year(2008), "by law"
    )
    told: dict[str, Any] = {"reason": "The letter was misread.", "source": "A second letter"}
    record(LATER, line, recorded_by=person, **told)
    first, second, third = rows_in_json(client, "/history.json?q=TS-1.4")
    assert [row.pop("recorded_at")[10:11] for row in (first, second, third)] == ["T"] * 3
    assert first["as_reported"] == "Initiated"
    assert second == {
        "code": "TS-1.4",
        "priority_area": "Traveller Security",
        "pair": "ALL",
        "status": "delayed",
        "status_label": "Delayed",
        "as_reported": "Delayed",
        "revised_deadline": None,
        "note": "misheard",
        "as_of": "2006-09-01",
        "revision": 1,
        "report": None,
        "source_line": None,
        "source": "A letter",
        "reason": None,
        "recorded_by": None,
        "in_force": False,
        "superseded_by": 2,
        "withdrawn_at": None,
        "approved_by": None,
    }
    assert third == second | {
        "as_reported": "Delayed to 2008",
        "revised_deadline": "2008",
        "note": "by law",
        "revision": 2,
        "source": "A second letter",
        "reason": "The letter was misread.",
        "recorded_by": "Ana Ruiz",
        "in_force": True,
        "superseded_by": None,
    }


def test_what_the_report_said_is_in_force_until_something_newer(client: Client) -> None:
    rows = rows_in_csv(client, "/history.csv")
    assert {(row["in_force"], row["revision"], row["superseded_by"]) for row in rows} == {
        ("true", "1", "")
    }
    assert len(rows) == 116
    record(LATER, CANADA, MEXICO)
    assert lines(client, "q=TS-1.4") == [
        ("2006-06-15", "1", "Initiated", "false", ""),
        ("2006-09-01", "1", "On track", "true", ""),
        ("2006-09-01", "1", "On track", "true", ""),
    ]


def test_a_day_has_what_was_reported_until_then_and_was_in_force_then(client: Client) -> None:
    record(LATER, DELAYED)
    record(LATER, COMPLETED, reason="It was misheard.")
    assert lines(client, "q=TS-1.4&as_of=2006-08-31") == [
        ("2006-06-15", "1", "Initiated", "true", "")
    ]
    assert lines(client, "q=TS-1.4&as_of=2006-09-01") == [
        ("2006-06-15", "1", "Initiated", "false", ""),
        ("2006-09-01", "1", "Delayed", "false", "2"),
        ("2006-09-01", "2", "Completed", "true", ""),
    ]
    assert lines(client, "as_of=2006-06-14") == []


def test_of_several_corrections_the_last_is_what_counts_instead(client: Client) -> None:
    for status in (Status.DELAYED, Status.COMPLETED, Status.ON_TRACK):
        record(LATER, StatusLine(Pair.ALL, status), reason="Another reading.")
    assert [line[3:] for line in lines(client, "q=TS-1.4")] == [
        ("false", ""),
        ("false", "3"),
        ("false", "3"),
        ("true", ""),
    ]


def test_lines_of_an_edition_that_was_withdrawn_stay_and_say_so(client: Client) -> None:
    withdrawal = withdraw_edition(later_edition(), reason="It was a draft.")
    rows = rows_in_csv(client, "/history.csv?sort=-withdrawn_at")
    at = f"{withdrawal.withdrawn_at:%Y-%m-%dT%H:%M:%SZ}"
    assert [(row["code"], row["in_force"], row["withdrawn_at"]) for row in rows[:3]] == [
        ("TS-1.3", "false", at),
        ("TS-1.4", "false", at),
        ("TS-1.1", "true", ""),
    ]
    assert len(rows) == 118
    assert lines(client, "q=TS-1.4") == [
        ("2006-06-15", "1", "Initiated", "true", ""),
        ("2007-03-31", "1", "Completed", "false", ""),
    ]


def test_what_corrected_a_line_and_was_withdrawn_does_not_count_instead(client: Client) -> None:
    record(LATEST, DELAYED)
    second = edition()
    report(second, Status.COMPLETED, "TS-1.4", reason="As printed.")
    assert [row[3:] for row in lines(client, "q=TS-1.4")][1:] == [("false", "2"), ("true", "")]
    withdraw_edition(second, reason="It was a draft.")
    assert [row[3:] for row in lines(client, "q=TS-1.4")][1:] == [("true", ""), ("false", "")]


def withdrawn_milestone(client: Client, parties: Pair = Pair.ALL) -> None:
    """TS-1.99, which an edition added that was withdrawn."""
    second = later_edition("TS-1.3")
    introduced("TS-1.99", second, parties=parties)
    report(second, Status.INITIATED, "TS-1.99")
    assert [row[3] for row in lines(client, "q=TS-1.99")] == ["true"]
    withdraw_edition(second, reason="It was a draft.")


def test_lines_of_a_milestone_that_stands_nowhere_any_more_are_lines(client: Client) -> None:
    withdrawn_milestone(client)
    whole = rows_in_csv(client, "/history.csv")
    (row,) = [row for row in whole if row["code"] == "TS-1.99"]
    assert (row["in_force"], bool(row["withdrawn_at"])) == ("false", True)
    for query in ("q=joint+office", "initiative=TS-1", "area=traveller-security", "pair=US-MX"):
        assert row in rows_in_csv(client, f"/history.csv?{query}"), query
    by_goal = [row for n in (1, 2, 3) for row in rows_in_csv(client, f"/history.csv?goal={n}")]
    assert by_goal == whole
    assert lines(client, "status=initiated&q=TS-1.99") == []


def test_a_milestone_that_stands_nowhere_is_told_of_by_its_code(client: Client) -> None:
    withdrawn_milestone(client, Pair.US_MX)
    line = ("2007-03-31", "1", "Initiated", "false", "")
    assert lines(client, "code=TS-1.99") == [line]
    assert lines(client, "code=TS-1.99&as_of=2007-03-31&sort=-as_of&limit=5") == [line]
    assert lines(client, "code=TS-1.99&as_of=2007-03-30") == []
    assert lines(client, "code=TS-1.99&pair=US-MX") == [line]
    assert lines(client, "code=TS-1.99&pair=US-CN") == []
    assert lines(client, "code=TS-1.99&status=initiated") == []
    assert rows_in_csv(client, "/milestones.csv?code=TS-1.99") == []
    assert rows_in_csv(client, "/statuses.csv?code=TS-1.99") == []
    assert titles(client, "code=TS-1.99") == [
        "Withdrawn: Second report (as of March 31, 2007)",
        "Withdrawn: TS-1.99: new in the plan, Initiated (as of March 31, 2007)",
    ]
    assert titles(client, "code=TS-1.99&pair=US-CN") == []


def test_a_code_gives_the_lines_of_just_that_milestone(client: Client) -> None:
    """BF-1.10 begins with it, too."""
    rows = rows_in_csv(client, "/history.csv?code=BF-1.1")
    assert [(row["code"], row["source_line"]) for row in rows] == [("BF-1.1", "548")]


def test_filters_choose_milestones_as_of_the_day_and_give_all_their_lines(client: Client) -> None:
    record(LATER, DELAYED)
    now = rows_in_csv(client, "/history.csv?status=delayed&area=traveller-security")
    assert [row["status"] for row in now if row["code"] == "TS-1.4"] == ["initiated", "delayed"]
    then = rows_in_csv(client, "/history.csv?status=delayed&as_of=2006-08-31")
    assert "TS-1.4" not in {row["code"] for row in then}


def test_for_a_pair_there_are_the_lines_that_speak_for_it(client: Client) -> None:
    record(LATER, CANADA, MEXICO)
    rows = rows_in_csv(client, "/history.csv?q=TS-1.4&pair=US-CN")
    assert [row["pair"] for row in rows] == ["ALL", "US-CN"]
