"""The one writer: what it records, what it refuses, and that a refusal changes nothing."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from milestones.actions import NewLine, NewUpdate, reckon_standings, record_status, record_statuses
from milestones.choices import Pair, Status
from milestones.dates import ImpreciseDate
from milestones.models import Milestone, PairStatus, Standing, StatusReport, StatusUpdate
from tests.conftest import PLAN_DAY, REPORT_DAY

pytestmark = pytest.mark.django_db

LATER = dt.date(2006, 9, 1)
FALL = ImpreciseDate.season(2006, "Fall")
ON_TRACK = NewLine(Pair.ALL, Status.ON_TRACK)
DELAYED = NewLine(Pair.ALL, Status.DELAYED)


def milestone(code: str = "TS-1.4") -> Milestone:
    """TS-1.4 concerns all parties, and was reported once, as initiated."""
    found: Milestone = Milestone.objects.get(code=code)
    return found


def record(
    day: dt.date, *lines: NewLine, code: str = "TS-1.4", reason: str = "", **by: Any
) -> StatusUpdate:
    return record_status(NewUpdate(milestone(code), day, lines, reason), **by)


def everything() -> list[list[dict[str, Any]]]:
    """Every row that recording could touch."""
    models: tuple[type[Model], ...] = (StatusUpdate, PairStatus, Standing)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def statuses(day: dt.date, code: str = "TS-1.4") -> tuple[str, str | None, str | None]:
    """The roll-up and the status for each pair on a day."""
    found = Milestone.objects.as_of(day).get(code=code)
    return found.status, found.status_us_cn, found.status_us_mx


def standings(code: str = "TS-1.4", pair: Pair = Pair.ALL) -> list[tuple[str, str | None, str]]:
    """From when until when it stood where, earliest first."""
    found = Standing.objects.filter(milestone__code=code, pair=pair).order_by("from_date")
    return [
        (str(one.from_date), str(one.until_date) if one.until_date else None, one.status)
        for one in found
    ]


def test_recording_keeps_who_when_why_from_where_and_every_word() -> None:
    person = User.objects.create_user("recorder")
    report = StatusReport.objects.get()
    before = timezone.now()
    update = record(
        REPORT_DAY,
        NewLine(Pair.US_CN, Status.DELAYED, "Delayed to Fall 2006", FALL, "Not yet", 47),
        NewLine(Pair.US_MX, Status.COMPLETED),
        reason="The parties wrote in",
        recorded_by=person,
        report=report,
    )
    kept = StatusUpdate.objects.get(pk=update.pk)
    assert (kept.milestone.code, kept.as_of, kept.revision) == ("TS-1.4", REPORT_DAY, 2)
    assert (kept.recorded_by, kept.report) == (person, report)
    assert kept.reason == "The parties wrote in"
    assert before <= kept.recorded_at <= timezone.now()
    columns = "pair status as_reported revised_date revised_precision note source_line"
    assert list(kept.lines.values_list(*columns.split())) == [
        (
            "US-CN",
            "delayed",
            "Delayed to Fall 2006",
            dt.date(2006, 11, 30),
            "season",
            "Not yet",
            47,
        ),
        ("US-MX", "completed", "Completed", None, "", "", None),
    ]


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_recording_words_not_given_are_english_in_every_language(
    language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(message: str) -> str:
        return f"{message} ({translation.get_language()})"

    monkeypatch.setattr("django.utils.translation._trans.gettext", told)
    with translation.override(language):
        update = record(LATER, NewLine(Pair.ALL, Status.COMPLETED_ONGOING))
    assert update.lines.get().as_reported == "Completed / ongoing (en)"


def test_recording_changes_where_one_milestone_stands_and_no_other() -> None:
    elsewhere = Standing.objects.exclude(milestone__code="TS-1.4").order_by("pk")
    before = list(elsewhere.values())
    record(LATER, ON_TRACK)
    assert statuses(LATER) == ("on_track", "on_track", "on_track")
    assert list(elsewhere.values()) == before


def test_recording_of_nothing_records_nothing() -> None:
    before = everything()
    assert record_statuses([]) == []
    assert everything() == before


def test_recording_takes_updates_from_a_generator() -> None:
    codes = ["TS-1.4", "TS-1.3"]
    updates = record_statuses(NewUpdate(milestone(code), LATER, [DELAYED]) for code in codes)
    assert [update.milestone.code for update in updates] == codes
    assert StatusUpdate.objects.filter(as_of=LATER).count() == 2


def test_recording_of_a_single_pair_is_either_for_it_or_for_all_parties() -> None:
    record(LATER, NewLine(Pair.US_CN, Status.ON_TRACK), code="TS-1.5")
    assert statuses(LATER, "TS-1.5") == ("on_track", "on_track", None)
    record(LATER, DELAYED, code="TS-1.5", reason="Misread")
    assert statuses(LATER, "TS-1.5") == ("delayed", "delayed", None)


def test_recording_gives_a_new_milestone_its_first_standings() -> None:
    new = Milestone.objects.create(
        initiative=milestone().initiative,
        code="TS-1.6",
        text="Do it.",
        plan_text="Do it.",
        parties="US-MX",
        order=6,
    )
    record_status(NewUpdate(new, LATER, [ON_TRACK]))
    for pair in (Pair.ALL, Pair.US_MX):
        assert standings("TS-1.6", pair) == [
            ("2005-06-27", "2006-09-01", "planned"),
            ("2006-09-01", None, "on_track"),
        ]
    assert standings("TS-1.6", Pair.US_CN) == []


def test_recording_between_two_older_days() -> None:
    record(LATER, NewLine(Pair.ALL, Status.COMPLETED))
    record(dt.date(2006, 7, 15), ON_TRACK)
    assert standings() == [
        ("2005-06-27", "2006-06-15", "planned"),
        ("2006-06-15", "2006-07-15", "initiated"),
        ("2006-07-15", "2006-09-01", "on_track"),
        ("2006-09-01", None, "completed"),
    ]


def test_recording_before_the_report() -> None:
    record(dt.date(2006, 1, 10), DELAYED)
    assert standings() == [
        ("2005-06-27", "2006-01-10", "planned"),
        ("2006-01-10", "2006-06-15", "delayed"),
        ("2006-06-15", None, "initiated"),
    ]


def test_recording_on_the_day_of_the_plan() -> None:
    record(PLAN_DAY, DELAYED)
    assert standings() == [
        ("2005-06-27", "2006-06-15", "delayed"),
        ("2006-06-15", None, "initiated"),
    ]
    assert statuses(PLAN_DAY) == ("delayed", "delayed", "delayed")


def test_recording_on_the_day_after_the_plan() -> None:
    record(PLAN_DAY + dt.timedelta(days=1), DELAYED)
    assert standings()[:2] == [
        ("2005-06-27", "2005-06-28", "planned"),
        ("2005-06-28", "2006-06-15", "delayed"),
    ]


def test_recording_recorded_in_any_order_lead_to_the_same_standings() -> None:
    news = [
        (dt.date(2006, 1, 10), DELAYED),
        (LATER, NewLine(Pair.ALL, Status.COMPLETED)),
        (dt.date(2006, 7, 15), ON_TRACK),
    ]
    for day, line in news:
        record(day, line)
    for day, line in reversed(news):
        record(day, line, code="CS-4.2")
    assert standings("TS-1.4") == standings("CS-4.2")
    assert len(standings("TS-1.4")) == 5


def test_pairs_may_part_and_agree_again() -> None:
    apart = [NewLine(Pair.US_CN, Status.COMPLETED), NewLine(Pair.US_MX, Status.DELAYED)]
    record(LATER, *apart)
    record(dt.date(2006, 10, 1), NewLine(Pair.ALL, Status.ON_TRACK))
    record(dt.date(2006, 11, 1), *reversed(apart))
    assert [
        statuses(day) for day in (REPORT_DAY, LATER, dt.date(2006, 10, 1), dt.date(2006, 11, 1))
    ] == [
        ("initiated", "initiated", "initiated"),
        ("delayed", "completed", "delayed"),
        ("on_track", "on_track", "on_track"),
        ("delayed", "completed", "delayed"),
    ]


def test_pairs_are_corrected_from_one_line_to_two_and_back() -> None:
    apart = [NewLine(Pair.US_CN, Status.INITIATED), NewLine(Pair.US_MX, Status.DELAYED)]
    record(REPORT_DAY, *apart, reason="Only Mexico is behind")
    assert statuses(REPORT_DAY) == ("delayed", "initiated", "delayed")
    record(REPORT_DAY, NewLine(Pair.ALL, Status.INITIATED), reason="Neither is")
    assert statuses(REPORT_DAY) == ("initiated", "initiated", "initiated")
    assert [
        (update.revision, [line.pair for line in update.lines.all()])
        for update in StatusUpdate.objects.filter(milestone__code="TS-1.4")
    ] == [(1, ["ALL"]), (2, ["US-CN", "US-MX"]), (3, ["ALL"])]


@pytest.mark.parametrize(
    ("canada", "mexico", "roll_up"),
    [
        (Status.COMPLETED, Status.DELAYED, "delayed"),
        (Status.INITIATED, Status.DELAYED, "delayed"),
        (Status.ON_TRACK, Status.INITIATED, "initiated"),
        (Status.PARTIALLY_COMPLETED, Status.ON_TRACK, "on_track"),
        (Status.COMPLETED_ONGOING, Status.PARTIALLY_COMPLETED, "partially_completed"),
        (Status.COMPLETED, Status.COMPLETED_ONGOING, "completed_ongoing"),
        (Status.COMPLETED, Status.COMPLETED, "completed"),
    ],
)
def test_pairs_count_as_the_one_furthest_behind(
    canada: Status, mexico: Status, roll_up: str
) -> None:
    record(LATER, NewLine(Pair.US_CN, canada), NewLine(Pair.US_MX, mexico))
    assert statuses(LATER) == (roll_up, canada, mexico)
    swapped = dt.date(2006, 10, 1)
    record(swapped, NewLine(Pair.US_CN, mexico), NewLine(Pair.US_MX, canada))
    assert statuses(swapped) == (roll_up, mexico, canada)


def test_pairs_roll_up_to_the_later_of_their_revised_dates() -> None:
    record(
        LATER,
        NewLine(Pair.US_CN, Status.DELAYED, revised=ImpreciseDate.month(2009, 3)),
        NewLine(Pair.US_MX, Status.DELAYED, revised=ImpreciseDate.year(2008)),
    )
    found = {pair: Milestone.objects.as_of(LATER, pair).get(code="TS-1.4").revised for pair in Pair}
    assert found == {
        Pair.ALL: ImpreciseDate.month(2009, 3),
        Pair.US_CN: ImpreciseDate.month(2009, 3),
        Pair.US_MX: ImpreciseDate.year(2008),
    }


def test_a_correction_keeps_the_earlier_update() -> None:
    earlier = StatusUpdate.objects.filter(milestone__code="TS-1.4")
    before = list(earlier.values())
    lines = list(PairStatus.objects.filter(update__in=list(earlier)).values())
    correction = record(REPORT_DAY, DELAYED, reason="Misread")
    assert correction.revision == 2
    assert list(earlier.filter(revision=1).values()) == before
    assert list(PairStatus.objects.filter(update__revision=1, update__in=earlier).values()) == (
        lines
    )
    assert standings() == [
        ("2005-06-27", "2006-06-15", "planned"),
        ("2006-06-15", None, "delayed"),
    ]


def test_a_correction_twice_puts_the_second_correction_in_force() -> None:
    record(REPORT_DAY, DELAYED, reason="Misread")
    record(REPORT_DAY, ON_TRACK, reason="Misread again")
    assert [
        (update.revision, update.reason, update.lines.get().status)
        for update in StatusUpdate.objects.filter(milestone__code="TS-1.4")
    ] == [
        (1, "", "initiated"),
        (2, "Misread", "delayed"),
        (3, "Misread again", "on_track"),
    ]
    assert statuses(REPORT_DAY)[0] == "on_track"


def test_a_correction_may_go_back_to_what_was_first_on_record() -> None:
    record(REPORT_DAY, DELAYED, reason="Misread")
    record(REPORT_DAY, NewLine(Pair.ALL, Status.INITIATED), reason="It was right")
    assert statuses(REPORT_DAY)[0] == "initiated"


def test_a_correction_an_older_day_leaves_the_newer_in_force() -> None:
    record(LATER, ON_TRACK)
    record(REPORT_DAY, DELAYED, reason="Misread")
    assert standings() == [
        ("2005-06-27", "2006-06-15", "planned"),
        ("2006-06-15", "2006-09-01", "delayed"),
        ("2006-09-01", None, "on_track"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(NewLine(Pair.ALL, Status.INITIATED, "INITIATED"), id="words"),
        pytest.param(NewLine(Pair.ALL, Status.INITIATED, note="Slowly"), id="note"),
        pytest.param(NewLine(Pair.ALL, Status.INITIATED, revised=FALL), id="revised-date"),
    ],
)
def test_a_correction_counts_every_word_as_a_change(line: NewLine) -> None:
    assert record(REPORT_DAY, line, reason="Misread").revision == 2


def test_a_correction_within_one_call_makes_the_later_a_correction() -> None:
    first, second = record_statuses(
        [
            NewUpdate(milestone(), LATER, [ON_TRACK]),
            NewUpdate(milestone(), LATER, [DELAYED], "On second thoughts"),
        ]
    )
    assert (first.revision, second.revision) == (1, 2)
    assert standings()[-1] == ("2006-09-01", None, "delayed")


BEFORE_THE_PLAN = dt.date(2005, 6, 26)
CANADA = NewLine(Pair.US_CN, Status.ON_TRACK)
MEXICO = NewLine(Pair.US_MX, Status.ON_TRACK)

REFUSALS: dict[str, tuple[str, dt.date, Sequence[NewLine], str, dict[str, list[str]]]] = {
    "before-the-plan": (
        "TS-1.4",
        BEFORE_THE_PLAN,
        [ON_TRACK],
        "",
        {"as_of": ["Nothing was on record before the plan of 2005-06-27."]},
    ),
    "planned": (
        "TS-1.4",
        LATER,
        [NewLine(Pair.ALL, Status.PLANNED)],
        "",
        {"status": ["“planned” cannot be recorded."]},
    ),
    "all-parties-and-a-pair": (
        "TS-1.4",
        LATER,
        [ON_TRACK, CANADA],
        "",
        {"pair": ["Give one status for all parties, or one for each pair, not both."]},
    ),
    "all-parties-and-every-pair": (
        "TS-1.4",
        LATER,
        [CANADA, MEXICO, ON_TRACK],
        "",
        {"pair": ["Give one status for all parties, or one for each pair, not both."]},
    ),
    "all-parties-twice": (
        "TS-1.4",
        LATER,
        [ON_TRACK, DELAYED],
        "",
        {"pair": ["Give one status for all parties, or one for each pair, not both."]},
    ),
    "a-pair-twice": (
        "TS-1.4",
        LATER,
        [CANADA, MEXICO, CANADA],
        "",
        {"pair": ["Give one status for all parties, or one for each pair, not both."]},
    ),
    "a-pair-missing": (
        "TS-1.4",
        LATER,
        [CANADA],
        "",
        {
            "pair": [
                "TS-1.4 concerns Canada–U.S., Mexico–U.S.: "
                "give a status for each, and for no other."
            ]
        },
    ),
    "no-status": (
        "TS-1.4",
        LATER,
        [],
        "",
        {
            "pair": [
                "TS-1.4 concerns Canada–U.S., Mexico–U.S.: "
                "give a status for each, and for no other."
            ]
        },
    ),
    "a-pair-not-concerned": (
        "TS-1.5",
        LATER,
        [CANADA, MEXICO],
        "",
        {"pair": ["TS-1.5 concerns Canada–U.S.: give a status for each, and for no other."]},
    ),
    "another-pair-than-the-one-concerned": (
        "LE-1.8",
        LATER,
        [CANADA],
        "",
        {"pair": ["LE-1.8 concerns Mexico–U.S.: give a status for each, and for no other."]},
    ),
    "words-too-long-to-keep": (
        "TS-1.4",
        LATER,
        [NewLine(Pair.ALL, Status.ON_TRACK, "x" * 501)],
        "",
        {"as_reported": ["Ensure this value has at most 500 characters (it has 501)."]},
    ),
    "a-note-too-long-to-keep": (
        "TS-1.4",
        LATER,
        [CANADA, NewLine(Pair.US_MX, Status.ON_TRACK, note="x" * 501)],
        "",
        {"note": ["Ensure this value has at most 500 characters (it has 501)."]},
    ),
    "a-source-line-without-a-report": (
        "TS-1.4",
        LATER,
        [NewLine(Pair.ALL, Status.ON_TRACK, source_line=7)],
        "",
        {"source_line": ["Give the line together with the report in which there is such a line."]},
    ),
    "the-same-again": (
        "TS-1.4",
        REPORT_DAY,
        [NewLine(Pair.ALL, Status.INITIATED)],
        "Just to be sure",
        {"status": ["TS-1.4 already has just this status on record for 2006-06-15."]},
    ),
    "the-same-pairs-again-in-another-order": (
        "IC-1.3",
        REPORT_DAY,
        [
            NewLine(Pair.US_MX, Status.INITIATED),
            NewLine(Pair.US_CN, Status.COMPLETED_ONGOING, "Completed / Ongoing"),
        ],
        "Just to be sure",
        {"status": ["IC-1.3 already has just this status on record for 2006-06-15."]},
    ),
    "a-correction-without-a-reason": (
        "TS-1.4",
        REPORT_DAY,
        [ON_TRACK],
        "",
        {"reason": ["2006-06-15 already has a status: say why this one corrects it."]},
    ),
    "a-correction-with-a-blank-reason": (
        "TS-1.4",
        REPORT_DAY,
        [ON_TRACK],
        " \n",
        {"reason": ["2006-06-15 already has a status: say why this one corrects it."]},
    ),
}


@pytest.mark.parametrize(
    ("code", "day", "lines", "reason", "problems"), REFUSALS.values(), ids=REFUSALS
)
def test_refusals_name_the_field_and_change_nothing(
    code: str,
    day: dt.date,
    lines: Sequence[NewLine],
    reason: str,
    problems: dict[str, list[str]],
) -> None:
    before = everything()
    with pytest.raises(ValidationError) as refusal:
        record(day, *lines, code=code, reason=reason)
    assert refusal.value.message_dict == problems
    assert everything() == before


@pytest.mark.parametrize("place", [0, 1, 2])
def test_refusals_of_one_update_refuse_all_of_them(place: int) -> None:
    news = [
        NewUpdate(milestone("TS-1.3"), LATER, [DELAYED]),
        NewUpdate(milestone("CS-4.2"), LATER, [CANADA, MEXICO]),
    ]
    news.insert(place, NewUpdate(milestone(), BEFORE_THE_PLAN, [DELAYED]))
    before = everything()
    with pytest.raises(ValidationError) as refusal:
        record_statuses(news)
    assert list(refusal.value.message_dict) == ["as_of"]
    assert everything() == before


def test_refusals_leave_the_next_recording_undisturbed() -> None:
    with pytest.raises(ValidationError):
        record(REPORT_DAY, ON_TRACK)
    assert record(REPORT_DAY, ON_TRACK, reason="Misread").revision == 2


def test_recording_many_takes_hardly_more_queries_than_a_few(
    add_milestones: Callable[[int], None],
) -> None:
    add_milestones(200)
    new = list(Milestone.objects.filter(order__gt=1000))
    record_statuses(NewUpdate(one, REPORT_DAY, [ON_TRACK]) for one in new)
    queries = {}
    for count, day in ((1, LATER), (10, dt.date(2006, 10, 1)), (200, dt.date(2006, 11, 1))):
        with CaptureQueriesContext(connection) as captured:
            record_statuses(NewUpdate(one, day, [CANADA, MEXICO]) for one in new[:count])
        queries[count] = len(captured)
    assert (queries[1], queries[10]) == (10, 10)
    # SQLite takes about a hundred rows a statement.
    assert queries[200] <= 30


def test_reckoning_anew_finds_what_recording_left() -> None:
    record(LATER, CANADA, NewLine(Pair.US_MX, Status.DELAYED, revised=FALL))
    record(REPORT_DAY, DELAYED, reason="Misread")
    columns = [field.name for field in Standing._meta.concrete_fields if field.name != "id"]
    rows = Standing.objects.order_by("milestone", "pair", "from_date").values_list(*columns)
    before = list(rows)
    Standing.objects.all().delete()
    reckon_standings(list(Milestone.objects.all()))
    assert list(rows.all()) == before


def test_a_report_is_recorded_for_its_own_day_only() -> None:
    report = StatusReport.objects.get()
    with pytest.raises(ValidationError) as refusal:
        record(LATER, ON_TRACK, report=report)
    assert refusal.value.message_dict == {
        "as_of": ["The report tells how things stood on 2006-06-15."]
    }


def test_a_line_that_the_report_does_not_have_is_refused() -> None:
    report = StatusReport.objects.get()
    line = NewLine(Pair.ALL, Status.DELAYED, source_line=638)
    with pytest.raises(ValidationError) as refusal:
        record(REPORT_DAY, line, reason="Misread", report=report)
    assert list(refusal.value.message_dict) == ["source_line"]


def test_an_update_that_lacks_a_pair_counts_as_planned_for_it_and_blocks_nothing() -> None:
    incomplete = StatusUpdate.objects.create(milestone=milestone(), as_of=LATER)
    PairStatus.objects.create(
        update=incomplete, pair=Pair.US_CN, status=Status.COMPLETED, as_reported="Completed"
    )
    record(LATER + dt.timedelta(days=1), ON_TRACK)
    (standing,) = Milestone.objects.as_of(LATER).filter(code="TS-1.4")
    assert (standing.status_us_cn, standing.status_us_mx) == ("completed", "planned")
