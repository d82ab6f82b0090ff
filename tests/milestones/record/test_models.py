"""Milestones, their deadlines and the record: how they read, and how they are found."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from milestones.actions import withdraw_edition
from milestones.choices import Pair, Precision
from milestones.dates import ImpreciseDate
from milestones.models import (
    Deadline,
    Milestone,
    PairStatus,
    Standing,
    StatusReport,
    StatusUpdate,
    conditions,
    prepared,
)
from milestones.queries.listing import neighbours
from priorities.models import Plan
from tests.conftest import PLAN_DAY, REPORT_DAY
from tests.milestones.factories import codes, milestone
from tests.milestones.recording import DELAYED, INITIATED, LATER, ON_TRACK, record

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_milestones_stand_in_document_order_whatever_their_codes_spell() -> None:
    listed = codes(Milestone.objects.all())
    assert len(listed) == 106
    assert listed[:3] == ["TS-1.1", "TS-1.2", "TS-1.3"]
    assert listed[-4:] == ["ST-1.1", "ST-1.2", "ST-2.1", "ST-2.2"]
    # Cargo Security comes after Traveller Security; the tenth after the ninth.
    assert listed[11:13] == ["TS-3.3", "CS-1.1"]
    assert [code for code in listed if code.startswith("BF-1.")] == [
        f"BF-1.{number}" for number in range(1, 13)
    ]


def test_a_milestone_reads_as_its_code_and_sentence() -> None:
    assert str(milestone("LE-3.3")) == "LE-3.3 Expand Canada-U.S. joint removals operations."


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_milestone_has_an_address_in_every_language(language: str) -> None:
    with translation.override(language):
        assert milestone("TS-1.5").get_absolute_url() == f"/{language}/milestones/TS-1.5/"


@pytest.mark.parametrize(
    ("code", "pairs"),
    [
        ("TS-1.4", (Pair.US_CN, Pair.US_MX)),
        ("TS-1.5", (Pair.US_CN,)),
        ("LE-1.8", (Pair.US_MX,)),
    ],
)
def test_a_milestone_concerns_the_pair_it_names_else_both(
    code: str, pairs: tuple[Pair, ...]
) -> None:
    assert milestone(code).pairs == pairs


@pytest.mark.parametrize(
    ("code", "first", "last", "basis"),
    [
        ("TS-1.2", "2007-12-31", "2007-12-31", "printed"),
        ("CS-2.1", "2005-12", "2006-12", "printed"),
        ("BP-7.1", "2005-12", "2005-12", "derived"),
        ("BF-1.12", "2008", "2008", "printed"),
    ],
)
def test_a_milestone_knows_its_first_and_last_deadline(
    code: str, first: str, last: str, basis: str
) -> None:
    found = milestone(code)
    assert found.first_deadline == ImpreciseDate.parse(first)
    assert found.last_deadline == ImpreciseDate.parse(last)
    assert found.deadline_basis == basis


def test_a_milestone_may_have_no_deadline() -> None:
    found = milestone("ST-1.1")
    assert (found.first_deadline, found.last_deadline, found.deadline_basis) == (None, None, "")


def test_one_derived_deadline_makes_the_milestones_basis_derived() -> None:
    Deadline.objects.filter(milestone__code="CS-2.1", order=2).update(basis="derived")
    assert milestone("CS-2.1").deadline_basis == "derived"


def test_a_deadline_reads_as_its_own_words() -> None:
    deadline = Deadline.objects.get(milestone__code="TS-1.4")
    assert str(deadline) == "within 36 months (June 2008)"
    assert deadline.when == ImpreciseDate(dt.date(2008, 6, 30), Precision.MONTH)


@pytest.mark.parametrize(
    ("code", "listed_under"),
    [("TS-1.2", "2007-12"), ("TS-1.4", "2008-06"), ("BF-1.12", "2008")],
)
def test_a_deadline_is_listed_under_its_month_or_year(code: str, listed_under: str) -> None:
    deadline = Deadline.objects.get(milestone__code=code)
    assert deadline.listed_under == ImpreciseDate.parse(listed_under)


def test_milestones_are_taken_from_the_head_of_each_period() -> None:
    standings = Standing.objects.on(REPORT_DAY)
    periods = sorted(set(standings.values_list("due_under", flat=True)))
    names = dict(Milestone.objects.values_list("pk", "code"))
    first = standings.first_due_under(periods, 2)
    assert {code: [names[pk] for pk in keys] for code, keys in first.items()} == {
        "": ["CS-2.4", "CS-2.5"],
        "2005-09": ["LE-1.8"],
        "2005-12": ["CS-2.1", "CS-2.3"],
        "2006-03": ["TS-2.1", "TS-2.2"],
        "2006-06": ["TS-1.1", "TS-2.4"],
        "2006-12": ["TS-1.5", "CS-2.1"],
        "2007-03": ["TS-2.3", "CS-3.3"],
        "2007-06": ["BP-2.1", "BP-4.1"],
        "2007-12": ["TS-1.2", "CS-2.6"],
        "2008-03": ["MS-1.4", "MS-2.2"],
        "2008-06": ["TS-1.3", "TS-1.4"],
        "2008": ["BF-1.12"],
    }


def test_more_periods_than_fit_one_statement_are_all_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    standings = Standing.objects.on(REPORT_DAY)
    periods = sorted(set(standings.values_list("due_under", flat=True)))
    whole = standings.first_due_under(periods, 2)
    monkeypatch.setattr(prepared, "MAX_AT_ONCE", 3)
    assert standings.first_due_under(periods, 2) == whole


@pytest.mark.parametrize(
    ("code", "beside"),
    [
        ("CS-1.1", ("TS-3.3", "CS-1.2")),
        ("TS-1.1", (None, "TS-1.2")),
        ("ST-2.2", ("ST-2.1", None)),
    ],
)
def test_the_neighbours_of_a_milestone_are_those_before_and_after(
    code: str, beside: tuple[str | None, str | None]
) -> None:
    found = neighbours(milestone(code), REPORT_DAY)
    assert tuple(one and one.code for one in found) == beside
    assert neighbours(milestone(code), dt.date(2005, 1, 1)) == (None, None)


def test_searching_for_nothing_leaves_everything() -> None:
    assert conditions.matches("  ") == Q()


def test_everything_is_found_again_by_its_natural_key() -> None:
    for model in (Milestone, Deadline, StatusReport, StatusUpdate):
        for found in model.objects.all():
            assert model.objects.get_by_natural_key(*found.natural_key()) == found
    assert milestone("CS-2.1").natural_key() == ("CS-2.1",)
    update = StatusUpdate.objects.get(milestone__code="CS-2.1")
    assert update.natural_key() == ("CS-2.1", dt.date(2006, 6, 15), 1)
    second = Deadline.objects.get(milestone__code="CS-2.1", order=2)
    assert second.natural_key() == ("CS-2.1", 2)


def test_the_report_is_kept_whole_and_a_status_leads_to_its_line() -> None:
    report = StatusReport.objects.get()
    assert str(report) == "Status report on the Security Priorities, mid-June 2006"
    assert (report.as_of, report.published) == (dt.date(2006, 6, 15), dt.date(2006, 9, 7))
    line = PairStatus.objects.get(update__milestone__code="LE-1.8")
    assert line.source_line is not None
    assert report.lines[line.source_line - 1].strip() == "Partially completed"


@pytest.mark.parametrize(
    ("code", "pair", "words", "revised"),
    [
        ("TS-1.1", "US-CN", "Canada–U.S.: Partially Completed, Finished Fall 2006", "2006-Fall"),
        ("TS-3.3", "US-MX", "Mexico–U.S.: Delayed", None),
        ("BP-2.4", "ALL", "All parties: Full implementation delayed to June 2007", "2007-06"),
        ("MS-1.3", "ALL", "All parties: Completed (visits)", None),
    ],
)
def test_a_status_line_reads_as_it_was_reported(
    code: str, pair: str, words: str, revised: str | None
) -> None:
    line = PairStatus.objects.get(update__milestone__code=code, pair=pair)
    assert str(line) == words
    assert line.revised == (ImpreciseDate.parse(revised) if revised else None)


def test_the_newest_day_on_record_is_the_reports_until_something_newer_is_recorded() -> None:
    assert StatusUpdate.objects.latest_date() == REPORT_DAY
    for day in (dt.date(2006, 1, 10), LATER):
        record(day, DELAYED)
    assert StatusUpdate.objects.latest_date() == LATER


def test_without_any_update_the_newest_day_is_the_plans() -> None:
    withdraw_edition(StatusReport.objects.get(), reason="Published too early.")
    assert StatusUpdate.objects.latest_date() == PLAN_DAY


def test_without_a_plan_there_is_no_newest_day(empty_database: None) -> None:
    assert not Plan.objects.exists()
    assert StatusUpdate.objects.latest_date() is None


def test_a_history_is_newest_first_with_all_it_shows(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    person = User.objects.create_user("recorder")
    found = milestone()
    for day, line in ((LATER, ON_TRACK), (REPORT_DAY, DELAYED), (dt.date(2006, 1, 10), INITIATED)):
        record(day, line, reason="Misread", recorded_by=person)
    with django_assert_num_queries(2):
        history = [
            (
                update.as_of.isoformat(),
                update.revision,
                update.recorded_by.username if update.recorded_by else None,
                update.report.document if update.report else None,
                [line.status for line in update.lines.all()],
            )
            for update in found.updates.for_editors()
        ]
    assert history == [
        ("2006-09-01", 1, "recorder", None, ["on_track"]),
        ("2006-06-15", 2, "recorder", None, ["delayed"]),
        ("2006-06-15", 1, None, "security-priorities-status.txt", ["initiated"]),
        ("2006-01-10", 1, "recorder", None, ["initiated"]),
    ]
