"""What the database itself refuses, whoever asks: nothing here goes through the one writer."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from milestones.choices import Pair, Status
from milestones.models import Deadline, Milestone, PairStatus, StatusReport, StatusUpdate
from tests.conftest import REPORT_DAY
from tests.milestones.constraints import checked_at_once, refused_by
from tests.milestones.factories import milestone
from tests.milestones.recording import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


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
