"""Public pages are read from the replica while it is near the primary, else from the primary."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.models import DataVersion, Standing
from milestones.opendata.exports import streaming
from spp_tracker import env as environment
from spp_tracker import health, metrics, replica
from spp_tracker.replica import REPLICA, PublicVersionRead, Replica, by_login
from spp_tracker.response_cache.cache import ResponseCache
from spp_tracker.response_cache.version_reader import DatabaseRead, DatabaseUnavailable
from tests.database_copy import at_once, copied
from tests.factories import person
from tests.milestones.recording import LATER, record
from tests.wsgi import ask

FILE = "/statuses.csv?code=TS-1.4"
PAGE = "/en/milestones/TS-1.4/"


class Clock:
    """The monotonic clock, which is put forward by hand."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


class Servers:
    """The positions of a primary and its replica, in bytes; None if it does not answer."""

    primary: int | None = 500
    replica: int | None = 500
    asked = 0

    def make(self) -> Replica:
        def primary() -> int | None:
            self.asked += 1
            return self.primary

        return Replica(primary, lambda: self.replica, max_lag=10, max_away=300)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(replica, "time", clock)
    return clock


@pytest.fixture
def servers() -> Servers:
    return Servers()


def readable_after(found: Replica, clock: Clock, seconds: float) -> bool:
    """Whether it can be read after so many seconds in which it was measured every second."""
    for _ in range(int(seconds)):
        clock.now += 1
        is_readable = found.is_readable()
    return is_readable


def test_a_primary_to_which_nothing_is_written_is_no_lag(clock: Clock, servers: Servers) -> None:
    found = servers.make()
    assert readable_after(found, clock, 1000)
    assert found.lag == 0


def test_it_is_not_read_before_it_was_seen_to_have_everything(
    clock: Clock, servers: Servers
) -> None:
    servers.replica = 499
    found = servers.make()
    assert not found.is_readable()
    servers.replica = 500
    assert readable_after(found, clock, 1)


def test_a_process_that_starts_while_the_primary_is_away_does_not_trust_the_replica(
    clock: Clock, servers: Servers
) -> None:
    servers.primary = None
    assert not readable_after(servers.make(), clock, 5)


def test_it_is_read_while_it_is_behind_by_less_than_allowed(clock: Clock, servers: Servers) -> None:
    """It has replayed what the primary had six seconds ago, all the time."""
    found = servers.make()
    for second in range(60):
        servers.primary, servers.replica = 500 + 10 * second, 440 + 10 * second
        is_readable = readable_after(found, clock, 1)
    assert (is_readable, found.lag) == (True, 6)


def test_it_is_not_read_once_it_is_further_behind(clock: Clock, servers: Servers) -> None:
    found = servers.make()
    assert found.is_readable()
    servers.primary = 501
    assert readable_after(found, clock, 10)
    assert not readable_after(found, clock, 1)
    servers.replica = 501
    assert readable_after(found, clock, 1)
    assert found.lag == 0


def test_while_the_primary_is_away_it_is_read_for_as_long_as_kept_responses_are(
    clock: Clock, servers: Servers
) -> None:
    found = servers.make()
    assert found.is_readable()
    servers.primary = None
    assert readable_after(found, clock, 300)
    assert not readable_after(found, clock, 1)


def test_one_failed_page_does_not_end_its_reading_while_there_is_no_primary(
    clock: Clock, servers: Servers
) -> None:
    found = servers.make()
    assert found.is_readable()
    servers.primary = None
    assert readable_after(found, clock, 1)
    found.failed(OperationalError("canceling statement due to conflict with recovery"))
    assert found.is_readable()


def test_it_is_read_if_the_primary_fails_before_that_was_measured(
    clock: Clock, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> str:
        raise DatabaseUnavailable

    found = servers.make()
    found.is_readable()
    servers.primary, found._check_at = 501, clock.now + 20
    clock.now += 15
    assert not found.is_readable()
    read = PublicVersionRead(found)
    monkeypatch.setattr(read, "_from_primary", refuse)
    monkeypatch.setattr(read, "_from_replica", lambda: "1 replica")
    assert read() == "1 replica"


@pytest.mark.parametrize("position", [None, 400])
def test_a_replica_that_is_away_or_was_promoted_is_not_read(
    position: int | None, clock: Clock, servers: Servers
) -> None:
    found = servers.make()
    assert found.is_readable()
    servers.primary, servers.replica = 600, position
    assert not readable_after(found, clock, 11)


def test_it_is_measured_once_a_second_however_often_it_is_read(
    clock: Clock, servers: Servers
) -> None:
    found = servers.make()
    for _ in range(1000):
        clock.now += 0.01
        found.is_readable()
    assert servers.asked == 10


def test_a_change_is_logged_once(
    clock: Clock, servers: Servers, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    found = servers.make()
    assert found.is_readable()
    servers.replica = None
    readable_after(found, clock, 100)
    servers.replica = 500
    readable_after(found, clock, 100)
    servers.primary = 501
    readable_after(found, clock, 100)
    assert [line.getMessage() for line in caplog.records] == [
        "The replica does not answer: public pages are read from the primary.",
        "Public pages are read from the replica again.",
        "The replica is too far behind: public pages are read from the primary.",
    ]


class NearReplica(Replica):
    """A replica that counts as near, though nothing written since reaches it."""

    def __init__(self) -> None:
        super().__init__(lambda: 1, lambda: 1, max_lag=10, max_away=10)


@pytest.fixture(scope="module")
def two_databases(
    copied_database: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """A primary, and a replica that stays as it is."""
    with django_db_blocker.unblock(), copied(tmp_path_factory.mktemp("replica"), REPLICA):
        yield
        connections[REPLICA].close()


@pytest.fixture
def near(two_databases: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Replica:
    settings.DATABASE_ROUTERS = ["spp_tracker.replica.ReplicaRouter"]
    found = NearReplica()
    for module in (replica, metrics, health):
        monkeypatch.setattr(module, "configured_replica", lambda: found)
    return found


def write(words: str) -> None:
    record(LATER, StatusLine(Pair.ALL, Status.DELAYED, words), reason="It goes on")


def in_a_thread(task: Callable[[], None]) -> None:
    """It sees the copies."""
    at_once(task)


def logged_in() -> Client:
    client = Client()
    client.force_login(User.objects.filter(username="ada").first() or person("ada", "Editors"))
    return client


@pytest.mark.django_db(databases=["default", REPLICA])
@pytest.mark.both_databases
class TestWhoReadsWhat:
    def test_the_public_reads_the_replica_and_whoever_is_logged_in_the_primary(
        self, near: Replica
    ) -> None:
        def see() -> None:
            write("On the primary alone")
            for address in (FILE, PAGE):
                words = b"On the primary alone"
                assert words not in Client().get(address).getvalue()
                assert words in logged_in().get(address).getvalue()

        in_a_thread(see)
        assert near.fallback_count == 0

    def test_a_file_that_is_streamed_comes_from_one_database(
        self, near: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Its rows are read after the view has returned."""
        monkeypatch.setattr(streaming, "MAX_LINES_AT_ONCE", 1)

        def see() -> None:
            write("On the primary alone, too")
            for suffix in ("csv", "json"):
                answer: Any = Client().get(f"/statuses.{suffix}")
                assert answer.streaming
                assert b"On the primary alone, too" not in answer.getvalue()

        in_a_thread(see)

    def test_the_public_reads_the_primary_if_the_replica_is_too_far_behind(
        self, near: Replica
    ) -> None:
        near._max_lag = -1

        def see() -> None:
            write("Far behind")
            assert b"Far behind" in Client().get(FILE).getvalue()

        in_a_thread(see)
        assert near.fallback_count == 1

    def test_a_page_on_which_the_replica_fails_is_read_from_the_primary(
        self, near: Replica, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_args: object) -> None:
            raise OperationalError("canceling statement due to conflict with recovery")

        def see() -> None:
            write("It failed")
            monkeypatch.setattr(connections[REPLICA], "cursor", fail)
            for address in (FILE, PAGE):
                answer = Client().get(address)
                assert (answer.status_code, b"It failed" in answer.getvalue()) == (200, True)
            assert near.fallback_count == 2, "The replica is asked again in a second."

        in_a_thread(see)

    def test_what_is_kept_of_one_database_is_not_sent_for_the_other(self, near: Replica) -> None:
        keep = partial(
            ResponseCache, get_wsgi_application(), max_bytes=10_000_000, max_stale_seconds=300
        )
        reads = PublicVersionRead(near), DatabaseRead()
        site = by_login(public=keep(reads[0]), logged_in=keep(reads[1]))

        def see() -> None:
            cookie = {"HTTP_COOKIE": logged_in().cookies.output(header="").strip()}
            write("Kept")
            public, own = ask(site, FILE), ask(site, FILE, **cookie)
            assert [b"Kept" in answer.body for answer in (public, own)] == [False, True]
            assert [ask(site, FILE), ask(site, FILE, **cookie)] == [public, own]
            tag = public.headers["etag"]
            assert ask(site, FILE, HTTP_IF_NONE_MATCH=tag).status == 304
            assert ask(site, FILE, HTTP_IF_NONE_MATCH=tag, **cookie).status == 200
            # A replica that lags has the version of before under which a page of now may be made.
            version = DataVersion.objects.using(REPLICA).values("number", "changed_at").get()
            DataVersion.objects.update(**version)
            near.failed(OperationalError())
            assert ask(site, FILE).body == own.body
            for read in (reads[0]._from_primary, reads[0]._from_replica, reads[1]):
                read.close()

        in_a_thread(see)

    def test_instances_do_not_remember_where_they_were_read(self, near: Replica) -> None:
        def see() -> None:
            with replica.reading_replica():
                standing = Standing.objects.first()
                assert standing
                assert standing._state.db == REPLICA
            assert standing.milestone._state.db == "default"

        in_a_thread(see)


@pytest.mark.django_db
def test_monitors_are_told(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.METRICS_TOKEN = "a token that only the monitor has"
    found = NearReplica()
    found.fallback_count = 3
    for module in (metrics, health):
        monkeypatch.setattr(module, "configured_replica", lambda: found)
    assert "\nreplica: 0 s behind at most\n" in client.get("/readyz").content.decode()
    bearer = {"Authorization": f"Bearer {settings.METRICS_TOKEN}"}
    told = client.get("/metrics", headers=bearer).content.decode()
    assert 'spp_tracker_replica_readable{process="' in told
    assert 'spp_tracker_replica_lag_seconds{process="' in told
    assert "# TYPE spp_tracker_replica_fallbacks_total counter" in told
    assert [line[-6:] for line in told.splitlines() if "fallbacks_total{" in line] == ['"} 3.0']
    found.failed(OperationalError())
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert "replica: away or too far behind: public pages are" in answer.content.decode()


def test_without_the_setting_there_is_no_replica() -> None:
    assert replica.configured_replica() is None
    assert environment.replica("REPLICA_URL", primary="DATABASE_URL") == {}


def test_a_replica_is_given_up_sooner_than_a_primary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://app@one.example.org/spp")
    monkeypatch.setenv("REPLICA_URL", "postgres://reader@two.example.org/spp")
    (alias, found) = environment.replica("REPLICA_URL", primary="DATABASE_URL").popitem()
    assert (alias, found["HOST"], found["OPTIONS"]["connect_timeout"]) == (
        "replica",
        "two.example.org",
        2,
    )


@pytest.mark.parametrize(
    ("primary", "url"),
    [("sqlite:////tmp/x", "postgres://r@h/spp"), ("postgres://a@h/spp", "sqlite:////tmp/x")],
)
def test_only_postgresql_has_a_replica(
    primary: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", primary)
    monkeypatch.setenv("REPLICA_URL", url)
    with pytest.raises(ImproperlyConfigured, match="replica of PostgreSQL"):
        environment.replica("REPLICA_URL", primary="DATABASE_URL")
