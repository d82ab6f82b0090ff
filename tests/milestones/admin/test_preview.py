"""Before anything is recorded the page says what will change, and what follows from it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from milestones.actions.preview import Preview
from milestones.models import Milestone, StatusReport, StatusUpdate
from priorities.models import Initiative
from tests.milestones import recording
from tests.milestones.admin.entry_forms import (
    Entered,
    address,
    entered,
    in_fields,
    opened,
    record,
    send,
    words,
)
from tests.milestones.recording import DELAYED, everything

pytestmark = pytest.mark.django_db


def shown(client: Client, code: str, **changes: Any) -> Any:
    values = opened(client, code) | {"source": "Letter"} | entered(changes)
    return send(client, code, values, "preview")


def changed(response: Any) -> list[tuple[str, ...]]:
    """For each pair: the status before and after, whether anything is new, the revised date."""
    preview: Preview = response.context["preview"]
    return [
        (
            str(line.pair.label),
            line.before.as_reported if line.before else "",
            line.after.as_reported,
            "new" if line.is_new else "same",
            str(line.after.revised or ""),
        )
        for change in preview.changes
        for line in change.lines
    ]


def panel(response: Any) -> str:
    return words(response).split('id="changes-title"')[1].split("</section>")[0]


def test_it_shows_old_and_new_for_each_pair(editor: Client) -> None:
    response = shown(
        editor,
        "TS-1.1",
        as_of="2006-09-30",
        status_US_MX="delayed",
        revised_US_MX="2007-Spring",
        note_US_MX="A new law",
    )
    words_before = "Partially Completed, Finished Fall 2006"
    assert changed(response) == [
        ("Canada–U.S.", words_before, words_before, "same", "Fall 2006"),
        ("Mexico–U.S.", "Initiated", "Delayed", "new", "Spring 2007"),
    ]
    told = panel(response)
    for said in (
        "From Sept. 30, 2006 on.",
        "TS-1.1 concerns all parties.",
        "stays as it is",
        "The milestone counts as Delayed, no longer as Initiated.",
        "It stays overdue.",
        "The slip is 11 months.",
    ):
        assert said in told


def figures(response: Any) -> list[tuple[str, object, object]]:
    """The consequences in numbers: what changes on public pages."""
    return [
        (figure.name, figure.before, figure.after)
        for figure in response.context["preview"].consequences.figures
    ]


def test_it_begins_with_what_changes_on_public_pages(editor: Client) -> None:
    response = shown(editor, "TS-1.5", as_of="2025-11-30", status_ALL="on_track")
    assert figures(response) == [
        ("public_date", dt.date(2006, 6, 15), dt.date(2025, 11, 30)),
        ("late", 28, 84),
        ("overdue", 17, 82),
        ("contradictions", 4, 5),
    ]
    told = panel(response)
    first, rest = told.split("TS-1.5 concerns Canada–U.S. only.")
    for said in ("On public pages", "June 15, 2006", "Nov. 30, 2025", "Late", "Overdue"):
        assert said in first
    assert "From Nov. 30, 2025 on." in rest


def test_what_is_pressed_to_record_without_a_preview_is_shown_first(editor: Client) -> None:
    values = opened(editor, "TS-1.2") | {"as_of": "2025-11-30", "source": "Letter"}
    looked = send(editor, "TS-1.2", values)
    assert StatusUpdate.objects.count() == 106
    assert "Nothing was recorded yet: this preview shows what would change now." in panel(looked)
    changed_since = in_fields(looked) | {"status_ALL": "completed"}
    assert send(editor, "TS-1.2", changed_since).status_code == 200
    assert StatusUpdate.objects.count() == 106
    assert send(editor, "TS-1.2", in_fields(looked)).status_code == 302


def test_the_page_has_no_button_that_records_before_a_preview(editor: Client) -> None:
    assert 'name="record"' not in words(editor.get(address("TS-1.2")))


def test_a_status_for_all_parties_is_one_line(editor: Client) -> None:
    response = shown(editor, "TS-1.2", as_of="2006-09-30", status_ALL="completed")
    assert changed(response) == [("All parties", "On track", "Completed", "new", "")]


def test_splitting_and_merging_are_shown_pair_by_pair(editor: Client) -> None:
    split = shown(editor, "TS-1.2", as_of="2006-09-30", whom="apart", status_US_CN="completed")
    assert changed(split) == [
        ("Canada–U.S.", "On track", "Completed", "new", ""),
        ("Mexico–U.S.", "On track", "On track", "same", ""),
    ]
    merged = shown(editor, "TS-1.1", as_of="2006-09-30", whom="together", status_ALL="completed")
    assert changed(merged) == [
        ("Canada–U.S.", "Partially Completed, Finished Fall 2006", "Completed", "new", ""),
        ("Mexico–U.S.", "Initiated", "Completed", "new", ""),
    ]
    assert "It is no longer overdue." in panel(merged)
    assert "No slip is counted any more." in panel(merged)


def test_nothing_is_recorded_by_looking(editor: Client) -> None:
    before = everything()
    shown(editor, "TS-1.2", as_of="2006-09-30", status_ALL="completed")
    assert everything() == before


def test_a_correction_says_what_it_corrects(editor: Client) -> None:
    told = panel(
        shown(editor, "TS-1.2", as_of="2006-06-15", status_ALL="initiated", reason="Misread")
    )
    assert "This corrects revision 1 of the same date, which stays on record:" in told
    assert "Status report on the Security Priorities, mid-June 2006" in told
    assert "The status stays as it is" not in told


def test_what_is_recorded_for_an_earlier_day_ends_with_the_next_status(editor: Client) -> None:
    record(editor, "TS-1.2", as_of="2006-09-30", status_ALL="completed")
    told = panel(
        shown(editor, "TS-1.2", as_of="2006-08-01", status_ALL="initiated", note_ALL="Late")
    )
    assert "From Aug. 1, 2006 until the next recorded status, on Sept. 30, 2006." in told


def test_the_same_said_again_of_a_later_day_is_said_to_be_so(editor: Client) -> None:
    told = panel(shown(editor, "TS-1.2", as_of="2006-09-30"))
    assert "No change: this confirms the status of June 15, 2006 for a later date." in told


def test_a_contradiction_is_pointed_out(editor: Client) -> None:
    told = panel(
        shown(editor, "TS-1.1", as_of="2006-09-30", whom="together", status_ALL="on_track")
    )
    assert "It is reported on track, but past its deadline: pages point this out." in told


def test_what_was_entered_stays_in_the_form_to_be_recorded(editor: Client) -> None:
    values: Entered = opened(editor, "TS-1.2") | {
        "as_of": "2006-09-30",
        "status_ALL": "completed",
        "source": "Letter",
    }
    form = send(editor, "TS-1.2", values, "preview").context["form"]
    again = {name: form[name].value() for name in form.fields}
    assert send(editor, "TS-1.2", again).status_code == 302
    assert StatusUpdate.objects.get(as_of=dt.date(2006, 9, 30)).source == "Letter"


def test_what_a_later_edition_added_was_not_on_record_before(publisher: Client) -> None:
    report = StatusReport.objects.get()
    initiative = Initiative.objects.get(code="TS-1")
    Milestone.objects.create(
        initiative=initiative,
        code="TS-1.9",
        text="Do more.",
        parties="ALL",
        order=9,
        introduced_by=report,
    )
    recording.record(report.as_of, DELAYED, code="TS-1.9", report=report)
    response = shown(publisher, "TS-1.9", as_of="2006-01-31", status_ALL="on_track")
    assert changed(response) == [("All parties", "", "On track", "new", "")]
    assert "From Jan. 31, 2006 until the next recorded status, on June 15, 2006." in panel(response)
