"""Data are open: scripts of any site may read them, and nobody may do anything else."""

from __future__ import annotations

from itertools import cycle

import pytest
from django.test import Client

from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports import FORMATS

pytestmark = pytest.mark.django_db

FILES = [f"/{name}.{suffix}" for name, suffix in zip(DATASETS, cycle(FORMATS), strict=False)]
"""A file of each name, and one of each format."""
DATA = [*FILES, "/datapackage.json", "/openapi.json", "/deadlines.ics", "/changes.atom"]
NO_DATA = ["/en/", "/fr/milestones/", "/en/data/", "/admin/login/", "/healthz", "/readyz"]


@pytest.mark.parametrize("address", DATA)
def test_a_script_of_any_site_may_read_data_and_how_they_go_on(
    client: Client, address: str
) -> None:
    answer = client.get(address, headers={"Origin": "https://example.org"})
    answer.getvalue()
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Expose-Headers"] == "Content-Disposition, ETag, Link"
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize("status", [304, 400, 404, 405])
def test_it_may_read_every_other_answer_too(client: Client, status: int) -> None:
    tag = client.get("/milestones.json")["ETag"]
    answer = {
        304: lambda: client.get("/milestones.json", headers={"If-None-Match": tag}),
        400: lambda: client.get("/milestones.json?area=nowhere"),
        404: lambda: client.get("/nothing.json"),
        405: lambda: client.post("/milestones.json"),
    }[status]()
    assert answer.status_code == status
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("address", [*DATA, "/nothing.json"])
def test_a_browser_hears_beforehand_what_a_script_may_do(client: Client, address: str) -> None:
    answer = client.options(
        address,
        headers={
            "Origin": "https://example.org",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert answer["Access-Control-Allow-Headers"] == "If-Modified-Since, If-None-Match"
    assert answer["Access-Control-Max-Age"] == "86400"


@pytest.mark.parametrize("address", NO_DATA)
def test_pages_and_the_admin_are_for_their_own_site(client: Client, address: str) -> None:
    for answer in (client.get(address), client.options(address)):
        assert not [name for name in answer.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize("address", ["/history.csv", "/changes.json", "/deadlines.ics"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_data_can_only_be_read(method: str, address: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, address)
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD, OPTIONS")
    message = "Data can only be read, with GET, HEAD, OPTIONS."
    if address.endswith(".json"):
        assert answer.json() == {"errors": {"method": [message]}}
    else:
        assert answer.content.decode() == f"method: {message}\n"


NO_SUCH_FILE = (
    "File not found. Valid: milestones, statuses, history, priorities, deadlines, progress, "
    "changes, attention, each as csv, xlsx, json."
)


@pytest.mark.parametrize("name", ["milestones.pdf", "deadline.csv", "Milestones.csv", "x.xlsx"])
def test_a_file_that_is_not_there_is_told_in_a_line(client: Client, name: str) -> None:
    answer = client.get(f"/{name}", headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert answer.content.decode() == f"{name}: {NO_SUCH_FILE}\n"


def test_a_json_file_that_is_not_there_is_told_in_json(client: Client) -> None:
    answer = client.get("/milestone.json")
    assert answer.status_code == 404
    assert answer.json() == {"errors": {"milestone.json": [NO_SUCH_FILE]}}


@pytest.mark.parametrize("address", ["/nowhere/", "/en/nowhere.csv", "/.csv", "/a/b.json"])
def test_whatever_else_is_not_there_is_told_on_a_page(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (404, "text/html; charset=utf-8")


@pytest.mark.parametrize("address", [*DATA, "/nothing.json", "/milestones.csv?area=nowhere"])
def test_data_speak_english_whatever_a_browser_prefers(client: Client, address: str) -> None:
    english = client.get(address)
    french = client.get(address, headers={"Accept-Language": "fr"})
    assert french.getvalue() == english.getvalue()
    assert french["Content-Language"] == "en"
    assert "Accept-Language" not in french.get("Vary", "")
