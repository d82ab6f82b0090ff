"""An edited sheet is taken back on a page: what it changes is shown, then just that is recorded."""

from __future__ import annotations

import base64
import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.forms.imports import MAX_UPLOAD_BYTES
from milestones.models import Milestone
from tests.milestones import recording
from tests.milestones.admin.entry_forms import Entered, opened_together, problems, said, words
from tests.milestones.imports.statuses.sheets import Rows, as_csv, as_xlsx, export, row
from tests.milestones.recording import DELAYED, everything

pytestmark = pytest.mark.django_db

PAGE = "/admin/milestones/statusupdate/spreadsheet/"
RECORDED = "/admin/milestones/statusupdate/"
OCCASION = {"as_of": "2006-09-30", "source": "Letter of the ministry", "reason": ""}


def edited() -> Rows:
    rows = export()
    row(rows, "TS-1.1", "US-MX").update(status="completed", as_reported="")
    row(rows, "TS-1.2").update(status="completed", as_reported="Completed (visits)")
    return rows


def upload(
    client: Client,
    content: bytes | Rows,
    name: str = "statuses.csv",
    kind: str = "text/csv",
    **entered: str,
) -> Any:
    """Choose a file and have it shown."""
    data = content if isinstance(content, bytes) else as_csv(content)
    file = SimpleUploadedFile(name, data, kind)
    return client.post(PAGE, {**OCCASION, **entered, "file": file, "preview": "1"})


def kept(shown: Any) -> Entered:
    """What the page that was shown sends when its button is pressed."""
    return opened_together(shown) | {"record": "1"}


def record(client: Client, shown: Any, **entered: str) -> Any:
    return client.post(PAGE, kept(shown) | entered)


def wrong(response: Any) -> list[str]:
    return [str(problem) for problem in response.context["difference"].problems]


def test_the_page_is_found_from_the_record(editor: Client) -> None:
    assert f'href="{PAGE}"' in editor.get(RECORDED).content.decode()
    assert editor.get(PAGE).status_code == 200


def test_what_will_change_is_shown_and_nothing_is_recorded(editor: Client) -> None:
    before = everything()
    page = upload(editor, edited())
    figures, table = (part.partition("</tbody>")[0] for part in words(page).split("<tbody>")[1:])
    cells = [
        " ".join(re.sub(r"<[^>]+>", " ", cell).split())
        for cell in re.findall(r"<t[hd][ >].*?</t[hd]>", table)
    ]
    first, second = (
        "TS-1.1 Test technology and develop ",
        "TS-1.2 Develop standards for lower-cost ",
    )
    assert "June 15, 2006" in figures
    assert "Sept. 30, 2006" in figures
    assert cells == [
        first + "recommendations within 12 months (June 2006) to enh…",
        *("3", "Mexico–U.S.", "Initiated", "Completed"),
        second + "secure proof of status and nationality documen…",
        *("4", "All parties", "On track", "Completed Completed (visits) note: visits"),
    ]
    assert "2 milestones changed. 104 unchanged." in words(page)
    assert everything() == before


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_was_shown_is_recorded(editor: Client, editor_user: User, form: str) -> None:
    data = as_csv(edited()) if form == "csv" else as_xlsx(edited())
    shown = upload(editor, data, f"Statuses.{form.upper()}", "application/octet-stream")
    response = editor.post(PAGE, kept(shown), follow=True)
    assert response.redirect_chain == [(RECORDED, 302)]
    assert "Statuses of 2 milestones recorded as of Sept. 30, 2006." in words(response)
    assert said("TS-1.2") == [("ALL", "completed", "Completed (visits)", "")]
    assert said("TS-1.1")[1] == ("US-MX", "completed", "Completed", "")
    update = Milestone.objects.get(code="TS-1.2").updates.get(as_of=dt.date(2006, 9, 30))
    assert (update.recorded_by, update.source) == (editor_user, "Letter of the ministry")
    assert LogEntry.objects.filter(user=editor_user).count() == 2


def test_recording_at_once_only_shows(editor: Client) -> None:
    before = everything()
    file = SimpleUploadedFile("statuses.csv", as_csv(edited()), "text/csv")
    page = editor.post(PAGE, {**OCCASION, "file": file, "record": "1"})
    assert "What will change" in words(page)
    assert everything() == before


def test_the_same_page_sent_twice_records_once(editor: Client) -> None:
    shown = upload(editor, edited())
    record(editor, shown)
    before = everything()
    again = record(editor, shown)
    assert "Nothing was recorded: what the file changes is no longer what you were shown." in (
        words(again)
    )
    assert everything() == before


@pytest.mark.parametrize(
    "entered", [{"as_of": "2006-10-01"}, {"source": "Another"}, {"reason": "Because"}]
)
def test_what_was_entered_otherwise_since_is_shown_anew(
    editor: Client, entered: dict[str, str]
) -> None:
    before, shown = everything(), upload(editor, edited())
    page = record(editor, shown, **entered)
    assert "Review it again." in words(page)
    assert everything() == before
    assert record(editor, page).status_code == 302


def test_another_file_chosen_since_is_shown_anew(editor: Client) -> None:
    before, shown = everything(), upload(editor, edited())
    rows = edited()
    row(rows, "TS-1.4").update(status="completed", as_reported="")
    file = SimpleUploadedFile("other.csv", as_csv(rows), "text/csv")
    page = editor.post(PAGE, kept(shown) | {"file": file})
    assert "Review it again." in words(page)
    assert len(page.context["difference"].changes) == 3
    assert everything() == before


def test_what_somebody_else_recorded_since_is_not_overwritten(editor: Client) -> None:
    shown = upload(editor, edited())
    recording.record(dt.date(2006, 7, 1), DELAYED, code="TS-1.2")
    before = everything()
    page = record(editor, shown)
    assert wrong(page) == [
        "row 4, as_of: The record of TS-1.2 has changed since this export: edit a fresh one."
    ]
    assert everything() == before
    assert 'name="record"' not in page.content.decode()


def test_rows_of_other_areas_stay_as_they_were(editor: Client, publisher: Client) -> None:
    rows, before = edited(), everything()
    row(rows, "LE-1.1").update(status="completed", as_reported="")
    row(rows, "LE-1.2").update(status="completed", as_reported="")
    page = upload(editor, rows)
    told = "You do not record statuses in Law Enforcement Cooperation: leave this row as it was."
    numbers = [rows.index(row(rows, code)) + 2 for code in ("LE-1.1", "LE-1.2")]
    assert wrong(page) == [f"row {number}, code: {told}" for number in numbers]
    assert everything() == before
    assert record(publisher, upload(publisher, rows)).status_code == 302


def test_everything_wrong_is_listed_on_the_page(editor: Client) -> None:
    rows = edited()
    row(rows, "TS-1.4")["status"] = "<b>late</b>"
    row(rows, "TS-1.5")["code"] = "TS-1.99"
    page = upload(editor, rows)
    assert "Nothing can be recorded: 2 problems." in words(page)
    assert "row 6, status: “<b>late</b>” is not a status: write delayed" in words(page)
    assert "<b>late</b>" not in page.content.decode()
    assert "row 7, code: There is no milestone “TS-1.99”." in words(page)
    assert 'name="record"' not in page.content.decode()


def test_a_reason_can_be_given_without_choosing_the_file_again(editor: Client) -> None:
    page = upload(editor, edited(), as_of="2006-06-15")
    told = "2006-06-15 already has a status: say why this one corrects it."
    assert wrong(page) == [f"row 3, as_of: {told}", f"row 4, as_of: {told}"]
    shown = record(editor, page, reason="Misread")
    assert shown.status_code == 200
    assert record(editor, shown).status_code == 302
    assert Milestone.objects.get(code="TS-1.2").updates.get(revision=2).reason == "Misread"


def test_an_untouched_file_has_nothing_to_record(editor: Client) -> None:
    page = upload(editor, export())
    assert "0 milestones changed. 106 unchanged." in words(page)
    assert 'name="record"' not in page.content.decode()


def test_what_is_not_read_or_older_is_told(editor: Client) -> None:
    rows = edited()
    row(rows, "TS-1.3").update(report="Another", source_line="1")
    recording.record(dt.date(2006, 7, 1), DELAYED, code="CS-1.1")
    page = words(upload(editor, rows))
    assert "The column report is not read; it was edited in these rows: 5" in page
    assert (
        "Skipped, because changed on record since the export and not edited in the file: CS-1.1"
    ) in page


def test_cells_that_a_program_damaged_are_counted(editor: Client) -> None:
    line = StatusLine(Pair.ALL, Status.DELAYED, as_reported="Retardé")
    recording.record(dt.date(2006, 7, 1), line, code="TS-1.5")
    rows = export()
    row(rows, "TS-1.5").update(as_reported="RetardÃ©")
    page = words(upload(editor, rows))
    assert "1 cell was damaged by the spreadsheet program and left as it is." in page


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\x00\x01", "The file is neither CSV nor an XLSX workbook: save it as one of the two."),
        (b"x" * (MAX_UPLOAD_BYTES + 1), "The file is larger than 1 MB."),
        (b"code,pair", "row 1, status: This column is missing."),
    ],
)
def test_a_file_that_cannot_be_read_is_told(editor: Client, data: bytes, told: str) -> None:
    page = upload(editor, data)
    assert told in wrong(page)
    assert len(page.content) < 2 * MAX_UPLOAD_BYTES


@pytest.mark.parametrize(
    ("name", "kind", "message"),
    [
        (
            "exe",
            "text/csv",
            "File extension “exe” is not allowed. Allowed extensions are: csv, xlsx.",
        ),
        ("csv", "text/html", "Choose a CSV file or an XLSX workbook."),
        ("csv", "image/png", "Choose a CSV file or an XLSX workbook."),
    ],
)
def test_a_file_of_another_kind_is_not_looked_at(
    editor: Client, name: str, kind: str, message: str
) -> None:
    page = upload(editor, edited(), f"statuses.{name}", kind)
    assert problems(page) == [("id_file", "File", message)]
    assert page.context["difference"] is None


def test_what_is_missing_is_told_at_its_field(editor: Client) -> None:
    page = editor.post(PAGE, {"as_of": "2999-01-01", "preview": "1"})
    assert problems(page) == [
        ("id_as_of", "As of", "This date is in the future."),
        ("id_source", "Source", "This field is required."),
        ("id_file", "File", "Choose a file."),
    ]
    assert problems(upload(editor, b"")) == [("id_file", "File", "The submitted file is empty.")]


@pytest.mark.parametrize("content", ["§", "abc", base64.b64encode(b"\x00").decode()])
def test_a_page_that_was_tampered_with_records_nothing(editor: Client, content: str) -> None:
    before = everything()
    shown = upload(editor, edited())
    page = record(editor, shown, content=content)
    assert page.status_code == 200
    assert everything() == before


def test_the_page_is_for_those_who_record(client: Client, admin_client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/admin/login/")
    viewer = User.objects.create_user("viewer", is_staff=True)
    client.force_login(viewer)
    assert client.get(PAGE).status_code == 403
    assert upload(client, edited()).status_code == 403
    assert admin_client.get(PAGE).status_code == 200


def test_the_largest_file_fits_on_the_page(publisher: Client) -> None:
    data = as_csv(edited())
    empty = b"," * 10 + b"\r\n"
    padded = data + empty * ((MAX_UPLOAD_BYTES - len(data)) // len(empty))
    shown = upload(publisher, padded)
    assert len(kept(shown)["content"]) > MAX_UPLOAD_BYTES
    assert record(publisher, shown).status_code == 302
