"""What the database itself refuses, whoever asks: nothing here goes through the one writer."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from milestones.choices import Pair, Status
from milestones.models import Deadline, Milestone, PairStatus, Standing, StatusReport, StatusUpdate

pytestmark = pytest.mark.django_db

REPORT_DAY = dt.date(2006, 6, 15)
LATER = dt.date(2006, 9, 1)
NO_OVERLAP = "A milestone has one standing for each pair and day: reckon them anew."


@contextmanager
def refused_by(constraint: str) -> Iterator[None]:
    """The database refuses what is done here, by just this constraint.

    SQLite names the columns of a broken unique constraint, not the constraint.
    """
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    words = str(refusal.value)
    assert constraint in words or words.startswith("UNIQUE constraint failed: milestones_")


@contextmanager
def checked_at_once() -> Iterator[None]:
    """What refers to something else is checked here, not only when the transaction ends."""
    with transaction.atomic():
        yield
        connection.check_constraints()


def milestone(code: str = "TS-1.4") -> Milestone:
    found: Milestone = Milestone.objects.get(code=code)
    return found


def new_update(**fields: Any) -> StatusUpdate:
    update: StatusUpdate = StatusUpdate.objects.create(
        **{"milestone": milestone(), "as_of": LATER} | fields
    )
    return update


def new_line(update: StatusUpdate, **fields: Any) -> PairStatus:
    words = {"pair": Pair.ALL, "status": Status.ON_TRACK, "as_reported": "On track"}
    return PairStatus.objects.create(**{"update": update} | words | fields)


def test_a_milestone_has_its_code_to_itself() -> None:
    with refused_by("milestones_milestone_code"):
        Milestone.objects.filter(code="TS-1.1").update(code="TS-1.2")


def test_a_milestone_has_its_place_in_the_initiative_to_itself() -> None:
    with refused_by("one_milestone_per_place"):
        Milestone.objects.filter(code="TS-1.1").update(order=2)


@pytest.mark.parametrize("parties", ["CA-MX", "us-cn", ""])
def test_a_milestone_concerns_a_known_pair_or_all(parties: str) -> None:
    with refused_by("parties_are_a_pair_or_all"):
        Milestone.objects.filter(code="TS-1.1").update(parties=parties)


def test_a_deadline_has_its_place_to_itself() -> None:
    with refused_by("one_deadline_per_place"):
        Deadline.objects.filter(milestone__code="CS-2.1").update(order=1)


@pytest.mark.parametrize("precision", ["week", ""])
def test_a_deadline_has_a_known_precision(precision: str) -> None:
    with refused_by("a_known_precision"):
        Deadline.objects.filter(milestone__code="TS-1.1").update(precision=precision)


@pytest.mark.parametrize("basis", ["guessed", ""])
def test_a_deadline_has_a_known_basis(basis: str) -> None:
    with refused_by("a_known_basis"):
        Deadline.objects.filter(milestone__code="TS-1.1").update(basis=basis)


def test_a_document_is_applied_once_at_a_time() -> None:
    report = StatusReport.objects.get()
    report.pk = None
    with refused_by("a_document_is_applied_once_at_a_time"):
        report.save(force_insert=True)


def test_an_update_is_the_only_one_of_its_day_and_revision() -> None:
    with refused_by("one_update_per_day_and_revision"):
        new_update(as_of=REPORT_DAY)


def test_an_update_counts_its_revisions_from_1() -> None:
    with refused_by("revisions_count_from_1"):
        new_update(revision=0, reason="A correction of nothing")


def test_an_update_says_why_it_corrects_another() -> None:
    with refused_by("a_correction_has_a_reason"):
        new_update(as_of=REPORT_DAY, revision=2)


def test_an_update_may_be_a_revision_with_a_reason() -> None:
    update = new_update(as_of=REPORT_DAY, revision=2, reason="Misread")
    assert StatusUpdate.objects.filter(milestone=update.milestone).count() == 2


@pytest.mark.parametrize("column", ["milestone_id", "report_id", "recorded_by_id"])
def test_an_update_refers_only_to_what_exists(column: str) -> None:
    with pytest.raises(IntegrityError), checked_at_once():
        new_update(**{"milestone": milestone(), column: 10**9})


@pytest.mark.parametrize("pair", [Pair.US_CN, Pair.US_MX, Pair.ALL])
def test_a_line_for_all_parties_stands_alone(pair: Pair) -> None:
    update = new_update()
    new_line(update, pair=Pair.ALL)
    with refused_by("one_answer_for_us_"):
        new_line(update, pair=pair)


@pytest.mark.parametrize("pair", [Pair.US_CN, Pair.US_MX])
def test_a_line_for_a_pair_leaves_no_room_for_one_for_all_parties(pair: Pair) -> None:
    update = new_update()
    new_line(update, pair=pair)
    with refused_by("one_answer_for_us_"):
        new_line(update, pair=Pair.ALL)


@pytest.mark.parametrize("pair", [Pair.US_CN, Pair.US_MX])
def test_a_line_is_the_only_one_for_its_pair(pair: Pair) -> None:
    update = new_update()
    new_line(update, pair=pair)
    with refused_by("one_answer_for_us_"):
        new_line(update, pair=pair, status=Status.DELAYED)


def test_a_line_for_one_pair_stands_beside_one_for_the_other() -> None:
    update = new_update()
    new_line(update, pair=Pair.US_CN)
    new_line(update, pair=Pair.US_MX)
    assert [line.pair for line in update.lines.all()] == ["US-CN", "US-MX"]


@pytest.mark.parametrize("pair", ["CA-MX", "all", ""])
def test_a_line_is_for_a_known_pair(pair: str) -> None:
    update = new_update()
    with refused_by("a_known_pair"):
        new_line(update, pair=pair)


@pytest.mark.parametrize("status", ["planned", "abandoned", "On track", ""])
def test_a_line_has_a_status_on_the_scale(status: str) -> None:
    update = new_update()
    with refused_by("a_status_on_the_scale"):
        new_line(update, status=status)


@pytest.mark.parametrize("precision", ["", "week"])
def test_a_line_says_how_exact_its_revised_date_is(precision: str) -> None:
    update = new_update()
    with refused_by("a_revised_date_has_its_precision"):
        new_line(update, revised_date=LATER, revised_precision=precision)


def test_a_line_has_no_precision_without_a_revised_date() -> None:
    update = new_update()
    with refused_by("a_revised_date_has_its_precision"):
        new_line(update, revised_precision="month")


def test_a_line_belongs_to_an_update() -> None:
    with pytest.raises(IntegrityError), checked_at_once():
        PairStatus.objects.create(
            update_id=10**9, pair=Pair.ALL, status=Status.DELAYED, as_reported="Delayed"
        )


def test_a_line_counts_its_source_line_upwards() -> None:
    update = new_update()
    with pytest.raises(IntegrityError), transaction.atomic():
        new_line(update, source_line=-1)


def standing(**fields: Any) -> Standing:
    """TS-1.4 from the first of September on, for all parties, but for the fields given.

    On record it is planned until the report's day and initiated from then on.
    """
    usual = {
        "milestone": milestone(),
        "pair": Pair.ALL,
        "from_date": LATER,
        "until_date": None,
        "status": Status.INITIATED,
        "update": StatusUpdate.objects.get(milestone__code="TS-1.4"),
    }
    return Standing(**usual | fields)


def make_room() -> None:
    """End what stands on the first of September."""
    Standing.objects.filter(milestone__code="TS-1.4", until_date=None).update(until_date=LATER)


def test_a_standing_may_follow_another() -> None:
    make_room()
    standing().save()
    assert Standing.objects.filter(milestone__code="TS-1.4", pair=Pair.ALL).count() == 3


DAYS_TAKEN = {
    "from-the-same-day": (REPORT_DAY, dt.date(2006, 7, 1)),
    "until-the-same-day": (dt.date(2006, 1, 1), REPORT_DAY),
    "inside-another": (dt.date(2006, 1, 1), dt.date(2006, 2, 1)),
    "around-another": (dt.date(2005, 6, 1), dt.date(2006, 6, 30)),
    "across-two": (dt.date(2006, 5, 1), dt.date(2006, 7, 1)),
    "inside-the-one-without-an-end": (LATER, dt.date(2006, 10, 1)),
    "without-an-end-either": (LATER, None),
    "before-the-plan-without-an-end": (dt.date(2005, 1, 1), None),
}


@pytest.mark.parametrize(("first", "last"), DAYS_TAKEN.values(), ids=DAYS_TAKEN)
def test_a_standing_never_overlaps_another(first: dt.date, last: dt.date | None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        standing(from_date=first, until_date=last).save()


def test_a_standing_never_comes_to_overlap_another() -> None:
    planned = Standing.objects.filter(milestone__code="TS-1.4", status=Status.PLANNED)
    for days in ({"until_date": None}, {"until_date": LATER}, {"from_date": REPORT_DAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            planned.filter(pair=Pair.ALL).update(**days)


def test_standings_written_together_never_overlap() -> None:
    make_room()
    october = dt.date(2006, 10, 1)
    with refused_by(NO_OVERLAP):
        Standing.objects.bulk_create(
            [standing(until_date=october + dt.timedelta(days=1)), standing(from_date=october)]
        )


def test_only_one_standing_has_no_end_even_if_two_writers_meet() -> None:
    make_room()
    with refused_by("one_standing_now"):
        Standing.objects.bulk_create([standing(), standing(from_date=dt.date(2006, 10, 1))])


@pytest.mark.parametrize("days", [0, -1])
def test_a_standing_lasts_a_day_at_least(days: int) -> None:
    make_room()
    with refused_by("a_standing_lasts_a_day"):
        standing(until_date=LATER + dt.timedelta(days=days)).save()


def test_a_standing_is_planned_only_without_an_update() -> None:
    make_room()
    with refused_by("only_planned_has_no_update"):
        standing(status=Status.PLANNED).save()


def test_a_standing_has_an_update_unless_it_is_planned() -> None:
    make_room()
    with refused_by("only_planned_has_no_update"):
        standing(update=None).save()


def test_a_standing_is_for_a_known_pair() -> None:
    with refused_by("a_standing_for_a_known_pair"):
        standing(pair="CA-MX").save()


def test_a_standing_has_a_known_status() -> None:
    make_room()
    with refused_by("a_standing_of_a_known_status"):
        standing(status="abandoned").save()


@pytest.mark.parametrize(
    "revised",
    [
        {"revised_date": LATER},
        {"revised_date": LATER, "revised_precision": "week"},
        {"revised_precision": "month"},
    ],
)
def test_a_standing_says_how_exact_its_revised_date_is(revised: dict[str, Any]) -> None:
    make_room()
    with refused_by("a_standing_s_revised_date_has_its_precision"):
        standing(**revised).save()
