"""What was superseded or withdrawn is told as history, and nowhere as how things stand."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from milestones.actions import NewLine, NewUpdate, record_statuses, withdraw_edition
from milestones.choices import Pair, Status
from milestones.datasets import DATASETS
from milestones.exports import FORMATS
from milestones.models import StatusReport
from tests.milestones.on_record import milestone
from tests.milestones.recording import LATER, record

pytestmark = pytest.mark.django_db

LATEST = dt.date(2007, 3, 31)
DAYS = ("", f"as_of={LATER}", f"as_of={LATEST}")

SUPERSEDED, STANDING, WITHDRAWN = "Zanzibar", "Ouagadougou", "Timbuktu"

TELL_HISTORY = {"milestone", "report_document", "history", "changes_feed"}
"""A milestone's story, an edition's own page, every line ever recorded, and the news."""

OPENED_WITH: dict[str, dict[str, Any]] = {
    "area": {"slug": "traveller-security"},
    "area_panel": {"slug": "traveller-security"},
    "badge": {"slug": "traveller-security"},
    "milestone": {"code": "TS-1.4"},
    "report_document": {"pk": 0},
}
NOT_OPENED = {
    "work_list",
    "healthz",
    "readyz",
    "openapi",  # tells of addresses, not of milestones
    "unknown_file",
    "briefing_pdf",  # the briefing on paper, packed so that its words cannot be searched
}


@pytest.fixture
def withdrawn(db: None) -> StatusReport:
    """TS-1.4 was corrected, and an edition that spoke of TS-1.3 and TS-1.4 was withdrawn."""
    person = User.objects.create_user("Person Nobody Names")
    line = NewLine(Pair.ALL, Status.DELAYED, SUPERSEDED, note=SUPERSEDED)
    record(LATER, line, recorded_by=person)
    line = NewLine(Pair.ALL, Status.ON_TRACK, STANDING, note=STANDING)
    record(LATER, line, reason="It was misheard.", recorded_by=person)
    report: StatusReport = StatusReport.objects.create(
        title="Second report",
        published=LATEST,
        document="second.txt",
        sha256="2" * 64,
        text=WITHDRAWN,
        as_of=LATEST,
    )
    line = NewLine(Pair.ALL, Status.DELAYED, WITHDRAWN, note=WITHDRAWN, source_line=1)
    news = [NewUpdate(milestone(code), LATEST, [line]) for code in ("TS-1.3", "TS-1.4")]
    record_statuses(news, report=report)
    withdraw_edition(report, reason="It was a draft.")
    return report


def names(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    """The names of all public addresses."""
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or ""
        elif pattern.app_name != "admin":
            yield from names(pattern.url_patterns)


def addresses(report: StatusReport) -> Iterator[tuple[str, str]]:
    """Every kind of page and file: what it is called, and where it is."""
    for name in names(get_resolver().url_patterns):
        if name == "data_file":
            for data in DATASETS:
                yield from ((data, f"/{data}.{suffix}") for suffix in FORMATS)
        elif name not in NOT_OPENED:
            kwargs = {"pk": report.pk} if name == "report_document" else OPENED_WITH.get(name)
            yield name, reverse(name, kwargs=kwargs)


def said_at(client: Client, address: str) -> str:
    """Everything that an answer says."""
    response = client.get(address)
    content = response.getvalue()
    assert response.status_code == 200, address
    if not content.startswith(b"PK"):
        return str(content.decode())
    with ZipFile(io.BytesIO(content)) as archive:
        return " ".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize("day", DAYS)
def test_what_no_longer_stands_is_nowhere_told_as_if_it_did(
    client: Client, withdrawn: StatusReport, day: str
) -> None:
    tell = {
        (name, words)
        for name, address in addresses(withdrawn)
        for said in [said_at(client, f"{address}?{day}")]
        for words in (SUPERSEDED, WITHDRAWN)
        if words in said
    }
    assert {name for name, _words in tell} <= TELL_HISTORY
    assert {("history", SUPERSEDED), ("milestone", SUPERSEDED)} <= tell


def test_what_stands_is_told(client: Client, withdrawn: StatusReport) -> None:
    for name in ("statuses", "changes", "history"):
        for suffix in FORMATS:
            assert STANDING in said_at(client, f"/{name}.{suffix}")


def test_who_recorded_is_in_no_file(client: Client, withdrawn: StatusReport) -> None:
    for name in DATASETS:
        for suffix in FORMATS:
            assert "Nobody" not in said_at(client, f"/{name}.{suffix}")
