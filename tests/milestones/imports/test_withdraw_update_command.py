"""python manage.py withdraw_update: shows what changes, and withdraws one status for a reason."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from milestones.models import StatusUpdate, UpdateWithdrawal
from tests.milestones.imports import commands
from tests.milestones.recording import COMPLETED, DELAYED, everything, record, statuses

pytestmark = pytest.mark.django_db

WRONG_DAY = dt.date(2025, 11, 30)
USUAL = ("TS-1.5", "--as-of", "2025-11-30", "--reason", "Wrong day")


@pytest.fixture
def wrong() -> StatusUpdate:
    return record(WRONG_DAY, COMPLETED, code="TS-1.5", source="Letter")


def run(*arguments: str) -> tuple[int, str, str]:
    """The exit code, what was printed, and the error."""
    return commands.run("withdraw_update", *arguments)


PREVIEW = """\
On public pages:
  Public date: 2025-11-30 -> 2006-06-15
  Late: 83 -> 28
  Overdue: 81 -> 17
  On track, but past deadline: 4 -> 4

status of TS-1.5 as of 2025-11-30, revision 1

TS-1.5 concerns US-CN only.
to be withdrawn: ALL: Completed (as of 2025-11-30, revision 1)
in force again: ALL: Initiated (as of 2006-06-15, revision 1)

"""


@pytest.mark.usefixtures("wrong")
def test_without_apply_it_says_what_would_change_and_waits() -> None:
    before = everything()
    waits = "Nothing was changed. To apply, run again with --apply.\n"
    assert run(*USUAL) == (0, PREVIEW + waits, "")
    assert everything() == before
    assert not UpdateWithdrawal.objects.exists()


@pytest.mark.usefixtures("wrong")
def test_with_apply_it_is_withdrawn_once() -> None:
    done = "Withdrawn: status of TS-1.5 as of 2025-11-30, revision 1.\n"
    assert run(*USUAL, "--apply") == (0, PREVIEW + done, "")
    assert UpdateWithdrawal.objects.get().reason == "Wrong day"
    assert StatusUpdate.objects.latest_date() == dt.date(2006, 6, 15)
    again = "Nothing was changed: The status of TS-1.5 as of 2025-11-30 was withdrawn before.\n"
    assert run(*USUAL, "--apply") == (0, again, "")


@pytest.mark.usefixtures("wrong")
def test_the_same_as_data() -> None:
    _code, said, _error = run(*USUAL, "--format", "json", "--apply")
    line = {"pair": "ALL", "revised_deadline": None, "note": ""}
    assert json.loads(said) == {
        "applied": True,
        "consequences": {
            "public_date": {"before": "2025-11-30", "after": "2006-06-15"},
            "late": {"before": 83, "after": 28},
            "overdue": {"before": 81, "after": 17},
            "contradictions": {"before": 4, "after": 4},
        },
        "update": {"code": "TS-1.5", "parties": "US-CN", "as_of": "2025-11-30", "revision": 1},
        "changed": [
            {
                "code": "TS-1.5",
                "before": {
                    "as_of": "2025-11-30",
                    "revision": 1,
                    "statuses": [{**line, "status": "completed", "as_reported": "Completed"}],
                },
                "after": {
                    "as_of": "2006-06-15",
                    "revision": 1,
                    "statuses": [{**line, "status": "initiated", "as_reported": "Initiated"}],
                },
            }
        ],
        "restored_parties": {},
        "is_clean": True,
        "problems": [],
    }
    _code, said, _error = run(*USUAL, "--format", "json", "--apply")
    data = json.loads(said)
    assert (data["applied"], data["consequences"], data["is_clean"]) == (False, None, False)


def test_a_revision_can_be_named_and_a_code_written_with_any_dash(wrong: StatusUpdate) -> None:
    record(WRONG_DAY, DELAYED, code="TS-1.5", reason="Misread")
    _code, said, _error = run("ts–1.5", *USUAL[1:], "--revision", "1")
    assert "No status changes: a later revision of the same date is in force." in said
    run(*USUAL, "--apply")
    assert StatusUpdate.objects.in_effect().filter(as_of=WRONG_DAY).get() == wrong
    assert statuses(WRONG_DAY, "TS-1.5")[0] == "completed"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("XX-1.1", *USUAL[1:]), "There is no milestone “XX-1.1”."),
        (
            ("TS-1.5", "--as-of", "2025-11-29", "--reason", "Wrong day"),
            "TS-1.5 has no such status. On record:\n"
            "as of 2025-11-30, revision 1\nas of 2006-06-15, revision 1",
        ),
        (
            (*USUAL, "--revision", "2"),
            "TS-1.5 has no such status. On record:\n"
            "as of 2025-11-30, revision 1\nas of 2006-06-15, revision 1",
        ),
        (USUAL[:3], "Say why the status is withdrawn."),
    ],
)
@pytest.mark.usefixtures("wrong")
def test_wrong_usage_is_told(arguments: tuple[str, ...], error: str) -> None:
    assert run(*arguments, "--apply") == (2, "", error)
    assert not UpdateWithdrawal.objects.exists()
