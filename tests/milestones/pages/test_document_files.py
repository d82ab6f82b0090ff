"""The source documents to download: byte for byte, with what says that they are."""

import hashlib
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from milestones.imports.report import apply_edition
from milestones.models import StatusReport
from tests.markup import Page
from tests.milestones.imports.report.commands import run
from tests.milestones.imports.report.editions import (
    DECIDED,
    LATER,
    LATER_NAME,
    LATER_TITLE,
    edition,
)
from tests.milestones.pages.test_editions import page_of

pytestmark = pytest.mark.django_db

URL = "https://example.org/reports/2007.txt"
WINDOWS = LATER.replace("\n", "\r\n")
MIXED = LATER.replace("\n", "\r\n", 1)


def imported(data: bytes, url: str = "") -> StatusReport:
    """A later edition with these bytes."""
    return apply_edition(edition(data, url=url), DECIDED).recorded


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/reports/plan/document", "security-priorities-plan.txt"),
        ("/reports/1/document", "security-priorities-status.txt"),
    ],
)
def test_a_document_is_sent_byte_for_byte(client: Client, address: str, name: str) -> None:
    response = client.get(address)
    assert response.content == (Path(settings.FIXTURES) / "sources" / name).read_bytes()
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        (LATER.encode(), "utf-8"),
        (WINDOWS.encode(), "utf-8"),
        (LATER.encode("utf-8-sig"), "utf-8"),
        (WINDOWS.encode("utf-8-sig"), "utf-8"),
        (LATER.encode("windows-1252"), "windows-1252"),
        (WINDOWS.encode("windows-1252"), "windows-1252"),
    ],
    ids=["utf-8", "crlf", "bom", "bom-crlf", "windows-1252", "windows-1252-crlf"],
)
def test_whatever_its_encoding_and_its_line_ends(client: Client, data: bytes, charset: str) -> None:
    report = imported(data)
    response = client.get(f"/reports/{report.pk}/document")
    assert response.content == data
    assert hashlib.sha256(response.content).hexdigest() == report.sha256
    assert response["Content-Type"] == f"text/plain; charset={charset}"
    assert "Unaltered, as it was published" in download_of(page_of(client, report))


def test_line_ends_of_two_kinds_are_sent_as_one_and_the_page_says_so(client: Client) -> None:
    report = imported(MIXED.encode())
    assert client.get(f"/reports/{report.pk}/document").content == LATER.encode()
    assert download_of(page_of(client, report)).startswith(f"{LATER_NAME} (")
    assert "had line ends of two kinds" in download_of(page_of(client, report))


def test_a_file_takes_no_parameters_and_must_exist(client: Client) -> None:
    refused = client.get("/reports/1/document?as_of=2006-06-15")
    assert (refused.status_code, refused.content) == (
        400,
        b"as_of: Unknown parameter. This address takes none.\n",
    )
    missing = client.get("/reports/99/document")
    assert (missing.status_code, missing.content) == (404, b"document: Document not found.\n")


def test_an_edition_tells_where_it_was_published_if_that_is_known(client: Client) -> None:
    assert "Web address" not in facts_of(page_of(client, StatusReport.objects.get()))
    report = imported(LATER.encode(), URL)
    page = page_of(client, report)
    assert facts_of(page)["Web address"] == URL
    assert URL in [link.get("href") for link in page.links]
    assert URL in client.get("/en/reports/").content.decode()


def test_its_address_is_given_with_the_import(tmp_path: Path) -> None:
    path = tmp_path / LATER_NAME
    path.write_text(LATER, "utf-8")
    matches = [f"--match={code}={line}" for code, line in DECIDED.matches]
    options = [*matches, "--accept-new", "--allow-missing", "--apply"]
    refused = run(path, "--url", "ftp://example.org/2007.txt", *options)
    assert (refused[0], refused[2]) == (2, "--url: Enter a valid URL.")
    assert StatusReport.objects.count() == 1
    code, printed, _error = run(path, "--url", URL, *options)
    assert code == 0
    named = f"“{LATER_TITLE}”, as of 2007-03-31, published 2007-05-02 at {URL}"
    assert named in printed.splitlines()
    assert StatusReport.objects.get(title=LATER_TITLE).url == URL


def facts_of(page: Page) -> dict[str, str]:
    names = [name.text for name in page.all("dt")]
    return dict(zip(names, (value.text for value in page.all("dd")), strict=True))


def download_of(page: Page) -> str:
    return facts_of(page)["Download"]
