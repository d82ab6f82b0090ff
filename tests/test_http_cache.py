"""Answers that are kept: they are confirmed while they hold, and never a moment longer."""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.actions import withdraw_edition, withdraw_update
from milestones.models import Deadline, StatusReport
from priorities.models import Goal, Initiative
from spp_tracker import http_cache
from tests.conftest import REPORT_DAY
from tests.http import etag, fetch
from tests.milestones.factories import edition, milestone
from tests.milestones.recording import DELAYED, LATER, record

pytestmark = pytest.mark.django_db

PAGES = [
    "/en/",
    "/fr/milestones/?status=delayed&sort=-status",
    "/en/milestones/TS-1.1/",
    "/es/reports/plan/",
    "/en/data/",
    "/en/about/?as_of=2005-12-31",
]
DATA = [
    "/milestones.csv",
    "/statuses.json?pair=US-MX",
    "/deadlines.xlsx",
    "/changes.json?limit=10",
    "/history.csv",
    "/datapackage.json",
    "/openapi.json",
    "/deadlines.ics",
    "/changes.atom",
]


@pytest.mark.both_databases
@pytest.mark.parametrize("address", [*PAGES, *DATA])
def test_an_answer_that_still_holds_is_confirmed_in_one_question(
    client: Client, address: str
) -> None:
    tag = etag(client, address)
    with CaptureQueriesContext(connection) as asked:
        again = client.get(address, headers={"If-None-Match": f'"another", {tag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (tag, "public, no-cache")
    assert again["Vary"] == "Accept-Encoding"
    assert not {"Content-Type", "Content-Length"} & set(again.headers)
    assert len(asked.captured_queries) == 1


def raw(statement: str) -> Callable[[], object]:
    def execute() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return execute


def rename_who_recorded(**name: str) -> Callable[[], object]:
    return lambda: User.objects.filter(username="editor").update(**name)


WRITES: dict[str, Callable[[], object]] = {
    "recording": lambda: record(LATER, DELAYED),
    "correcting": lambda: record(REPORT_DAY, DELAYED, reason="Misread"),
    "withdrawing one": lambda: withdraw_update(milestone().updates.get(), reason="Misread"),
    "withdrawing": lambda: withdraw_edition(StatusReport.objects.get(), reason="A draft"),
    "adding an edition": edition,
    "editing reference data": lambda: Initiative.objects.get(code="TS-1").save(),
    "editing many at once": lambda: Goal.objects.update(name="A GOAL"),
    "deleting": lambda: Deadline.objects.get(milestone__code="TS-1.4").delete(),
    "plain SQL": raw("UPDATE milestones_deadline SET recurring = true WHERE id = 1"),
    "plain SQL that deletes": raw("DELETE FROM milestones_deadline WHERE id = 2"),
    "a new first name": rename_who_recorded(first_name="Ana"),
    "a new last name": rename_who_recorded(last_name="García"),
}


@pytest.mark.both_databases
@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_every_write_that_an_answer_could_show_makes_answers_new(
    client: Client, write: Callable[[], object]
) -> None:
    User.objects.create_user("editor")
    page, data = etag(client, "/en/milestones/TS-1.4/"), etag(client)
    write()
    assert etag(client, "/en/milestones/TS-1.4/") != page
    assert etag(client) != data


@pytest.mark.both_databases
def test_what_no_answer_shows_leaves_them_as_they_are(client: Client) -> None:
    before = etag(client)
    client.force_login(User.objects.create_superuser("editor"))
    client.get("/admin/")
    User.objects.update(last_login=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), email="e@localhost")
    assert etag(client) == before


def test_another_address_is_another_answer(client: Client) -> None:
    addresses = [
        "/milestones.json",
        "/milestones.csv",
        "/milestones.xlsx",
        "/milestones.json?pair=US-MX",
        "/milestones.json?as_of=2005-12-31",
        "/milestones.json?limit=10",
        "/milestones.json?limit=10&offset=10",
        "/en/milestones/",
        "/fr/milestones/",
        "/es/milestones/",
    ]
    assert len({etag(client, address) for address in addresses}) == len(addresses)
    elsewhere = client.get("/milestones.json", headers={"Host": "localhost"})
    assert elsewhere["ETag"] != etag(client)


def test_another_release_answers_anew(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    before = etag(client, "/en/")
    monkeypatch.setattr(http_cache, "release", lambda: "the next")
    assert etag(client, "/en/") != before


@pytest.mark.parametrize("address", [*PAGES, *DATA])
def test_the_headers_alone_are_those_of_the_answer(client: Client, address: str) -> None:
    answer, headers = fetch(client, address), client.head(address)
    assert headers.status_code == 200
    assert b"".join(headers) == b""
    alike = {"Content-Length", "Date"}
    assert {name: value for name, value in headers.items() if name not in alike} == {
        name: value for name, value in answer.items() if name not in alike
    }
    tag = {"If-None-Match": answer["ETag"]}
    assert client.head(address, headers=tag).status_code == 304


@pytest.mark.both_databases
@pytest.mark.parametrize("address", ["/milestones.csv", "/deadlines.json"])
def test_for_the_headers_alone_no_row_is_read(client: Client, address: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.head(address)
    questions = [query["sql"] for query in asked.captured_queries]
    assert len(questions) == 2  # the data version, and the newest day on record
    assert "milestones_milestone" not in " ".join(questions)


@pytest.mark.both_databases
def test_for_the_headers_of_a_spreadsheet_its_rows_are_counted(client: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        client.head("/statuses.xlsx")
    assert len(asked.captured_queries) == 3
    assert asked.captured_queries[-1]["sql"].startswith("SELECT COUNT(*)")


@pytest.mark.parametrize("address", ["/milestones.csv", "/milestones.json", "/en/milestones/"])
def test_a_compressed_answer_is_the_same_answer(client: Client, address: str) -> None:
    plain = client.get(address)
    small = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.getvalue()) == plain.getvalue()
    assert small["ETag"] == plain["ETag"]
    assert plain["ETag"].startswith('W/"')
    kept = {"Accept-Encoding": "gzip", "If-None-Match": small["ETag"]}
    assert client.get(address, headers=kept).status_code == 304


@pytest.mark.parametrize("address", [*PAGES, *DATA])
def test_an_answer_is_the_same_whoever_asks(
    client: Client, admin_client: Client, address: str
) -> None:
    for browser in (client, admin_client):
        answer = browser.get(address, headers={"Accept-Language": "fr", "Accept-Encoding": "gzip"})
        assert answer["Vary"] == "Accept-Encoding"
        assert not answer.cookies
        assert answer["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/login/", "/admin/milestones/milestone/", "/healthz", "/readyz"]
)
def test_the_admin_and_the_checks_of_health_are_never_kept(
    admin_client: Client, address: str
) -> None:
    answer = admin_client.get(address)
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer.headers
