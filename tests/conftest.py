"""Every test starts from the real data: the fixtures, seeded once, and rolled back after each."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import translation
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from pytest_django import DjangoDbBlocker
from xdist import is_xdist_controller, is_xdist_worker
from xdist.remote import Producer

from milestones.models import Version
from milestones.models.data_version import DataVersionManager
from milestones.pages import pdf
from milestones.queries import cache as query_cache
from spp_tracker.request_log import request_id
from tests import growth, seeding
from tests.crawling import EVERY_KIND, WHOLE, Site, crawled
from tests.database_copy import copied, served
from tests.factories import person
from tests.scheduling import (
    ONLY_AT_LENGTH,
    Files,
    import_own_share,
    longest_first,
)

REPORT_DAY = dt.date(2006, 6, 15)
PLAN_DAY = dt.date(2005, 6, 27)

EVERYTHING = {
    "milestones": "Verification Seal_previous Seal KeptEntry TemporaryPassword ProposalDecision"
    " Proposal EditionDecision SearchText AttentionCount CurrentCount CountChange Standing"
    " UpdateWithdrawal Withdrawal PairStatus StatusUpdate Deadline Milestone StatusReport"
    " HistoricalDeadline HistoricalMilestone",
    "priorities": "Initiative PriorityArea Goal Plan HistoricalInitiative HistoricalPriorityArea"
    " HistoricalGoal",
}
"""Whatever the tracker keeps, in the order in which it can be deleted."""

GARBAGE = (50_000, 20, 100)
"""How many objects are made before Python looks for those that refer to each other in a circle."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--exhaustive",
        action="store_true",
        help="run the tests marked exhaustive too, and walk the whole site",
    )


EXAMPLES, EXAMPLES_AT_LENGTH = 20, 400
"""How many cases Hypothesis tries of whatever it tries."""


def pytest_configure(config: pytest.Config) -> None:
    examples = EXAMPLES_AT_LENGTH if config.getoption("exhaustive") else EXAMPLES
    # How long it takes to think of a case, or to try it, says only how busy the machine is.
    hypothesis.register_profile(
        "tests",
        max_examples=examples,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    hypothesis.load_profile("tests")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Before the workers are there."""
    if is_xdist_controller(session):
        seeding.begin(session.config._tmp_path_factory)  # type: ignore[attr-defined]


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """What is collected stays: meanwhile Python need not look through it for garbage."""
    gc.disable()
    if is_xdist_worker(session):
        import_own_share(session.config)
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    if collection_path.name in ONLY_AT_LENGTH and not config.getoption("exhaustive"):
        return True
    return None


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Iterator[None]:
    """Leave out what is exhaustive, unless it is asked for.

    Mark whatever may look at the database: any other test that tried to would be refused.
    Then, when all else has put the tests in order, the longest files come first.
    """
    if not config.getoption("exhaustive"):
        long = [item for item in items if item.get_closest_marker("exhaustive")]
        items[:] = [item for item in items if not item.get_closest_marker("exhaustive")]
        config.hook.pytest_deselected(items=long)
    for item in items:
        if item.get_closest_marker("django_db") or asks_for_the_database(item):
            item.add_marker("database")
    yield
    # pytest-django puts what needs no database last, which in a browser takes longest.
    items.sort(key=longest_first)


def asks_for_the_database(item: pytest.Item) -> bool:
    """Whether one of a test's fixtures gives it the database."""
    fixtures = getattr(item, "fixturenames", ())
    return not {"db", "transactional_db", "django_db_setup"}.isdisjoint(fixtures)


def pytest_collection_finish() -> None:
    """What is there before the first test stays: it is not looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Files | None:
    """With --dist=loadfile, files that share what is costly go to one worker."""
    return Files(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def seeded_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the database that was seeded for all workers."""
    return seeding.seeded_database(tmp_path_factory)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, seeded_database: Path) -> None:
    """Before the test database is made."""
    seeding.copy_on_server()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, seeded_database: Path
) -> None:
    """Once it is made."""
    with django_db_blocker.unblock():
        seeding.copy_from_file(seeded_database)


@pytest.fixture(scope="module")
def copied_database(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """Threads that are started meanwhile see a copy of the test database, and may write to it."""
    with django_db_blocker.unblock(), copied(tmp_path_factory.mktemp("copied")):
        yield


@pytest.fixture(scope="module")
def live_site(copied_database: None) -> Iterator[str]:
    """The address of a tracker that answers from a copy of the test database."""
    with served() as address:
        yield address


@pytest.fixture
def site(db: None, exhaustive: bool) -> Site:
    """The tracker as a crawl found it: the whole, or every kind of page."""
    return crawled(WHOLE if exhaustive else EVERY_KIND)


@pytest.fixture(scope="session", autouse=True)
def own_turns(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Tests that run beside these make PDFs whenever they want to, and leave the processor little
    time for it."""
    pdf.LOCK = tmp_path_factory.mktemp("pdf") / "lock"
    pdf.LOCK.touch()
    pdf.SECONDS = 400


@pytest.fixture(scope="session")
def exhaustive(request: pytest.FixtureRequest) -> bool:
    """Whether to prove at length what is otherwise proved in short."""
    return bool(request.config.getoption("exhaustive"))


@pytest.fixture(autouse=True)
def nothing_cached() -> None:
    """A test that is rolled back takes its data version with it, and the next may reach it anew."""
    query_cache.clear()


@pytest.fixture(autouse=True)
def no_request() -> None:
    """A thread keeps the id of the request that it answered last: here, in a test before."""
    request_id.set(None)


@pytest.fixture(autouse=True)
def counted_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL counts a data version when a transaction ends, which that of a test never does:
    here it does so whenever the version is asked for."""
    if connection.vendor != "postgresql":
        return
    current = DataVersionManager.current

    def counted(manager: DataVersionManager) -> Version:
        if connection.in_atomic_block:
            # Past Django, whose log of queries has only what a page asks.
            with connection.connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        return current(manager)

    monkeypatch.setattr(DataVersionManager, "current", counted)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A page in another language leaves it switched on for whatever this thread does next."""
    with translation.override("en"):
        yield


@pytest.fixture
def empty_database(db: None) -> None:
    """Nothing loaded yet. History cannot be deleted, so its guards are down for this test."""
    migrations = (
        "0003_withdrawals_and_history",
        "0018_verification",
        "0019_decisions_about_editions",
        "0021_proposals",
    )
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=cursor.execute)
        for name in migrations:
            import_module(f"milestones.migrations.{name}").take_down(apps, editor)
        for app, models in EVERYTHING.items():
            for model in models.split():
                # Django would look for what each row leads to.
                table = apps.get_model(app, model)._meta.db_table
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - no value from outside


@pytest.fixture
def ada(db: None, client: Client) -> User:
    """An administrator, who is logged in."""
    user = person("ada", "Administrators")
    client.force_login(user)
    return user


@pytest.fixture
def add_milestones(db: None) -> Callable[[int], object]:
    """Adds planned milestones to the first initiative."""
    return growth.add
