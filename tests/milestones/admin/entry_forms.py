"""Recording as a person does: open the page, change what is to be changed, send it."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse

from milestones.models import StatusUpdate
from tests.milestones.factories import milestone

LIST = "/admin/milestones/milestone/"
SEVERAL = "/admin/milestones/milestone/several/"

Entered = dict[str, Any]


def address(code: str) -> str:
    """The page on which a status of a milestone is recorded."""
    return reverse("admin:milestones_milestone_record", args=[milestone(code).pk])


def opened(client: Client, code: str, query: str = "") -> Entered:
    """What the page has in its fields when it is opened."""
    return in_fields(client.get(address(code) + query))


def in_fields(response: Any) -> Entered:
    """What a page has in its fields."""
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


def send(client: Client, code: str, entered: Entered, button: str = "record") -> Any:
    return client.post(address(code), {**entered, button: "1"})


def record(client: Client, code: str, **changes: Any) -> Any:
    """Open the page, enter something, preview it, and record it."""
    values = opened(client, code) | {"source": "Letter"} | entered(changes)
    return send(client, code, in_fields(send(client, code, values, "preview")))


def entered(changes: Entered) -> Entered:
    """Fields of pairs by names that Python can write: ``status_US_CN``."""
    return {name.replace("US_", "US-"): value for name, value in changes.items()}


def problems(response: Any) -> list[tuple[str, str, str]]:
    """What the summary at the top of the page says is wrong, and where it leads."""
    listed = response.context["form"].problems
    return [(problem.anchor, problem.label, problem.message) for problem in listed]


def said(code: str) -> list[tuple[str, ...]]:
    """What the newest update of a milestone says."""
    update: StatusUpdate = milestone(code).updates.for_page()[0]
    return [
        (line.pair, line.status, line.as_reported, line.revised.code if line.revised else "")
        for line in update.lines.all()
    ]


def words(response: Any) -> str:
    """A page's text as a person reads it, one blank between words."""
    return unescape(" ".join(response.content.decode().split()))


def select(client: Client, *codes: str, action: str = "enter_several", **more: Any) -> Any:
    """Choose milestones in the list, to enter their statuses."""
    keys = [milestone(code).pk for code in codes]
    return client.post(LIST, {"action": action, "_selected_action": keys, **more}, follow=True)


def in_rows(*rows: Entered, **shared: Any) -> Entered:
    """What the page for several has in its fields, with these rows."""
    cells = {
        f"row-{index}-{name}": value
        for index, row in enumerate(rows)
        for name, value in {"pair": "ALL", **row}.items()
    }
    counts = {"row-TOTAL_FORMS": len(rows), "row-INITIAL_FORMS": 0}
    return {"as_of": "2006-09-30", "source": "Letter", "reason": ""} | counts | cells | shared


def send_rows(client: Client, values: Entered, button: str = "preview") -> Any:
    return client.post(SEVERAL, {**values, button: "1"})


def record_rows(client: Client, values: Entered) -> Any:
    """Preview what is entered in rows, then record it."""
    form = send_rows(client, values).context["form"]
    kept = {name: form[name].value() or "" for name in ("seen", "previewed")}
    return client.post(SEVERAL, {**values, **kept, "record": "1"}, follow=True)


def opened_together(response: Any) -> Entered:
    form = response.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value is not None}
