"""Pieces of pages are kept for as long as all that they show is the same, and no longer."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from types import SimpleNamespace
from typing import Any
from unittest.mock import Mock

import pytest
from cachetools import LRUCache
from django.http import QueryDict
from django.test import Client, RequestFactory
from django.utils import translation
from markupsafe import Markup

from milestones.actions import StatusLine
from milestones.choices import Status
from milestones.models import Milestone, PairStatus
from milestones.pages import briefing, pieces, promise_calendar
from milestones.pages.links import PageLinks
from milestones.queries import MilestoneQuery
from milestones.queries.changes import BOTH_DAYS
from priorities.models import PriorityArea
from tests.conftest import REPORT_DAY
from tests.milestones.factories import edit_deadlines, milestone
from tests.milestones.recording import COMPLETED, DELAYED, FALL, INITIATED, record

pytestmark = pytest.mark.django_db

PAGES = ("/", "/deadlines/", "/briefing/", "/priorities/traveller-security/")
QUERIES = ("?pair=US-CN", "?late=1")
ADDRESSES = [*(f"/en{page}" for page in PAGES), *(f"/en/{query}" for query in QUERIES), "/fr/"]
ADDRESSES_AT_LENGTH = [
    f"/{language}{page}{query}"
    for language in ("en", "fr")
    for page in PAGES
    for query in ("", *QUERIES)
]
"""In short, what pieces share between languages and queries is left to
``test_what_two_requests_share_depends_on_all_that_their_links_keep``."""


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    pieces.clear()


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def links(params: str = "") -> PageLinks:
    return PageLinks(RequestFactory().get("/en/"), MilestoneQuery(QueryDict(params)))


def change_a_status() -> None:
    record(REPORT_DAY, COMPLETED, code="TS-1.3", reason="A letter says so")


def change_a_revised_date() -> None:
    line = StatusLine(DELAYED.pair, Status.DELAYED, "Delayed to Fall 2006", FALL)
    record(REPORT_DAY, line, code="TS-1.4", reason="A letter says so")


def change_only_the_words() -> None:
    line = StatusLine(INITIATED.pair, Status.INITIATED, "Begun, as was said")
    record(REPORT_DAY, line, code="TS-1.4", reason="A letter says so")


def report_on_a_later_day() -> None:
    record(dt.date(2007, 1, 31), DELAYED, code="CS-1.1", source="A letter")


def change_the_words_of_the_plan() -> None:
    Milestone.objects.filter(code="TS-1.4").update(text="Do something else.")


def change_a_deadline() -> None:
    edit_deadlines("TS-1.4", date=dt.date(2009, 12, 31))


def change_the_name_of_an_area() -> None:
    area = PriorityArea.objects.filter(code="TS")
    area.update(name="Security of Travellers", name_fr="Les voyageurs")


@pytest.mark.parametrize(
    "change",
    [
        change_a_status,
        change_a_revised_date,
        change_only_the_words,
        report_on_a_later_day,
        change_the_words_of_the_plan,
        change_a_deadline,
        change_the_name_of_an_area,
    ],
)
def test_a_page_is_the_same_whether_or_not_anything_was_kept(
    client: Client, change: Callable[[], None], exhaustive: bool
) -> None:
    addresses = ADDRESSES_AT_LENGTH if exhaustive else ADDRESSES
    for address in addresses:
        page(client, address)
    change()
    with_pieces = {address: page(client, address) for address in addresses}
    for address, shown in with_pieces.items():
        pieces.clear()
        assert page(client, address) == shown, address


def test_a_status_changes_one_row_of_the_calendar(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write = promise_calendar._written_row

    def counted(links: Any, calendar: Any, row: Any, bands: Any) -> tuple[Markup, ...]:
        written.append(row.area.code)
        return write(links, calendar, row, bands)

    monkeypatch.setattr(promise_calendar, "_written_row", counted)
    page(client, "/en/")
    assert len(written) == 10
    change_a_status()
    page(client, "/en/")
    assert written[10:] == ["TS"]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Each row of a briefing that was written: the name of its macro, and the milestone's code."""
    rows: list[tuple[str, str]] = []

    def written_by(macro: Any, links: Any, key: Any, *args: Any) -> Markup:
        writing = Mock(side_effect=macro)
        writing.name = macro.name
        markup = pieces.written_by(writing, links, key, *args)
        if writing.called:
            about = args[1] if macro.name == "row_of_change" else args[0]
            rows.append((macro.name, about.code))
        return markup

    monkeypatch.setattr(briefing, "written_by", written_by)
    return rows


def test_a_status_changes_one_row_in_short(client: Client, written: list[tuple[str, str]]) -> None:
    page(client, "/en/briefing/")
    in_short = [code for macro, code in written if macro == "row_in_short"]
    assert len(in_short) == 28 + briefing.MAX_DUE_NEXT
    assert in_short[0] == "LE-1.8"
    written.clear()
    (line,) = PairStatus.objects.filter(update__milestone__code="LE-1.8")
    in_other_words = replace(line.line, as_reported="In other words", source_line=None)
    record(REPORT_DAY, in_other_words, code="LE-1.8", reason="A letter says so")
    page(client, "/en/briefing/")
    assert written == [("row_in_short", "LE-1.8"), ("area_in_full", "LE")]


def test_a_change_is_written_once_for_each_pair_of_days(
    client: Client, written: list[tuple[str, str]]
) -> None:
    def changed() -> list[str]:
        written.clear()
        page(client, "/en/briefing/")
        return [code for macro, code in written if macro == "row_of_change"]

    report_on_a_later_day()
    assert changed() == ["CS-1.1"]
    record(dt.date(2007, 1, 31), COMPLETED, code="TS-1.1", source="A letter")
    assert changed() == ["TS-1.1"]
    record(dt.date(2007, 2, 28), COMPLETED, code="TS-1.5", source="A letter")
    assert changed() == ["TS-1.1", "TS-1.5", "CS-1.1"]


def test_the_row_of_a_change_depends_on_the_milestone_and_on_both_days() -> None:
    row = Mock(return_value="")
    compared = dict.fromkeys([*BOTH_DAYS, "last_due"])
    first, state = dt.date(2006, 9, 7), object()
    for values, day in (
        ({"_state": state}, first),
        ({"_state": state}, first),
        ({"_state": state}, REPORT_DAY),
        ({"_state": object()}, first),
        ({"_state": state, "from_update_id": 1}, first),
        ({"_state": state, "to_update_id": 1}, first),
    ):
        changes: Any = SimpleNamespace(query=SimpleNamespace(first_day=day))
        changed: Any = SimpleNamespace(**compared | values)
        briefing.change_row(row, links(), changes, changed)
    assert row.call_count == 5
    report_on_a_later_day()
    briefing.change_row(row, links(), changes, changed)
    assert row.call_count == 6


def test_a_status_changes_one_column_of_the_timeline(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    write = pieces.written_by

    def counted(macro: Any, links: PageLinks, key: Any, *args: Any) -> Markup:
        noted = Mock(side_effect=macro)
        noted.name = macro.name
        piece = write(noted, links, key, *args)
        written.extend([macro.name] * noted.call_count)
        return piece

    monkeypatch.setattr("milestones.pages.counts.written_by", counted)
    page(client, "/en/deadlines/")
    assert written.count("column_of") == written.count("one_deadline") == 12
    written.clear()
    change_a_status()
    page(client, "/en/deadlines/")
    assert written == ["column_of", "one_deadline"]


def test_what_two_requests_share_depends_on_all_that_their_links_keep() -> None:
    with translation.override("en"):
        keys = [links(params).key for params in ("", "pair=US-CN", "late=1", "as_of=2006-06-15")]
    with translation.override("fr"):
        keys.append(links().key)
    assert len(set(keys)) == 5


FIRST, SECOND = (Markup("first"),), (Markup("second"),)


def test_a_piece_is_made_once_and_again_for_another_key() -> None:
    made = Mock(side_effect=[FIRST, SECOND])
    assert [pieces.kept_pieces(links(), key, made) for key in "aaba"] == [
        *(FIRST, FIRST, SECOND, FIRST)
    ]
    assert made.call_count == 2


def test_pieces_of_another_day_are_not_kept() -> None:
    made = Mock(side_effect=[FIRST, SECOND])
    on_a_past_day = links("as_of=2006-01-31")
    assert [pieces.kept_pieces(on_a_past_day, "a", made) for _ in range(2)] == [FIRST, SECOND]


def test_what_is_kept_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: LRUCache[Any, pieces.Pieces] = LRUCache(10, getsizeof=pieces._kept.getsizeof)
    monkeypatch.setattr(pieces, "_kept", kept)
    for key in range(5):
        pieces.kept_pieces(links(), key, partial(tuple, [Markup("1234")]))
    assert kept.currsize == 8
    large = (Markup("12345678901"),)
    assert pieces.kept_pieces(links(), "large", partial(tuple, large)) == large
    assert kept.currsize == 8


def test_a_milestone_has_another_key_if_anything_of_it_differs() -> None:
    def key(day: dt.date = REPORT_DAY) -> object:
        query = MilestoneQuery(QueryDict("code=TS-1.4"))
        (listed,) = query.listed(query.in_order())
        listed._state = shared
        return pieces.milestone_key(listed, day)

    shared = milestone()._state
    before = key()
    assert key() == before
    assert key(dt.date(2006, 6, 16)) != before
    change_only_the_words()
    assert key() != before
