"""An edition is imported on a page: shown, decided upon, applied; and withdrawn again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milestones.forms.imports import MAX_UPLOAD_BYTES
from milestones.models import EditionDecision, Milestone, StatusReport, StatusUpdate, Withdrawal
from tests.conftest import REPORT_DAY
from tests.milestones.admin.entry_forms import words
from tests.milestones.imports.report.editions import (
    LATER,
    LATER_DAY,
    LATER_NAME,
    LATER_TITLE,
    NEW_IN_IT,
    NEW_MILESTONE,
    REPORT,
    REWORDED,
    line_of,
)
from tests.milestones.recording import DELAYED, record, statuses

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
PAGE = "/admin/milestones/statusreport/import/"
URL = "https://example.org/second-status-report.txt"
ABOUT = {"title": LATER_TITLE, "as_of": str(LATER_DAY), "published": "", "url": URL}
DEADLINE_LINE = line_of("Assess options to make more compatible")
DECIDED = {
    f"decided_{line_of(REWORDED)}": "TS-2.4",
    f"decided_{DEADLINE_LINE}": "CS-3.3",
    "accept_new": "on",
    "allow_missing": "on",
    "confirmed": "on",
}


def upload(
    client: Client, text: str | bytes = LATER, name: str = LATER_NAME, **entered: str
) -> Any:
    """Choose a document and have shown what it says."""
    data = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile(name, data, "text/plain")
    return client.post(PAGE, {**ABOUT, **entered, "file": file, "preview": "1"})


def sent(shown: Any, button: str, **entered: str) -> dict[str, str]:
    """What the page that was shown sends when a button is pressed."""
    form = shown.context["form"]
    carried = {name: form[name].value() or "" for name in ("content", "name", "seen", "decided")}
    return {**ABOUT, **carried, **entered, button: "1"}


def filled_in(shown: Any) -> dict[str, str]:
    """The answers that the page has filled in."""
    form = shown.context["form"]
    flags = ("accept_new", "allow_missing")
    return {
        **{one.name: one.chosen for one in form.asked_sentences if one.chosen},
        **{one.name: one.chosen for one in form.asked_lines if one.chosen},
        **{one.revised_name: one.revised for one in form.asked_lines if one.revised},
        **{name: "on" for name in flags if form[name].value()},
    }


def decide(client: Client, shown: Any) -> Any:
    return client.post(PAGE, sent(shown, "preview", **DECIDED))


def apply(client: Client, shown: Any, **entered: str) -> Any:
    return client.post(PAGE, sent(shown, "apply", **(entered or DECIDED)))


def imported(client: Client) -> StatusReport:
    """Import the later edition on the page."""
    apply(client, decide(client, upload(client)))
    report: StatusReport = StatusReport.objects.get(title=LATER_TITLE)
    return report


def status(code: str, day: Any = LATER_DAY) -> str:
    return statuses(day, code)[0]


def everything() -> tuple[int, int, int]:
    return StatusReport.objects.count(), StatusUpdate.objects.count(), Milestone.objects.count()


def test_what_an_edition_says_is_shown_and_nothing_is_changed(publisher: Client) -> None:
    before = everything()
    shown = upload(publisher)
    said = words(shown)
    for told in (
        "2 sentences reworded.",
        "3 new sentences.",
        "1 milestone is not in the edition.",
        "Deadline on record, which stays: March 2007. In this sentence: March 2008.",
        *(NEW_MILESTONE, NEW_IN_IT),
    ):
        assert told in said
    assert everything() == before


def test_each_sentence_that_is_not_on_record_is_asked_about(publisher: Client) -> None:
    questions = upload(publisher).context["form"].asked_sentences
    asked = [(one.name, list(one.options)) for one in questions]
    assert asked == [
        (f"decided_{line_of(REWORDED)}", ["", "TS-2.4", "new"]),
        (f"decided_{line_of(NEW_MILESTONE)}", ["", "new"]),
        (f"decided_{DEADLINE_LINE}", ["", "CS-3.3", "new"]),
        (f"decided_{line_of(NEW_IN_IT)}", ["", "new"]),
        (f"decided_{line_of('Name one coordinator')}", ["", "new"]),
    ]


def test_decided_it_is_imported_and_stands_on_the_site(publisher: Client) -> None:
    shown = decide(publisher, upload(publisher))
    assert 'name="apply"' in words(shown)
    answer = apply(publisher, shown)
    report = StatusReport.objects.get(title=LATER_TITLE)
    assert answer.url == f"/admin/milestones/statusreport/{report.pk}/change/"
    assert (status("TS-1.5"), status("TS-1.5", REPORT_DAY)) == ("completed", "initiated")
    assert (report.document, report.url) == (LATER_NAME, URL)
    assert report.text == LATER
    page = Client().get("/en/milestones/TS-1.5/").content.decode()
    assert f"/en/reports/{report.pk}/#L" in page
    assert LogEntry.objects.get().change_message == "Imported."
    recorders = report.updates.values_list("recorded_by__username", flat=True)
    assert set(recorders) == {"publisher"}


def test_an_import_takes_three_pages_if_the_answers_filled_in_are_right(publisher: Client) -> None:
    assert publisher.get(PAGE).status_code == 200
    shown = upload(publisher)
    assert shown.status_code == 200
    assert filled_in(shown) == {
        name: value for name, value in DECIDED.items() if name != "confirmed"
    }
    assert "I have checked all these answers" in words(shown)
    imported_page = publisher.post(PAGE, sent(shown, "apply", **DECIDED), follow=True)
    assert [status for _address, status in imported_page.redirect_chain] == [302]
    assert StatusReport.objects.filter(title=LATER_TITLE).exists()


def test_answers_that_nobody_has_checked_are_not_imported(publisher: Client) -> None:
    before = everything()
    shown = upload(publisher)
    answer = apply(publisher, shown, **filled_in(shown))
    assert "Check the answers, and confirm them." in words(answer)
    assert everything() == before
    assert apply(publisher, answer).status_code == 302


def test_undecided_it_is_not_imported(publisher: Client) -> None:
    before = everything()
    answer = apply(publisher, upload(publisher), accept_new="on")
    assert answer.status_code == 200
    assert everything() == before


def test_decisions_that_were_not_shown_are_shown_first(publisher: Client) -> None:
    before = everything()
    shown = decide(publisher, upload(publisher))
    otherwise = {**DECIDED, f"decided_{line_of(REWORDED)}": "new"}
    answer = apply(publisher, shown, **otherwise)
    assert "your decisions are not what you were shown" in words(answer)
    assert everything() == before
    assert apply(publisher, answer, **otherwise).status_code == 302


def test_a_record_that_changed_meanwhile_is_shown_first(publisher: Client) -> None:
    shown = decide(publisher, upload(publisher))
    record(LATER_DAY, DELAYED, code="TS-1.5")
    before = everything()
    answer = apply(publisher, shown)
    assert "Nothing was imported: the record" in words(answer)
    assert everything() == before
    assert apply(publisher, answer).status_code == 302
    assert status("TS-1.5") == "completed"


def test_the_same_document_again_changes_nothing(publisher: Client) -> None:
    imported(publisher)
    before = everything()
    assert "This document is already on record" in words(upload(publisher))
    assert everything() == before


ASKED = REPORT.replace("Delayed to December 2007", "Deferred until Q2 2008", 1).replace(
    "joint removals operations.\n\nOn track", "joint removals operations.\n\nUS–MX: Delayed"
)
WORDING, PAIR = line_of("Deferred until", ASKED), line_of("US–MX: Delayed", ASKED)


def test_what_the_reader_does_not_know_is_asked_with_the_best_answer_filled_in(
    publisher: Client,
) -> None:
    shown = upload(publisher, ASKED)
    assert filled_in(shown) == {
        f"meaning_{WORDING}": "delayed",
        f"revised_{WORDING}": "2008-06",
        f"pair_{PAIR}": "US-MX",
    }
    said = words(shown)
    assert "These words are not known." in said
    assert "The milestone does not name this country pair." in said
    assert "LE-3.3 will concern: Canada–U.S., Mexico–U.S." in said
    assert apply(publisher, shown, **filled_in(shown), confirmed="on").status_code == 302
    assert (status("BP-3.1"), status("LE-3.3")) == ("delayed", "delayed")
    decisions = EditionDecision.objects.filter(decided_by__username="publisher")
    assert list(decisions.values_list("line", "question", "answer")) == [
        (WORDING, "wording", "delayed:2008-06"),
        (PAIR, "pair", "US-MX"),
    ]


def test_another_answer_is_shown_with_what_follows_before_it_is_imported(publisher: Client) -> None:
    shown = upload(publisher, ASKED)
    other = {
        f"meaning_{WORDING}": "initiated",
        f"revised_{WORDING}": "2009-Q1",
        f"pair_{PAIR}": "ignored",
        "allow_missing": "on",
        "confirmed": "on",
    }
    answer = apply(publisher, shown, **other)
    assert "your decisions are not what you were shown" in words(answer)
    assert filled_in(answer)[f"revised_{WORDING}"] == "2009-03"
    assert apply(publisher, answer, **other).status_code == 302
    assert (status("BP-3.1"), status("LE-3.3")) == ("initiated", "on_track")


def test_a_revised_date_that_is_none_is_named_with_its_line(publisher: Client) -> None:
    shown = upload(publisher, ASKED)
    wrong = {f"meaning_{WORDING}": "delayed", f"revised_{WORDING}": "soon", f"pair_{PAIR}": "US-MX"}
    said = words(publisher.post(PAGE, sent(shown, "preview", **wrong)))
    assert f"Line {WORDING}: “soon” is not a date" in said


def test_a_bad_document_is_refused_with_every_problem_and_its_line(publisher: Client) -> None:
    text = REPORT.replace("by 2008", "by June 31, 2008", 1).replace(
        "US-MX: Initiated", "US-CN: Initiated", 1
    )
    shown = upload(publisher, text)
    problems = shown.context["difference"].problems
    assert [one.line for one in problems] == sorted(one.line for one in problems)
    assert "one status for US-CN" in words(shown)
    assert "not “June 31, 2008”" in words(shown)
    assert shown.context["form"]["content"].value() == ""


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The submitted file is empty."),
        (b"\x00\x01\xff binary", "expected text, not a binary file"),
        (b"x" * (MAX_UPLOAD_BYTES + 1), "use import_report for larger ones"),
    ],
    ids=["empty", "binary", "too-large"],
)
def test_what_is_no_report_is_refused(publisher: Client, data: bytes, told: str) -> None:
    before = everything()
    assert told in words(upload(publisher, data))
    assert everything() == before


@pytest.mark.parametrize(
    ("changes", "field", "told"),
    [
        ({"title": ""}, "title", "This field is required."),
        ({"as_of": "2005-01-01"}, "as_of", "There are no data before the plan of 2005-06-27."),
        ({"as_of": "2999-01-01"}, "as_of", "This date is in the future."),
        ({"url": "nowhere"}, "url", "Enter a valid URL."),
        ({"url": "ftp://example.org/2007.txt"}, "url", "Enter a valid URL."),
    ],
)
def test_what_the_document_does_not_say_is_checked(
    publisher: Client, changes: dict[str, str], field: str, told: str
) -> None:
    form = upload(publisher, **changes).context["form"]
    assert told in form.errors[field][0]


def test_only_text_files_are_taken(publisher: Client) -> None:
    shown = upload(publisher, LATER, "report.exe")
    assert "File extension “exe” is not allowed" in words(shown)


def test_an_edition_is_withdrawn_and_can_be_imported_again(publisher: Client) -> None:
    report = imported(publisher)
    page = f"/admin/milestones/statusreport/{report.pk}/withdraw/"
    values = {"reason": "Sent out by mistake."}
    shown: Any = publisher.post(page, values | {"withdraw": "1"})
    said = words(shown)
    assert "TS-1.5" in said
    assert "not on record" in said
    assert not Withdrawal.objects.exists()
    previewed = shown.context["form"]["previewed"].value()
    answer: Any = publisher.post(page, values | {"previewed": previewed, "withdraw": "1"})
    assert answer.url == f"/admin/milestones/statusreport/{report.pk}/change/"
    assert status("TS-1.5") == "initiated"
    assert "Sent out by mistake." in words(publisher.get(answer.url))
    assert Withdrawal.objects.filter(withdrawn_by__username="publisher").count() == 1
    assert "It is already withdrawn." in words(publisher.get(page))
    again = decide(publisher, upload(publisher))
    assert apply(publisher, again).status_code == 302
    assert status("TS-1.5") == "completed"


def test_a_withdrawal_asks_why(publisher: Client) -> None:
    report = StatusReport.objects.get()
    page = f"/admin/milestones/statusreport/{report.pk}/withdraw/"
    assert "This field is required." in words(publisher.post(page, {"reason": " "}))
    assert not Withdrawal.objects.exists()


def test_the_sentences_of_a_later_edition_lead_to_their_milestones(publisher: Client) -> None:
    report = imported(publisher)
    page = Client().get(f"/en/reports/{report.pk}/").content.decode()
    line = page[page.index(f'id="L{line_of(REWORDED)}"') :]
    assert "/en/milestones/TS-2.4/" in line[:1500]


def test_an_editor_neither_imports_nor_withdraws(editor: Client) -> None:
    report = StatusReport.objects.get()
    assert editor.get(PAGE).status_code == 403
    assert editor.get(f"/admin/milestones/statusreport/{report.pk}/withdraw/").status_code == 403
    assert "Import an edition" not in words(editor.get("/admin/milestones/statusreport/"))


@pytest.mark.parametrize("name", ["decided_", "meaning_", "pair_"])
def test_a_line_whose_number_is_too_long_to_be_one_is_refused(publisher: Client, name: str) -> None:
    fields = sent(upload(publisher), "preview", **{name + "9" * 5000: "delayed"})
    answer = publisher.post(PAGE, urlencode(fields), content_type=FORM)
    assert "This page is incomplete: reload it and enter it again." in words(answer)
