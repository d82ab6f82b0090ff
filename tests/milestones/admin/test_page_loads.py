"""How many pages the common tasks take, from the admin's home by the links a person follows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from milestones.models import StatusReport, StatusUpdate
from tests.markup import Element, Page
from tests.milestones.imports.report.editions import REPORT

pytestmark = pytest.mark.django_db


class Visitor:
    """Somebody at the admin's home; ``loads`` counts the pages that they load from there.

    A page that a form redirects to is one page with the answer to the form.
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self._show(client.get("/admin/"), "/admin/")
        self.loads = 0

    def _show(self, response: Any, address: str) -> None:
        assert response.status_code == 200, address
        chain = getattr(response, "redirect_chain", [])
        self.address = chain[-1][0] if chain else address
        self.page = Page(response.content.decode())

    def follow(self, words: str) -> None:
        """Follow the link with these words."""
        (link,) = (one for one in self.page.links if one.text == words)
        self.loads += 1
        address = urljoin(self.address, link.get("href"))
        self._show(self.client.get(address, follow=True), address)

    def send(self, button: str, **entered: Any) -> None:
        """Enter something into the form that has this button, and press it."""
        (pressed,) = (one for one in self.page.all("button") if one.text == button)
        form = next(one for one in pressed.around() if one.tag == "form" or one.get("form"))
        if form.tag != "form":
            form = next(one for one in self.page.all("form") if one.get("id") == form.get("form"))
        values = fields(form) | entered
        if pressed.get("name"):
            values[pressed.get("name")] = pressed.get("value")
        address = urljoin(self.address, form.get("action") or self.address)
        ask = self.client.post if form.get("method") == "post" else self.client.get
        self.loads += 1
        self._show(ask(address, values, follow=True), address)


def fields(form: Element) -> dict[str, str]:
    """What is in the fields of a form as the page shows it."""
    values = {}
    for field in form.all("input", "select", "textarea"):
        if field.tag == "select":
            options = list(field.all("option"))
            chosen = [one for one in options if "selected" in one.attributes] or options
            values[field.get("name")] = chosen[0].get("value")
        elif field.tag == "textarea":
            values[field.get("name")] = field.text
        elif field.get("type") not in {"radio", "checkbox", "file"} or (
            "checked" in field.attributes
        ):
            values[field.get("name")] = field.get("value")
    return values


def test_one_status_takes_four(publisher: Client) -> None:
    visitor = Visitor(publisher)
    visitor.send("Find", q="TS-1.2")
    visitor.follow("Record a status")
    letter = {"as_of": "2006-09-30", "source": "Letter", "status_ALL": "completed"}
    visitor.send("Preview changes", **letter)
    visitor.send("Record")
    assert StatusUpdate.objects.count() == 107
    assert visitor.loads == 4


def test_a_correction_takes_four(publisher: Client) -> None:
    visitor = Visitor(publisher)
    visitor.send("Find", q="TS-1.2")
    visitor.follow("Correct")
    visitor.send("Preview changes", status_ALL="initiated", reason="Misread")
    visitor.send("Record")
    assert StatusUpdate.objects.get(revision=2).milestone.code == "TS-1.2"
    assert visitor.loads == 4


def test_a_letter_with_twelve_statuses_takes_three(publisher: Client) -> None:
    codes = [f"TS-1.{number}" for number in range(1, 6)]
    codes += [f"TS-2.{number}" for number in range(1, 5)] + ["TS-3.1", "TS-3.2", "TS-3.3"]
    rows = {f"row-{index}-codes": code for index, code in enumerate(codes)}
    rows |= {f"row-{index}-status": "completed" for index in range(len(codes))}
    visitor = Visitor(publisher)
    visitor.follow("Enter several statuses")
    visitor.send("Preview changes", as_of="2006-09-30", source="Letter", **rows)
    visitor.send("Record")
    assert StatusUpdate.objects.count() == 106 + 12
    assert visitor.loads == 3


def test_an_edition_that_needs_no_decision_takes_three(publisher: Client) -> None:
    text = REPORT.replace("On track", "Completed", 1).encode()
    visitor = Visitor(publisher)
    visitor.follow("Import an edition")
    document = SimpleUploadedFile("report.txt", text, "text/plain")
    about = {"title": "The second report", "as_of": "2007-01-31"}
    visitor.send("Preview import", file=document, **about)
    visitor.send("Import the edition")
    assert StatusReport.objects.count() == 2
    assert visitor.loads == 3
