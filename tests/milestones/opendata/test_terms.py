"""The licence that an installation has chosen is the one that every channel tells of."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from spp_tracker.release import release
from tests.downloads import workbook

pytestmark = pytest.mark.django_db

NAME = "CC0-1.0"
TITLE = "Creative Commons Zero 1.0 Universal"
ADDRESS = "https://creativecommons.org/publicdomain/zero/1.0/"


@pytest.fixture(autouse=True)
def another_licence(settings: Settings) -> Iterator[None]:
    settings.DATA_LICENCE = NAME
    yield
    release.cache_clear()


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_pages_tell_of_it(client: Client, language: str) -> None:
    page = client.get(f"/{language}/").content.decode()
    assert TITLE in page
    assert f'<a rel="license" href="{ADDRESS}">' in page


def test_files_tell_of_it(client: Client) -> None:
    meta = json.loads(client.get("/milestones.json?limit=1").getvalue())["meta"]
    assert meta["licence"] == {"name": NAME, "title": TITLE, "address": ADDRESS}
    assert meta["terms"].endswith(f"under the licence {TITLE}.")
    about = dict(
        workbook(client, "/milestones.xlsx")
        .worksheets[1]
        .iter_rows(max_row=9, max_col=2, values_only=True)
    )
    assert about["licence"] == ADDRESS


def test_descriptions_tell_of_it(client: Client) -> None:
    package = client.get("/datapackage.json").json()
    assert package["licenses"] == [{"name": NAME, "title": TITLE, "path": ADDRESS}]
    described = client.get("/openapi.json").json()["info"]
    assert described["license"] == {"name": TITLE, "identifier": NAME}
    assert TITLE in described["description"]


def test_what_was_kept_under_another_licence_does_not_hold(
    client: Client, settings: Settings
) -> None:
    release.cache_clear()
    tag = client.get("/milestones.json")["ETag"]
    settings.DATA_LICENCE = "CC-BY-4.0"
    release.cache_clear()
    assert client.get("/milestones.json")["ETag"] != tag
