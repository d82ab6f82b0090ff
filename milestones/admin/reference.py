"""Milestones and their deadlines as reference data: edits need a reason and have a history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from milestones.actions import rebuild_standings
from milestones.forms.deadline import (
    DeadlineForm,
    MilestoneForm,
    deadline_as_text,
    deadline_label,
)
from milestones.models import Deadline, Milestone
from priorities.admin.reference import ReferenceAdmin
from priorities.reference_history import Snapshot


class DeadlineInline(admin.StackedInline):  # type: ignore[type-arg]
    """A milestone's deadlines. Users who may edit them can add, change and remove them."""

    model = Deadline
    form = DeadlineForm
    fields = ["wording", ("when", "basis", "recurring")]
    extra = 0

    @admin.display(description=gettext_lazy("date"))
    def when(self, deadline: Deadline) -> str:
        """The date in its precision, for users who may only read it."""
        return str(deadline.when)


class MilestoneReferenceAdmin(ReferenceAdmin):
    """A milestone as in the documents. Its two sentences and its deadlines can be edited."""

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
    form = MilestoneForm
    editable = ["text", "plan_text"]
    inlines = [DeadlineInline]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Rebuild the standings too, since they copy the deadlines."""
        super().save_related(request, form, formsets, change)
        rebuild_standings([form.instance])

    def entered_values(self, form: Any, formsets: Sequence[Any]) -> Snapshot:
        """The sentences that were entered, and the deadlines that were not removed."""
        (formset,) = formsets
        kept = [one for one in formset.forms if one not in formset.deleted_forms]
        deadlines = {}
        for number, deadline_form in enumerate(kept, 1):
            deadline = deadline_form.instance
            deadline.order = deadline.order or number
            is_valid = deadline_form.is_valid()
            text = deadline_as_text(deadline) if is_valid else deadline_form["wording"].value()
            deadlines[deadline_label(deadline)] = text
        sentences = super().entered_values(form, formsets)
        return {**sentences, **deadlines}

    def history_records(self, shown: Milestone) -> Iterator[tuple[Any, Snapshot]]:
        """Add the records of the deadlines, including removed ones."""
        yield from super().history_records(shown)
        deadlines = Deadline.history.filter(milestone_id=shown.pk).select_related("history_user")
        for record in deadlines:
            text = "" if record.history_type == "-" else deadline_as_text(record.instance)
            yield record, {deadline_label(record): text}
