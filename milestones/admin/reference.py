"""Milestones and their deadlines as reference data: edited with a reason, and with a history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.actions import rebuild_standings
from milestones.forms.deadline import DeadlineForm
from milestones.models import Deadline, Milestone
from priorities.admin import ReferenceAdmin
from priorities.reference_history import Snapshot


class DeadlineInline(admin.StackedInline):  # type: ignore[type-arg]
    """A milestone's deadlines, for those who may edit them to add to, change and remove."""

    model = Deadline
    form = DeadlineForm
    fields = ["wording", ("when", "basis", "recurring")]
    extra = 0

    @admin.display(description=gettext_lazy("date"))
    def when(self, deadline: Deadline) -> str:
        """For those who may only read it, no more exact than it is known."""
        return str(deadline.when)


class MilestoneReferenceAdmin(ReferenceAdmin):
    """What the documents say of a milestone: its two sentences and its deadlines are edited."""

    fields = [
        "code",
        "initiative",
        "text",
        "plan_text",
        "parties",
        "introduced_by",
        "plan_lines",
        "report_lines",
    ]
    editable = ["text", "plan_text"]
    inlines = [DeadlineInline]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """With the standings, which repeat when the milestone falls due."""
        super().save_related(request, form, formsets, change)
        rebuild_standings([form.instance])

    def told(self, shown: Milestone) -> Iterator[tuple[Any, Snapshot]]:
        """With the deadlines, those removed too."""
        yield from super().told(shown)
        deadlines = Deadline.history.filter(milestone_id=shown.pk).select_related("history_user")
        for record in deadlines:
            what = _("Deadline %(number)s") % {"number": record.order}
            yield record, {what: "" if record.history_type == "-" else _in_words(record.instance)}


def _in_words(deadline: Deadline) -> str:
    words = _("%(date)s (%(basis)s): “%(wording)s”") % {
        "date": deadline.when,
        "basis": deadline.get_basis_display(),
        "wording": deadline.wording,
    }
    return _("%(deadline)s, every year") % {"deadline": words} if deadline.recurring else words
