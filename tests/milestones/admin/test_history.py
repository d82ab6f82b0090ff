"""Who recorded what, when, on whose word and why: all of it, with old and new, and nothing gone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.formats import date_format

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses, withdraw_edition
from milestones.choices import Pair, Status
from milestones.models import StatusReport, StatusUpdate
from tests.conftest import REPORT_DAY
from tests.milestones.admin.entry_forms import LIST, address, words
from tests.milestones.factories import milestone

pytestmark = pytest.mark.django_db

UPDATES = "/admin/milestones/statusupdate/"
LATER = dt.date(2006, 9, 30)


@pytest.fixture
def story() -> None:
    """TS-1.2 was reported on track, completed in September, which somebody corrected."""
    completed, in_canada = (StatusLine(pair, Status.COMPLETED) for pair in (Pair.ALL, Pair.US_CN))
    delayed = StatusLine(Pair.US_MX, Status.DELAYED, note="No law yet")
    for name, lines, source, reason in (
        ("clerk", [completed], "A call", ""),
        ("editor2", [in_canada, delayed], "Letter", "The call was about Canada"),
    ):
        new = StatusUpdateInput(milestone("TS-1.2"), LATER, lines, reason, source)
        record_statuses([new], recorded_by=User.objects.create_user(name))


def rows(client: Client, code: str = "TS-1.2") -> list[str]:
    page = words(client.get(f"{LIST}{milestone(code).pk}/change/"))
    history = page.split('id="record-title"')[1].split("</table>")[0]
    return [row.split("</tr>")[0] for row in history.split("<tr")[2:]]


def says(row: str, *texts: str) -> None:
    for text in texts:
        assert text in row, text


@pytest.mark.usefixtures("story")
def test_it_tells_who_when_on_whose_word_and_why_with_old_and_new(editor: Client) -> None:
    correction, corrected, first = rows(editor)
    says(
        correction,
        *("Sept. 30, 2006", "revision 2", "Canada–U.S.: still <strong>Completed</strong>"),
        'Mexico–U.S.: <span class="was"> <strong>Completed</strong>',
        *("<strong>Delayed</strong>", "note: No law yet", "Letter", "by editor2"),
        "Why: The call was about Canada",
    )
    changed = ("<strong>On track</strong>", "<strong>Completed</strong>")
    says(corrected, "corrected by revision 2", *changed, "A call", "by clerk")
    says(
        first, "June 15, 2006", "Planned", "<strong>On track</strong>", "#L32", "from the document"
    )


def test_a_milestone_of_one_pair_names_that_pair_wherever_its_status_stands(editor: Client) -> None:
    (first,) = rows(editor, "TS-1.5")
    says(first, "Canada–U.S.:", "<strong>Initiated</strong>")
    assert "All parties" not in first
    form = words(editor.get(f"{LIST}{milestone('TS-1.5').pk}/record/"))
    assert "Canada–U.S.:" in form.split('class="lines"')[1].split("</ul>")[0]


@pytest.mark.usefixtures("story")
def test_what_is_in_force_leads_to_its_correction(editor: Client) -> None:
    correction, corrected, _first = rows(editor)
    assert f'href="{address("TS-1.2")}?as_of=2006-09-30"' in correction
    assert address("TS-1.2") not in corrected


def test_what_was_withdrawn_says_when_and_why(editor: Client) -> None:
    withdrawal = withdraw_edition(StatusReport.objects.get(), reason="Sent by mistake")
    (row,) = rows(editor)
    day = date_format(withdrawal.withdrawn_at, "DATE_FORMAT")
    says(row, "withdrawn", f"Its edition was withdrawn on {day}: Sent by mistake")


@pytest.mark.usefixtures("story")
def test_the_list_of_updates_says_which_count(admin_client: Client) -> None:
    withdraw_edition(StatusReport.objects.get(), reason="Sent by mistake")
    result = admin_client.get(f"{UPDATES}?q=TS-1.2").context["cl"]
    admin = result.model_admin
    fates = [
        (update.as_of, update.revision, admin.fate(update), admin.word(update))
        for update in result.result_list
    ]
    assert fates == [
        (LATER, 2, "Yes", "Letter"),
        (LATER, 1, "No: it was corrected", "A call"),
        (
            REPORT_DAY,
            1,
            "No: its edition was withdrawn",
            "Status report on the Security Priorities, mid-June 2006",
        ),
    ]


@pytest.mark.usefixtures("story")
def test_an_update_s_own_page_shows_what_it_changed(admin_client: Client) -> None:
    update = StatusUpdate.objects.get(milestone__code="TS-1.2", revision=2)
    page = words(admin_client.get(f"{UPDATES}{update.pk}/change/"))
    history = page.split('id="record-title"')[1].split("</table>")[0]
    says(history, "Mexico–U.S.:", "<strong>Delayed</strong>", "Letter", "by editor2")
    assert "A call" not in history
    assert f'href="{LIST}{milestone("TS-1.2").pk}/change/"' in page


def test_only_what_an_edition_says_is_from_the_document(editor: Client) -> None:
    by_hand = StatusUpdateInput(
        milestone("TS-1.4"), LATER, [StatusLine(Pair.ALL, Status.COMPLETED)], source="Letter"
    )
    record_statuses([by_hand])
    by_command, by_edition = rows(editor, "TS-1.4")
    assert "from the document" not in by_command
    assert "from the document" in by_edition
