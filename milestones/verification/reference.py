"""Reference data: codes, deadlines, and the history of every edit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from milestones.actions.state import BATCH, in_batches
from milestones.models import Deadline, Milestone
from milestones.verification.common import Finding, imprecise
from priorities.models import Goal, Initiative, PriorityArea


def codes() -> Iterator[Finding]:
    """A code is that of the place above, and a number."""
    areas = PriorityArea.objects.exclude(code__regex=r"^[A-Z]{2}$")
    for code in areas.values_list("code", flat=True):
        yield Finding("codes", f"area {code}", "is not a code of two letters")
    for model, above, separator in (
        (Initiative, "area__code", "-"),
        (Milestone, "initiative__code", "."),
    ):
        rows = model._default_manager.order_by("pk").values_list("code", above)
        for code, code_above in rows.iterator(BATCH):
            start = re.escape(f"{code_above}{separator}")
            if not re.fullmatch(rf"{start}[1-9][0-9]*", code):
                what = f"is not “{code_above}{separator}” and a number"
                yield Finding("codes", code, what)


def deadlines() -> Iterator[Finding]:
    """A deadline is the last day of its period."""
    for date, precision, rows in imprecise(Deadline, "date", "precision"):
        for code, order in rows.values_list("milestone__code", "order"):
            what = f"{date} does not end a {precision}"
            yield Finding("deadlines", f"{code}, deadline {order}", what)


def histories() -> Iterator[Finding]:
    """The newest row of a history is what the object is now, and the first is its creation."""
    for model in (Goal, PriorityArea, Initiative, Milestone, Deadline):
        yield from _differing(model)
        yield from _incomplete(model)


def _differing(model: Any) -> Iterator[Finding]:
    """Objects that differ from the newest row of their history, or have none."""
    history = model.history.model
    newest = history.objects.filter(id=OuterRef("pk")).order_by("-history_date", "-history_id")
    kept = Subquery(newest.values("history_id")[:1])
    fields = [field.attname for field in history.tracked_fields]
    objects = model._base_manager.annotate(kept=kept).order_by("pk").values("kept", *fields)
    for batch in in_batches(objects.iterator(BATCH)):
        rows = history.objects.in_bulk([row["kept"] for row in batch if row["kept"]])
        for values in batch:
            kept_row = rows.get(values.pop("kept"))
            if kept_row is None:
                what = "has no history"
            elif kept_row.history_type == "-":
                what = "is there, although its history says that it was removed"
            elif changed := [name for name in fields if getattr(kept_row, name) != values[name]]:
                what = f"differs from its history in {', '.join(changed)}"
            else:
                continue
            yield Finding("histories", _name(model, values["id"]), what)


def _incomplete(model: Any) -> Iterator[Finding]:
    """Histories that do not begin with the creation, or end although the object is gone."""
    history = model.history.model
    same = history.objects.filter(id=OuterRef("id"))
    earlier = same.filter(history_id__lt=OuterRef("history_id"))
    later = same.filter(history_id__gt=OuterRef("history_id"))
    begun = history.objects.filter(~Exists(earlier)).exclude(history_type="+")
    there = model._base_manager.filter(pk=OuterRef("id"))
    ended = history.objects.filter(~Exists(later), ~Exists(there)).exclude(history_type="-")
    for what, wrong in (
        ("its history does not begin with its creation", begun),
        ("is gone, although its history does not say that it was removed", ended),
    ):
        for pk in wrong.order_by("id").values_list("id", flat=True).iterator():
            yield Finding("histories", _name(model, pk), what)


def _name(model: Any, pk: int) -> str:
    return f"{model._meta.verbose_name} {pk}"
