"""The work list: what needs an editor on a day, in their areas, each row a way to record it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.models import AttentionReason
from tests.factories import person
from tests.milestones.admin.entry_forms import SEVERAL, address, record, words

pytestmark = pytest.mark.django_db

WORK_LIST = "/admin/worklist/"


def groups(response: Any) -> dict[str, list[str]]:
    """The codes of the milestones that each reason applies to."""
    by_reason: dict[str, list[str]] = {reason.value: [] for reason in AttentionReason}
    for milestone, tasks in response.context["rows"]:
        for task in tasks:
            by_reason[task.reason.value].append(milestone.code)
    return {reason: sorted(codes, key=place) for reason, codes in by_reason.items()}


def place(code: str) -> tuple[str, str]:
    """Traveller Security comes before Cargo Security."""
    return ("" if code.startswith("TS") else code[:2]), code


def test_it_tells_what_needs_the_editor_by_reason(editor: Client) -> None:
    response = editor.get(f"{WORK_LIST}?on=2006-06-15")
    assert groups(response) == {
        "contradictory": [],
        "overdue_no_date": ["TS-2.1", "TS-3.3", "CS-3.4"],
        "overdue_new_date": ["TS-2.2"],
        "slipped_again": [],
        "due_soon": ["TS-1.1", "TS-3.2", "CS-3.2"],
        "new_date_passed": [],
        "regressed": [],
        "pairs_apart": ["TS-1.1", "TS-2.1", "CS-3.2"],
        "silent": [],
        "not_updated": [
            *("TS-1.1", "TS-1.2", "TS-1.3", "TS-1.4", "TS-1.5"),
            *("TS-2.1", "TS-2.2", "TS-2.3", "TS-2.4", "TS-3.1", "TS-3.2", "TS-3.3"),
            *("CS-1.1", "CS-1.2", "CS-2.1", "CS-2.2", "CS-2.4", "CS-2.5", "CS-2.6"),
            *("CS-3.2", "CS-3.3", "CS-3.4", "CS-4.1", "CS-4.2"),
        ],
    }
    shown = words(response)
    assert "Needs your attention as of June 15, 2006 in Traveller Security, Cargo Security" in shown
    for count, label in ((3, "Overdue without"), (0, "Slipped"), (3, "Due soon"), (24, "Not upd")):
        assert f"<strong>{count}</strong> {label}" in shown


def test_a_milestone_has_one_row_with_all_its_reasons(editor: Client) -> None:
    rows = editor.get(f"{WORK_LIST}?on=2006-06-15").context["rows"]
    by_code = {milestone.code: [task.reason.value for task in tasks] for milestone, tasks in rows}
    assert len(rows) == len(by_code)
    assert by_code["TS-1.1"] == ["due_soon", "pairs_apart", "not_updated"]
    assert list(by_code)[:4] == ["TS-2.1", "TS-3.3", "CS-3.4", "TS-2.2"]


def test_several_are_taken_into_one_page_at_once(editor: Client) -> None:
    shown = words(editor.get(f"{WORK_LIST}?on=2006-06-15"))
    assert f'<form action="{SEVERAL}"' in shown
    page = editor.get(f"{SEVERAL}?code=TS-2.1&code=CS-3.4")
    codes = [row["codes"].value() for row in page.context["form"].rows]
    assert [code for code in codes if code] == ["TS-2.1", "CS-3.4"]


def test_each_row_leads_to_recording(editor: Client) -> None:
    shown = words(editor.get(f"{WORK_LIST}?on=2006-06-15"))
    assert f'href="{address("CS-3.4")}?then=worklist"' in shown


def test_what_was_seen_to_leaves_the_list(editor: Client) -> None:
    record(editor, "TS-2.1", as_of="2006-06-20", whom="together", status_ALL="completed")
    now = groups(editor.get(f"{WORK_LIST}?on=2006-06-20"))
    assert [name for name, codes in now.items() if "TS-2.1" in codes] == []


def test_it_is_about_today_unless_another_day_is_asked_for(
    editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: dt.date(2006, 10, 1))
    assert editor.get(WORK_LIST).context["day"] == dt.date(2006, 10, 1)
    assert editor.get(f"{WORK_LIST}?on=").context["day"] == dt.date(2006, 10, 1)


def test_a_day_that_is_none_is_said_and_nothing_is_listed(editor: Client) -> None:
    response = editor.get(f"{WORK_LIST}?on=soon")
    assert response.status_code == 400
    shown = words(response)
    assert "“soon” is not a date: write it like 2006-06-15." in shown
    assert "Overdue" not in shown


def test_it_has_the_last_day_there_is_too(editor: Client) -> None:
    assert "Overdue" in words(editor.get(f"{WORK_LIST}?on=9999-12-31"))


def test_it_comes_first_on_the_front_page_of_those_who_record(
    editor: Client, client: Client
) -> None:
    shown = words(editor.get("/admin/"))
    assert shown.index(f'href="{WORK_LIST}"') < shown.index('href="/admin/milestones/"')
    client.force_login(User.objects.create_user("viewer", is_staff=True))
    assert WORK_LIST not in words(client.get("/admin/"))


def test_an_editor_without_an_area_is_told_whom_to_ask(client: Client) -> None:
    client.force_login(person("new", "Editors"))
    assert "An administrator can assign them." in words(client.get(WORK_LIST))


@pytest.mark.parametrize("count", [10, 200])
def test_it_asks_the_same_number_of_questions_however_long_it_is(
    publisher: Client, add_milestones: Callable[[int], object], count: int
) -> None:
    add_milestones(count)
    with CaptureQueriesContext(connection) as asked:
        response = publisher.get(f"{WORK_LIST}?on=2006-07-15")
    assert len(groups(response)["silent"]) == count
    assert len(asked) == 12
