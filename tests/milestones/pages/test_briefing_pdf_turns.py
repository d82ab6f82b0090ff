"""One PDF is made at a time, in a process with limits; whoever comes meanwhile is told at once."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from milestones.pages import pdf
from tests.benchmarks.synthetic import INITIATIVES, grow

pytestmark = pytest.mark.django_db

ADDRESS = "/en/briefing.pdf?q=zebra"
HOLD_THE_LOCK = """
import fcntl, sys
lock = open(sys.argv[1])
fcntl.flock(lock, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def another_worker_at_it() -> Iterator[None]:
    """Another process of the tracker makes a PDF meanwhile."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_LOCK, str(pdf.LOCK)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"held\n"
        yield
        process.communicate()


@pytest.fixture
def no_pdf_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(job: bytes, lock: int) -> bytes:
        raise AssertionError("a PDF was begun")

    monkeypatch.setattr(pdf, "_made", start)


def children() -> set[str]:
    """The processes that this one has started and not yet taken leave of."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


@pytest.mark.usefixtures("no_pdf_starts")
def test_while_one_is_made_another_is_refused_at_once(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with another_worker_at_it(), caplog.at_level(logging.INFO):
        response = client.get(ADDRESS)
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert response["Cache-Control"] == "no-store"
    assert "ETag" not in response
    assert caplog.records == []
    page = response.content.decode()
    assert "this server creates one at a time. Wait ten seconds" in page
    assert 'href="/en/briefing/?q=zebra"' in page


@pytest.mark.usefixtures("no_pdf_starts")
def test_whoever_is_refused_costs_no_page(client: Client) -> None:
    with another_worker_at_it(), CaptureQueriesContext(connection) as asked:
        client.get(ADDRESS)
    assert len(asked.captured_queries) <= 2  # the data version, and the newest day on record


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Le PDF n’est pas disponible pour le moment"),
        ("es", "El PDF no está disponible en este momento"),
    ],
)
def test_the_refusal_is_in_the_language_of_the_page(
    client: Client, language: str, sentence: str
) -> None:
    with another_worker_at_it():
        response = client.get(f"/{language}/briefing.pdf")
    page = response.content.decode()
    assert sentence in page
    assert f'<html lang="{language}">' in page
    assert f'href="/{language}/briefing/"' in page


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "spp-briefing-as-of-2006-06-15.pdf"),
        ("&area=maritime-security", "spp-briefing-maritime-security-as-of-2006-06-15.pdf"),
    ],
)
def test_for_the_headers_alone_none_is_made(
    client: Client, no_pdf_starts: None, query: str, name: str
) -> None:
    response = client.head(ADDRESS + query)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'inline; filename="{name}"'
    assert "Content-Length" not in response
    assert b"".join(response) == b""


def test_one_that_takes_too_long_is_ended(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = children()
    monkeypatch.setattr(pdf, "SECONDS", 0.3)
    with caplog.at_level(logging.ERROR):
        response = client.get(ADDRESS)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "It took too long. Ask for fewer milestones" in response.content.decode()
    assert caplog.messages == ["No PDF was made within 0.3 seconds."]
    assert children() == before


def test_one_that_takes_too_much_memory_is_ended(
    client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    before = children()
    with monkeypatch.context() as with_little, caplog.at_level(logging.ERROR):
        with_little.setattr(pdf, "MEMORY", 20 * 2**20)
        response = client.get(ADDRESS)
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    assert "It took too long. Ask for fewer milestones" in response.content.decode()
    # The library that asks for more may die in its own way, before Python can say so.
    [message] = caplog.messages
    died = r"No PDF was made: Command .* (died with|returned non-zero exit status)"
    assert re.match(died, message)
    assert children() == before
    assert client.get(ADDRESS).status_code == 200


@pytest.mark.exhaustive
def test_the_longest_briefing_of_a_larger_record_keeps_its_limits(client: Client) -> None:
    grow(1000, INITIATIVES)
    assert client.get("/es/briefing.pdf").status_code == 200


@pytest.mark.parametrize("code", ["os.kill(os.getpid(), 9)", "sys.exit(3)", "None"])
def test_one_whose_process_dies_is_none(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    code: str,
) -> None:
    monkeypatch.setattr(pdf, "COMMAND", [sys.executable, "-c", f"import os, sys; {code}"])
    with caplog.at_level(logging.ERROR):
        assert client.get(ADDRESS).status_code == 503
    assert caplog.messages[0].startswith("No PDF was made: ")


def test_its_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "very secret")
    monkeypatch.setenv("DATABASE_URL", "postgres://tracker:secret@db/tracker")
    print_environment = "import os; print('%PDF', sorted(os.environ))"
    monkeypatch.setattr(pdf, "COMMAND", [sys.executable, "-c", print_environment])
    printed = pdf.pdf_of(lambda: "<html></html>", "http://testserver/").decode()
    assert "PATH" in printed
    assert not {name for name in pdf.SECRETS if repr(name) in printed}


def test_when_it_is_over_the_next_is_made_quietly_and_the_same_page_has_the_same_bytes(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with another_worker_at_it():
        assert client.get(ADDRESS).status_code == 503
    with caplog.at_level(logging.WARNING, logger="milestones"):
        first, second = client.get(ADDRESS), client.get(ADDRESS)
    assert first.content.startswith(b"%PDF-")
    assert first.content == second.content
    assert caplog.records == []
