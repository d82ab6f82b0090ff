"""One status for all parties becomes one for each pair, and the other way round."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from tests.milestones.admin.entry_forms import opened, problems, record, said
from tests.milestones.recording import statuses

pytestmark = pytest.mark.django_db


def test_changing_one_pair_keeps_the_other_as_it_stood(editor: Client) -> None:
    assert said("TS-1.2") == [("ALL", "on_track", "On track", "")]
    record(editor, "TS-1.2", as_of="2006-09-30", whom="apart", status_US_CN="completed")
    assert said("TS-1.2") == [
        ("US-CN", "completed", "Completed", ""),
        ("US-MX", "on_track", "On track", ""),
    ]
    assert statuses(dt.date(2006, 9, 29), "TS-1.2") == ("on_track", "on_track", "on_track")
    assert statuses(dt.date(2006, 9, 30), "TS-1.2") == ("on_track", "completed", "on_track")


def test_the_words_for_all_parties_go_along_with_each_pair(editor: Client) -> None:
    record(editor, "TS-1.2", as_of="2006-08-31", as_reported_ALL="On track (pilot)")
    record(editor, "TS-1.2", as_of="2006-09-30", whom="apart", revised_US_CN="2008")
    assert said("TS-1.2") == [
        ("US-CN", "on_track", "On track (pilot)", "2008"),
        ("US-MX", "on_track", "On track (pilot)", ""),
    ]


def test_going_back_to_all_parties_merges(editor: Client) -> None:
    record(editor, "TS-1.2", as_of="2006-09-30", whom="apart", status_US_CN="completed")
    record(editor, "TS-1.2", as_of="2006-10-31", whom="together", status_ALL="completed")
    assert said("TS-1.2") == [("ALL", "completed", "Completed", "")]
    assert statuses(dt.date(2006, 10, 31), "TS-1.2") == ("completed", "completed", "completed")


def test_no_status_is_guessed_where_the_pairs_differ(editor: Client) -> None:
    assert opened(editor, "TS-1.1")["status_ALL"] == ""
    refused = record(editor, "TS-1.1", as_of="2006-09-30", whom="together")
    assert problems(refused) == [("id_status_ALL", "All parties, Status", "Choose a status.")]
