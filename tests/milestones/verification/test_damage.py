"""Damage by raw SQL, past every trigger, is named with its place."""

from __future__ import annotations

import json

import pytest
from django.apps import apps
from django.db import connection

from milestones.models import Deadline, Milestone, PairStatus, Seal, StatusReport, StatusUpdate
from milestones.models.seal import row_digests
from milestones.verification import database, find
from priorities.models import Initiative
from tests.milestones.factories import later_edition, milestone
from tests.milestones.recording import CANADA, DELAYED, LATER, MEXICO, record
from tests.milestones.verification.damage import damage, named

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def update_of(code: str = "TS-1.4") -> int:
    key: int = StatusUpdate.objects.filter(milestone__code=code).latest("pk").pk
    return key


def test_a_sound_store_has_no_findings() -> None:
    record(LATER, CANADA, MEXICO)
    record(LATER, DELAYED, reason="Misread")
    later_edition("CS-1.1", "CS-1.2")
    # That edition is not one that an import added: it is not sealed.
    (report,) = StatusReport.objects.filter(document="2.txt")
    assert [str(finding) for finding in find()] == [
        f"documents: status report {report.pk} (2.txt): its text does not give its SHA-256",
        f"seals: status report {report.pk}: is not sealed: it was not recorded by the tracker",
    ]


def test_a_changed_update() -> None:
    key = update_of()
    damage("UPDATE milestones_statusupdate SET source = 'Somebody' WHERE id = %s", key)
    assert named() == [
        f"seals: status update {key} (TS-1.4 2006-06-15 #1): was changed since seal 3"
    ]


def test_a_changed_line() -> None:
    key = update_of()
    damage("UPDATE milestones_pairstatus SET status = 'completed' WHERE update_id = %s", key)
    assert named() == [
        "first edition: TS-1.4 as of 2006-06-15, revision 1: is not what the edition says, as the "
        "fixtures have it",
        f"seals: status update {key} (TS-1.4 2006-06-15 #1): was changed since seal 3",
        *(
            f"standings: TS-1.4 {pair} from 2006-06-15: is not what follows from the updates in "
            f"{fields}"
            for pair, fields in (
                ("ALL", "status, delivery, status_us_cn, status_us_mx, fingerprint"),
                ("US-CN", "status, delivery, status_us_cn, status_us_mx, fingerprint"),
                ("US-MX", "status, delivery, status_us_cn, status_us_mx, fingerprint"),
            )
        ),
    ]


def test_a_removed_line() -> None:
    record(LATER, CANADA, MEXICO)
    key = update_of()
    damage("DELETE FROM milestones_pairstatus WHERE update_id = %s AND pair = 'US-MX'", key)
    assert named()[:2] == [
        "lines: TS-1.4 as of 2006-09-01, revision 1: has neither one line for all parties nor one "
        "for each pair that is concerned",
        f"seals: status update {key} (TS-1.4 2006-09-01 #1): was changed since seal "
        f"{Seal.objects.latest('pk').pk}",
    ]


def test_a_removed_revision() -> None:
    first = record(LATER, DELAYED).pk
    seal = Seal.objects.latest("pk").pk
    record(LATER, CANADA, MEXICO, reason="Misread")
    damage("DELETE FROM milestones_pairstatus WHERE update_id = %s", first)
    damage("DELETE FROM milestones_statusupdate WHERE id = %s", first)
    assert named() == [
        "revisions: TS-1.4 as of 2006-09-01: revisions are missing: 1 on record, the last is "
        "number 2",
        f"seals: status update {first}: was removed since seal {seal}",
    ]


def test_an_update_slipped_in() -> None:
    damage(
        "INSERT INTO milestones_statusupdate (milestone_id, as_of, revision, recorded_at, source, "
        "reason, sentence, sentence_lines) SELECT id, '2006-12-01', 1, '2006-12-01 00:00:00+00', "
        "'', '', '', '[]' FROM milestones_milestone WHERE code = 'TS-1.4'"
    )
    damage(
        "INSERT INTO milestones_pairstatus (update_id, pair, status, as_reported, "
        "revised_precision, note) SELECT MAX(id), 'ALL', 'completed', 'Completed', '', '' FROM "
        "milestones_statusupdate"
    )
    found = named()
    assert found[0] == (
        f"seals: status update {update_of()} (TS-1.4 2006-12-01 #1): is not sealed: "
        "it was not recorded by the tracker"
    )
    assert "standings: TS-1.4 ALL from 2006-12-01: is missing" in found


def test_an_update_of_another_day_than_its_edition() -> None:
    key = update_of()
    damage("UPDATE milestones_statusupdate SET as_of = '2005-01-01' WHERE id = %s", key)
    assert named()[1:3] == [
        "updates: TS-1.4 as of 2005-01-01, revision 1: is as of a day before the plan",
        "updates: TS-1.4 as of 2005-01-01, revision 1: is as of another day than its edition",
    ]


def test_a_source_line_that_the_edition_does_not_have() -> None:
    key = update_of()
    damage("UPDATE milestones_pairstatus SET source_line = 9999 WHERE update_id = %s", key)
    assert (
        "updates: TS-1.4 as of 2006-06-15, revision 1: cites line 9999, which its edition does not "
        "have"
    ) in named()


def test_a_removed_edition_is_missed() -> None:
    """With all that was recorded of it, and all that is calculated from it."""
    damage("DELETE FROM milestones_standing")
    damage("DELETE FROM milestones_countchange")
    damage("DELETE FROM milestones_currentcount")
    damage("DELETE FROM milestones_attentioncount")
    damage("DELETE FROM milestones_pairstatus")
    damage("DELETE FROM milestones_statusupdate")
    damage("DELETE FROM milestones_statusreport")
    found = named()
    assert found[0] == "first edition: status reports: the edition of the fixtures is missing"
    assert "seals: status report 1: was removed since seal 2" in found


def test_a_rewritten_document() -> None:
    (report,) = StatusReport.objects.all()
    damage("UPDATE milestones_statusreport SET text = replace(text, 'On track', 'Completed')")
    assert named() == [
        f"documents: status report {report.pk} (security-priorities-status.txt): its text does not "
        "give its SHA-256",
        f"seals: status report {report.pk}: was changed since seal 2",
    ]


def test_a_deadline_on_a_day_that_its_precision_forbids() -> None:
    deadline = Deadline.objects.get(milestone__code="TS-1.1")
    damage("UPDATE milestones_deadline SET date = '2006-06-15' WHERE id = %s", deadline.pk)
    assert named()[:2] == [
        "deadlines: TS-1.1, deadline 1: 2006-06-15 does not end a month",
        f"histories: deadline {deadline.pk}: differs from its history in date",
    ]


def test_a_revised_date_that_its_precision_forbids() -> None:
    key = PairStatus.objects.filter(revised_precision="season").first()
    assert key is not None
    damage("UPDATE milestones_pairstatus SET revised_date = '2006-12-31' WHERE id = %s", key.pk)
    assert [finding for finding in named() if finding.startswith("revised dates")] == [
        f"revised dates: {key.update.milestone.code} as of 2006-06-15, revision 1 {key.pair}: "
        "2006-12-31 does not end a season"
    ]


def test_a_changed_code() -> None:
    damage("UPDATE milestones_milestone SET code = 'TS-9.4' WHERE code = 'TS-1.4'")
    assert "codes: TS-9.4: is not “TS-1.” and a number" in named()


def test_reference_data_changed_without_a_history() -> None:
    initiative = Initiative.objects.get(code="TS-1")
    damage("UPDATE priorities_initiative SET benefits = 'None' WHERE id = %s", initiative.pk)
    assert named() == [
        f"histories: initiative {initiative.pk}: differs from its history in benefits"
    ]


def test_removed_history() -> None:
    edited = milestone()
    edited.text = "Another sentence."
    edited.save()
    edited.text = "A third sentence."
    edited.save()
    first, second, _third = edited.history.order_by("history_id")
    damage("DELETE FROM milestones_historicalmilestone WHERE history_id = %s", second.pk)
    seal = Seal.objects.order_by("-pk")[1].pk
    assert named() == [f"seals: historical milestone {second.pk}: was removed since seal {seal}"]
    damage("DELETE FROM milestones_historicalmilestone WHERE history_id = %s", first.pk)
    assert (
        f"histories: milestone {edited.pk}: its history does not begin with its creation" in named()
    )


def test_a_removed_seal() -> None:
    record(LATER, DELAYED)
    record(LATER, CANADA, MEXICO, reason="Misread")
    last, before = Seal.objects.order_by("-pk")[:2]
    corrected = StatusUpdate.objects.get(milestone__code="TS-1.4", as_of=LATER, revision=1)
    damage(
        "DELETE FROM milestones_seal_previous WHERE from_seal_id = %s OR to_seal_id = %s",
        before.pk,
        before.pk,
    )
    damage("DELETE FROM milestones_seal WHERE id = %s", before.pk)
    assert named() == [
        f"seals: seal {last.pk}: does not match its digest: it, or a seal before it, was changed "
        "or removed",
        f"seals: status update {corrected.pk} (TS-1.4 2006-09-01 #1): is not sealed: it was "
        "not recorded by the tracker",
    ]


def test_a_forged_seal() -> None:
    """A changed row, and in its seal the digest that the row has now."""
    key, label = update_of(), "milestones.StatusUpdate"
    damage("UPDATE milestones_statusupdate SET source = 'Somebody' WHERE id = %s", key)
    contents = Seal.objects.get(pk=3).contents
    contents[label] |= {str(key): row_digests(apps, label, [key])[key]}
    damage("UPDATE milestones_seal SET contents = %s WHERE id = 3", json.dumps(contents))
    assert named() == [
        "seals: seal 3: does not match its digest: it, or a seal before it, was changed or removed"
    ]


@pytest.mark.parametrize(
    "contents",
    [[], "x", *({"milestones.StatusUpdate": rows} for rows in ([1], {"x": ""}, {"9" * 15: ""}))],
    ids=str,
)
def test_a_seal_of_what_no_seal_can_have(contents: object) -> None:
    damage("UPDATE milestones_seal SET contents = %s WHERE id = 3", json.dumps(contents))
    found = named()
    assert found[0] == (
        "seals: seal 3: does not match its digest: it, or a seal before it, was changed or removed"
    )
    assert (
        f"seals: status update {update_of()} (TS-1.4 2006-06-15 #1): is not sealed: it was not "
        "recorded by the tracker"
    ) in found


def test_a_changed_standing() -> None:
    damage(
        "UPDATE milestones_standing SET status = 'completed' WHERE pair = 'US-CN' AND status = "
        "'initiated' AND milestone_id = (SELECT id FROM milestones_milestone WHERE code = 'TS-1.4')"
    )
    assert named() == [
        "standings: TS-1.4 US-CN from 2006-06-15: is not what follows from the updates in status",
        "counts: US-CN completed from 2006-06-15: 1 missing",
        "counts: US-CN initiated from 2006-06-15: 1 too many",
        "counts: US-CN completed now: 1 missing",
        "counts: US-CN initiated now: 1 too many",
        "counts: US-CN completed for attention from 2006-06-15: 1 missing",
        "counts: US-CN initiated for attention from 2006-06-15: 1 too many",
    ]


def test_a_removed_and_a_made_up_standing() -> None:
    key = Milestone.objects.get(code="TS-1.4").pk
    damage("DELETE FROM milestones_standing WHERE milestone_id = %s AND pair = 'US-MX'", key)
    damage(
        "UPDATE milestones_standing SET pair = 'US-MX' WHERE milestone_id = %s AND "
        "pair = 'US-CN' AND status = 'planned'",
        key,
    )
    assert [finding for finding in named() if finding.startswith("standings")] == [
        "standings: TS-1.4 US-CN from 2005-06-27: is missing",
        "standings: TS-1.4 US-MX from 2006-06-15: is missing",
    ]


@pytest.mark.parametrize(
    ("table", "number", "when"),
    [
        ("milestones_countchange", "change", "from 2006-06-15"),
        ("milestones_currentcount", "milestones", "now"),
        ("milestones_attentioncount", "standings", "for attention from 2006-06-15"),
    ],
)
def test_changed_counts(table: str, number: str, when: str) -> None:
    damage(
        f"UPDATE {table} SET {number} = {number} + 2 WHERE id = (SELECT MIN(id) FROM {table} "  # noqa: S608
        f"WHERE pair = 'ALL' AND status = 'delayed' AND {number} > 0)"
    )
    assert named() == [f"counts: ALL delayed {when}: 2 too many"]


def test_a_milestone_that_no_search_finds() -> None:
    key = Milestone.objects.get(code="TS-1.4").pk
    damage("DELETE FROM milestones_searchtext WHERE milestone_id = %s", key)
    assert named() == ["search texts: TS-1.4: its search text is missing or not that of its words"]


def test_every_trigger_but_those_of_the_version_is_missed() -> None:
    guards = {guard for _table, guard in database.expected_guards()}
    others = {name for name in database.triggers() - guards if "_counts" not in name}
    assert others == ({"milestones_wait_for_holds"} if connection.vendor == "postgresql" else set())


def test_a_missing_guard() -> None:
    with connection.cursor() as cursor:
        on = " ON milestones_statusupdate" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER milestones_statusupdate_no_delete{on}")
    assert [str(finding) for finding in find()] == [
        "guards: milestones_statusupdate: the trigger milestones_statusupdate_no_delete is missing "
        "or disabled"
    ]
