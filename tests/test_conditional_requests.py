"""Under which conditions an answer is sent, confirmed or refused: tags decide, and no date does."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.utils.http import http_date

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.models import DataVersion
from milestones.opendata.exports.streaming import StartedStream
from spp_tracker import http_cache
from tests.http import etag, fetch
from tests.milestones.recording import LATER, record

pytestmark = pytest.mark.django_db


class TestTheDay:
    """Answers say of which second they are, but no date confirms one."""

    CHANGED = dt.datetime(2006, 9, 7, 12, 30, 15, 999_000, tzinfo=dt.UTC)
    LAST_MODIFIED = "Thu, 07 Sep 2006 12:30:15 GMT"

    @pytest.fixture(autouse=True)
    def long_ago(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Nothing was written, nor the tracker started, since then."""
        connection.check_constraints()
        DataVersion.objects.update(changed_at=self.CHANGED)
        monkeypatch.setattr(http_cache, "STARTED", dt.datetime(2006, 1, 1, tzinfo=dt.UTC))

    @pytest.mark.both_databases
    @pytest.mark.parametrize("address", ["/en/", "/milestones.csv", "/datapackage.json"])
    def test_an_answer_is_of_the_second_of_the_last_change(
        self, client: Client, address: str
    ) -> None:
        answer = fetch(client, address)
        assert answer["Last-Modified"] == self.LAST_MODIFIED
        confirmed = fetch(client, address, **{"If-None-Match": answer["ETag"]})
        assert (confirmed.status_code, confirmed["Last-Modified"]) == (304, self.LAST_MODIFIED)

    @pytest.mark.both_databases
    def test_two_changes_in_one_second_are_told_apart(self, client: Client) -> None:
        """The second can be seen later than that, since its transaction ends later."""
        kept = fetch(client, "/statuses.csv?q=TS-1.4")
        record(LATER, StatusLine(Pair.ALL, Status.DELAYED, "Behind"))
        connection.check_constraints()
        DataVersion.objects.update(changed_at=self.CHANGED)
        headers = {"If-Modified-Since": kept["Last-Modified"]}
        again = client.get("/statuses.csv?q=TS-1.4", headers=headers)
        assert (again.status_code, again["Last-Modified"]) == (200, kept["Last-Modified"])
        assert b"Behind" in again.getvalue()
        assert again["ETag"] != kept["ETag"]

    @pytest.mark.parametrize("name", ["If-Modified-Since", "If-Unmodified-Since"])
    @pytest.mark.parametrize("day", ["Sun, 01 Jan 2006 00:00:00 GMT", LAST_MODIFIED])
    @pytest.mark.parametrize("address", ["/en/", "/milestones.csv"])
    def test_whichever_the_date_all_of_the_answer_is_sent(
        self, client: Client, address: str, day: str, name: str
    ) -> None:
        answer = client.get(address).getvalue()
        again = client.get(address, headers={name: day})
        assert (again.status_code, again.getvalue()) == (200, answer)
        assert answer

    @pytest.mark.both_databases
    def test_a_start_of_the_tracker_makes_answers_younger(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(http_cache, "STARTED", dt.datetime(2007, 1, 1, tzinfo=dt.UTC))
        assert fetch(client, "/en/")["Last-Modified"] == "Mon, 01 Jan 2007 00:00:00 GMT"

    def test_a_second_that_is_not_over_is_not_named(self, client: Client) -> None:
        DataVersion.objects.update(changed_at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1))
        assert "Last-Modified" not in fetch(client, "/en/").headers

    def test_the_tag_alone_decides(self, client: Client) -> None:
        older = {"If-Modified-Since": "Sun, 01 Jan 2006 00:00:00 GMT"}
        current = {"If-Modified-Since": self.LAST_MODIFIED}
        tag = etag(client, "/en/")
        assert fetch(client, "/en/", **older, **{"If-None-Match": tag}).status_code == 304
        assert fetch(client, "/en/", **current, **{"If-None-Match": '"of old"'}).status_code == 200


@pytest.mark.parametrize("also", ["", "If-None-Match"])
@pytest.mark.parametrize("wanted", ['"another"', "W/{}", "{}"])
@pytest.mark.parametrize("address", ["/en/", "/milestones.csv"])
def test_an_answer_is_refused_to_whoever_wants_another(
    client: Client, address: str, wanted: str, also: str
) -> None:
    """A weak tag never matches where a match is wanted (RFC 9110, 13.1.1), which counts first."""
    tag = etag(client, address)
    headers = {"If-Match": wanted.format(tag.removeprefix("W/"))} | ({also: tag} if also else {})
    assert client.get(address, headers=headers).status_code == 412


@pytest.mark.parametrize("address", ["/en/", "/milestones.csv"])
def test_an_answer_is_sent_to_whoever_wants_any(client: Client, address: str) -> None:
    answer = fetch(client, address, **{"If-Match": "*"})
    assert answer.status_code == 200
    kept = {"If-Match": "*", "If-None-Match": answer["ETag"]}
    assert client.get(address, headers=kept).status_code == 304


@pytest.mark.both_databases
def test_a_file_that_is_not_sent_leaves_nothing_open(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[StartedStream] = []

    def close(begun: StartedStream) -> None:
        closed.append(begun)

    monkeypatch.setattr(StartedStream, "close", close)
    assert client.get("/milestones.csv", headers={"If-None-Match": "*"}).status_code == 304
    assert len(closed) == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/milestones.csv?area=nowhere", 400),
        ("/en/milestones/?area=nowhere", 400),
        ("/en/milestones/TS-1.99/", 404),
        ("/milestones.pdf", 404),
    ],
)
def test_what_is_not_there_is_never_confirmed(client: Client, address: str, status: int) -> None:
    in_a_year = http_date(dt.datetime(2100, 1, 1, tzinfo=dt.UTC).timestamp())
    for name, value in (("If-None-Match", "*"), ("If-Modified-Since", in_a_year)):
        answer = client.get(address, headers={name: value})
        assert answer.status_code == status
        assert not {"ETag", "Last-Modified"} & set(answer.headers)
    assert client.get("/milestones.csv", headers={"If-None-Match": "*"}).status_code == 304
