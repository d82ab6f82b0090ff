"""What was superseded or withdrawn is told as history, and nowhere as how things stand."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import cycle
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from milestones.actions import StatusLine, StatusUpdateInput, record_statuses, withdraw_edition
from milestones.actions.proposals import propose_statuses, propose_withdrawal
from milestones.choices import Pair, Status
from milestones.imports.report import apply_edition
from milestones.models import StatusReport, StatusUpdate
from milestones.opendata.datasets import DATASETS
from milestones.opendata.exports import FORMATS
from milestones.queries import cache as query_cache
from milestones.queries.listing import neighbours
from tests.downloads import rows_in_json
from tests.factories import person
from tests.milestones.factories import LATEST, milestone
from tests.milestones.factories import edition as second_edition
from tests.milestones.imports.report.editions import (
    DECIDED,
    NEW_IN_IT,
    NEW_INITIATIVE,
    NEW_MILESTONE,
    edition,
)
from tests.milestones.recording import DELAYED, LATER, record
from tests.routes import address_of, public_routes

pytestmark = pytest.mark.django_db

DAYS = ("", f"as_of={LATEST}")

LOGIN, NAME = "login-of-somebody", "Ana Ruiz"
SUPERSEDED, STANDING, WITHDRAWN = "Zanzibar", "Ouagadougou", "Timbuktu"

TELL_HISTORY = {"milestone", "report_document", "history", "changes_feed"}
"""A milestone's story, an edition's own page, every line ever recorded, and the news."""

NOT_OPENED = {
    "work_list",
    "healthz",
    "readyz",
    "metrics",
    "security_txt",
    "robots",
    "sitemap",  # leads to that of the milestones, which is opened
    "openapi",  # tells of addresses, not of milestones
    "unknown_file",
    "plan_file",  # the documents themselves, as they came
    "report_file",
    "briefing_pdf",  # made of the page of the briefing, which is opened
}


@pytest.fixture
def withdrawn(db: None) -> StatusReport:
    """TS-1.4 was corrected, and an edition that spoke of TS-1.3 and TS-1.4 was withdrawn."""
    person = User.objects.create_user(LOGIN, first_name=NAME)
    line = StatusLine(Pair.ALL, Status.DELAYED, SUPERSEDED, note=SUPERSEDED)
    record(LATER, line, recorded_by=person)
    line = StatusLine(Pair.ALL, Status.ON_TRACK, STANDING, note=STANDING)
    record(LATER, line, reason="It was misheard.", recorded_by=person)
    report = second_edition(text=WITHDRAWN)
    line = StatusLine(Pair.ALL, Status.DELAYED, WITHDRAWN, note=WITHDRAWN, source_line=1)
    news = [StatusUpdateInput(milestone(code), LATEST, [line]) for code in ("TS-1.3", "TS-1.4")]
    record_statuses(news, report=report)
    withdraw_edition(report, reason="It was a draft.")
    return report


def addresses(report: StatusReport) -> Iterator[tuple[str, str]]:
    """Every kind of page and file: what it is called, and where it is. Of each file one format:
    ``test_same_rows`` proves that all have the same rows."""
    for name, pattern in public_routes().items():
        if name == "data_file":
            formats = zip(DATASETS, cycle(FORMATS), strict=False)
            yield from ((data, f"/{data}.{suffix}") for data, suffix in formats)
        elif name not in NOT_OPENED:
            yield name, address_of(name, pattern, pk=report.pk)


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
        for text in [said_at(client, f"{address}?{day}")]
        for words in (SUPERSEDED, WITHDRAWN)
        if words in text
    }
    assert {name for name, _words in tell} <= TELL_HISTORY
    assert {("history", SUPERSEDED), ("milestone", SUPERSEDED)} <= tell


def test_what_stands_is_told(client: Client, withdrawn: StatusReport) -> None:
    for name in ("statuses", "changes", "history"):
        for suffix in FORMATS:
            assert STANDING in said_at(client, f"/{name}.{suffix}")


def test_who_recorded_is_named_as_they_wish_and_never_by_their_login(
    client: Client, withdrawn: StatusReport
) -> None:
    tell = set()
    for name, address in addresses(withdrawn):
        text = said_at(client, address)
        assert LOGIN not in text, address
        if NAME in text:
            tell.add(name)
    assert tell == {"history", "milestone"}


def test_who_gave_no_name_is_an_editor(client: Client) -> None:
    record(LATER, DELAYED, recorded_by=User.objects.create_user(LOGIN))
    assert "recorded by an editor" in said_at(client, "/en/milestones/TS-1.4/")
    assert {row["recorded_by"] for row in rows_in_json(client, "/history.json")} == {None}


def test_what_a_withdrawn_edition_added_is_nowhere_told_as_if_it_were_promised(
    client: Client,
) -> None:
    report = apply_edition(edition(), DECIDED).recorded
    beside = {
        neighbour.code
        for added in report.introduced.all()
        for neighbour in neighbours(added, report.as_of)
        if neighbour and neighbour.introduced_by is None
    }
    assert beside == {"CS-1.1", "LE-1.1", "MS-2.4", "TS-3.3"}
    tell = {"area", "briefing", "changes_feed", "milestone", "milestones"}
    assert tell <= tell_of_what_was_added(client, report, beside)
    withdraw_edition(report, reason="It was a draft.")
    assert tell_of_what_was_added(client, report, beside) <= TELL_HISTORY - {"milestone"}


def tell_of_what_was_added(client: Client, report: StatusReport, codes: set[str]) -> set[str]:
    """What tells of a milestone or initiative that only the edition has."""
    opened = [
        *addresses(report),
        *(("milestone", reverse("milestone", args=[code])) for code in codes),
    ]
    return {
        name
        for name, address in opened
        for text in [said_at(client, address)]
        if any(words in text for words in (NEW_MILESTONE, NEW_INITIATIVE, NEW_IN_IT))
    }


def answers(client: Client, report: StatusReport) -> dict[str, tuple[bytes, str]]:
    """What every page and file answers: its content, and the version that is sent with it."""
    query_cache.clear()
    responses = {address: client.get(address) for _name, address in addresses(report)}
    return {
        address: (response.getvalue(), response.get("ETag", ""))
        for address, response in responses.items()
    }


def test_what_is_proposed_is_told_nowhere(client: Client) -> None:
    proposer = person("proposer", "Editors", "TS")
    report = StatusReport.objects.get()
    before = answers(client, report)
    line = StatusLine(Pair.ALL, Status.COMPLETED, "Zanzibar")
    propose_statuses([StatusUpdateInput(milestone("TS-1.4"), LATEST, [line])], by=proposer)
    update = StatusUpdate.objects.get(milestone__code="TS-1.3")
    propose_withdrawal(update, reason="Zanzibar", by=proposer)
    assert answers(client, report) == before
