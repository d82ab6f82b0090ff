"""An edition is put on record whole or not at all, once, and can be withdrawn and applied again."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.actions import StatusLine, rebuild_standings, withdraw_edition
from milestones.choices import Pair, Status
from milestones.imports.report import apply_edition, compare
from milestones.imports.report.apply import AlreadyInEffect
from milestones.models import Milestone, Standing, StatusReport, StatusUpdate
from priorities.models import Initiative
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.imports.report.editions import (
    DECIDED,
    LATER,
    LATER_DAY,
    LATER_NAME,
    LATER_PUBLISHED,
    LATER_TITLE,
    NEW_IN_IT,
    NEW_INITIATIVE,
    NEW_MILESTONE,
    REPORT,
    REWORDED,
    edited,
    edition,
)
from tests.milestones.imports.test_seed import everything
from tests.milestones.recording import DELAYED, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

BETWEEN = dt.date(2006, 12, 31)
ADDED = ["TS-3.4", "MS-3.1", "MS-3.2"]


def standing(code: str, day: dt.date) -> tuple[str, str | None, str | None] | None:
    """The status of a milestone on a day: rolled up, Canada–U.S., Mexico–U.S."""
    found = Milestone.objects.as_of(day).filter(code=code)
    rows = found.values_list("status", "status_us_cn", "status_us_mx")
    return next(iter(rows), None)


def picture(day: dt.date) -> list[Any]:
    """Where every milestone stands on a day."""
    columns = ("code", "status", "status_us_cn", "status_us_mx", "revised_date", "overdue")
    return list(Milestone.objects.as_of(day).order_by("code").values_list(*columns))


def update(code: str, report: StatusReport) -> StatusUpdate:
    return report.updates.get(milestone__code=code)


@pytest.fixture
def report() -> StatusReport:
    """The later edition, on record."""
    return apply_edition(edition(), DECIDED).recorded


def test_the_edition_itself_is_on_record() -> None:
    editor = User.objects.create_user("publisher")
    report = apply_edition(edition(), DECIDED, recorded_by=editor).recorded
    report = StatusReport.objects.get(pk=report.pk)
    assert (report.title, report.as_of, report.published, report.document, report.application) == (
        LATER_TITLE,
        LATER_DAY,
        LATER_PUBLISHED,
        LATER_NAME,
        1,
    )
    assert report.text == LATER
    assert report.updates.count() == 108
    assert {one.recorded_by for one in report.updates.all()} == {editor}


@pytest.mark.usefixtures("report")
def test_every_milestone_stands_where_the_edition_says() -> None:
    assert {
        code: standing(code, LATER_DAY)
        for code in ("TS-1.1", "TS-1.3", "TS-1.5", "TS-2.1", "TS-2.4", "IC-1.2", *ADDED)
    } == {
        "TS-1.1": ("completed", "completed", "completed"),
        "TS-1.3": ("delayed", "on_track", "delayed"),
        "TS-1.5": ("completed", "completed", None),
        "TS-2.1": ("on_track", "completed_ongoing", "on_track"),
        "TS-2.4": ("on_track", "on_track", "on_track"),
        "IC-1.2": ("on_track", "on_track", "on_track"),
        "TS-3.4": ("initiated", "initiated", "initiated"),
        "MS-3.1": ("initiated", "initiated", None),
        "MS-3.2": ("on_track", "on_track", "on_track"),
    }
    revised = Milestone.objects.as_of(LATER_DAY).get(code="BP-3.1").revised_date
    assert revised == dt.date(2008, 6, 30)


def test_the_text_of_the_document_is_not_kept_while_it_is_applied() -> None:
    report = apply_edition(edition(), DECIDED).recorded
    assert report.get_deferred_fields() == {"text"}
    assert report.text == LATER


def test_no_savepoint_has_to_remember_all_that_a_large_edition_writes() -> None:
    savepoints, around_standings = 0, []
    with CaptureQueriesContext(connection) as asked:
        apply_edition(edition(), DECIDED)
    for query in asked:
        if query["sql"].startswith(("SAVEPOINT", "RELEASE")):
            savepoints += 1 if query["sql"].startswith("SAVEPOINT") else -1
        elif query["sql"].startswith("INSERT INTO milestones_standing "):
            around_standings.append(savepoints)
    # Its transaction is a savepoint in that of the test.
    assert set(around_standings) == {1}


def test_days_before_the_edition_stay_as_they_were() -> None:
    before = {day: picture(day) for day in (PLAN_DAY, REPORT_DAY, BETWEEN)}
    apply_edition(edition(), DECIDED)
    assert {day: picture(day) for day in before} == before


def test_an_update_leads_to_the_lines_of_its_edition(report: StatusReport) -> None:
    one = update("TS-1.3", report)
    assert (one.sentence, one.sentence_lines, one.reason, one.source) == ("", [33], "", "")
    assert sorted((line.pair, line.source_line) for line in one.lines.all()) == [
        ("US-CN", 35),
        ("US-MX", 36),
    ]


def test_the_words_of_a_rewording_are_kept_and_the_promise_stays() -> None:
    def promise() -> list[Any]:
        columns = ("text", "plan_text", "parties", "deadlines__date", "report_lines")
        found = Milestone.objects.filter(code__in=["TS-2.4", "CS-3.3"]).order_by("code")
        return list(found.values_list(*columns))

    before = promise()
    report = apply_edition(edition(), DECIDED).recorded
    assert (update("TS-2.4", report).sentence, update("TS-2.4", report).sentence_lines) == (
        REWORDED,
        [61],
    )
    assert update("CS-3.3", report).sentence.endswith("within 21 months (March 2008).")
    assert promise() == before


def test_a_new_milestone_is_promised_by_the_edition(report: StatusReport) -> None:
    one = Milestone.objects.get(code="TS-3.4")
    assert (one.text, one.plan_text, one.parties, one.introduced_by) == (
        NEW_MILESTONE,
        "",
        "ALL",
        report,
    )
    assert (one.initiative.code, one.order, one.plan_lines, one.report_lines) == (
        "TS-3",
        4,
        [],
        [81],
    )
    assert [str(deadline.when) for deadline in one.deadlines.all()] == ["2009"]
    assert [standing("TS-3.4", day) for day in (PLAN_DAY, BETWEEN)] == [None, None]


@pytest.mark.usefixtures("report")
def test_a_new_initiative_comes_last_in_its_area() -> None:
    one = Initiative.objects.get(code="MS-3")
    assert (one.text, one.plan_text, one.benefits, one.order, one.area.code) == (
        NEW_INITIATIVE,
        "",
        "",
        3,
        "MS",
    )
    assert (one.plan_lines, one.report_lines) == ([], [364])
    first = one.milestones.order_by("order").first()
    assert first
    assert (first.text, first.parties, first.order) == (NEW_IN_IT, "US-CN", 1)


def test_the_history_of_what_is_new_begins_with_the_edition() -> None:
    editor = User.objects.create_user("publisher")
    apply_edition(edition(), DECIDED, recorded_by=editor)
    added = (
        Initiative.objects.get(code="MS-3"),
        *Milestone.objects.filter(code__in=ADDED),
        Milestone.objects.get(code="TS-3.4").deadlines.get(),
    )
    kept = [one.history.get() for one in added]
    assert {one.history_change_reason for one in kept} == {"Added by “Second status report”"}
    assert {(one.history_type, one.history_user) for one in kept} == {("+", editor)}


def test_the_same_document_is_applied_once(report: StatusReport) -> None:
    before = everything()
    with pytest.raises(AlreadyInEffect) as refused:
        apply_edition(edition(title="Another title", as_of=LATER_DAY + dt.timedelta(30)))
    assert refused.value.difference.in_effect == report
    assert everything() == before


def test_the_first_edition_is_in_effect_from_the_start() -> None:
    assert compare(edition(REPORT)).in_effect == StatusReport.objects.get()


def test_after_it_was_withdrawn_the_same_document_can_be_applied_again() -> None:
    before = {day: picture(day) for day in (REPORT_DAY, BETWEEN, LATER_DAY)}
    first = apply_edition(edition(), DECIDED).recorded
    after = picture(LATER_DAY)
    milestones = Milestone.objects.count()
    withdraw_edition(first, reason="A mistake.")
    assert {day: picture(day) for day in before} == before
    again = apply_edition(edition(), DECIDED).recorded
    assert (again.sha256, again.application) == (first.sha256, 2)
    assert picture(LATER_DAY) == after
    assert Milestone.objects.count() == milestones
    one = update("TS-1.5", again)
    assert (one.revision, one.reason) == (2, "As reported in “Second status report”")


def test_a_status_recorded_for_the_same_day_is_corrected_or_left_as_it_is() -> None:
    record(LATER_DAY, DELAYED, code="TS-1.5")
    record(LATER_DAY, StatusLine(Pair.ALL, Status.INITIATED), code="TS-1.4")
    report = apply_edition(edition(), DECIDED).recorded
    assert update("TS-1.5", report).reason == "As reported in “Second status report”"
    assert standing("TS-1.5", LATER_DAY) == ("completed", "completed", None)
    assert not report.updates.filter(milestone__code="TS-1.4").exists()
    withdraw_edition(report, reason="A mistake.")
    assert standing("TS-1.5", LATER_DAY) == ("delayed", "delayed", None)


@pytest.mark.usefixtures("report")
def test_an_edition_of_an_earlier_day_comes_before_what_is_on_record() -> None:
    text = edited(
        (
            "information-sharing agreement within 18 months (December 2006).\n\nInitiated",
            "information-sharing agreement within 18 months (December 2006).\n\nDelayed",
        )
    )
    told = apply_edition(edition(text, as_of=BETWEEN, title="Between")).difference
    assert [one.milestone.code for one in told.changed] == ["TS-1.5"]
    days = (REPORT_DAY, BETWEEN, LATER_DAY)
    statuses = [found[0] for day in days if (found := standing("TS-1.5", day))]
    assert statuses == ["initiated", "delayed", "completed"]


def test_standings_are_as_they_would_be_reckoned_anew() -> None:
    def standings() -> list[Any]:
        columns = ("milestone", "pair", "from_date", "until_date", "status", "revised_date")
        return list(Standing.objects.order_by(*columns[:3]).values_list(*columns))

    apply_edition(edition(), DECIDED)
    before = standings()
    rebuild_standings(Milestone.objects.all())
    assert standings() == before


def page(client: Client, address: str, day: dt.date | None = None) -> str:
    response = client.get(address, {"as_of": day.isoformat()} if day else {})
    assert response.status_code == 200
    return response.getvalue().decode()


def rows(client: Client, code: str, day: dt.date | None = None) -> list[str]:
    """The status lines of a milestone: pair, status and words as reported."""
    lines = page(client, "/statuses.csv", day).splitlines()
    cells = (line.split(",") for line in lines if line.startswith(f"{code},"))
    return [" ".join((pair, status, words)) for _, _, pair, status, _, words, *_ in cells]


def test_public_pages_and_data_show_each_day_s_own_picture(
    client: Client, report: StatusReport
) -> None:
    area, milestone = "/en/priorities/maritime-security/", "/en/milestones/TS-1.5/"
    for day in (REPORT_DAY, BETWEEN):
        assert rows(client, "TS-1.3", day) == ["ALL on_track On track"]
        assert rows(client, "TS-3.4", day) == []
        assert NEW_INITIATIVE not in page(client, area, day)
        assert LATER_TITLE not in page(client, milestone, day)
    for newest in (LATER_DAY, None):
        assert rows(client, "TS-1.3", newest) == [
            "US-CN on_track On track",
            "US-MX delayed Delayed to Fall 2008",
        ]
        assert rows(client, "TS-3.4", newest) == ["ALL initiated Initiated"]
        assert NEW_INITIATIVE in page(client, area, newest)
        assert LATER_TITLE in page(client, milestone, newest)
    withdraw_edition(report, reason="A mistake.")
    for any_day in (BETWEEN, LATER_DAY, None):
        assert rows(client, "TS-1.3", any_day) == ["ALL on_track On track"]
        assert rows(client, "TS-3.4", any_day) == []
        assert NEW_INITIATIVE not in page(client, area, any_day)
    assert "A mistake." in page(client, milestone, LATER_DAY)
