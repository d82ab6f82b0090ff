"""Reference data in the admin: whoever may edit it says why, and its history keeps every edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import BaseModelFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from priorities.forms import ComparisonForm, ReferenceForm
from priorities.reference_history import Snapshot, edits, fields_in_words


# Not simple-history's SimpleHistoryAdmin: its page of a version saves what is posted to it, even
# by those who may only look, and without a reason.
class ReferenceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What the documents say, as read from them. Only the fields in ``editable`` are edited.

    Nobody adds anything, deletes anything or changes what others refer to, such as codes.
    """

    form = ReferenceForm
    editable: Sequence[str] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """With the reason, for those who may edit."""
        fields = list(self.fields or ())
        return [*fields, "why"] if self.has_change_permission(request, obj) else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whatever is not edited."""
        return [name for name in self.fields or () if name not in self.editable]

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """With the instant that all of it counts as one edit by."""
        form.edited_at = timezone.now()
        return super().save_form(request, form, change)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """With the reason, and only if there is something to save."""
        if form.says_something_new:
            form.sign(obj)
            super().save_model(request, obj, form, change)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseModelFormSet[Any, Any], change: bool
    ) -> None:
        """With the reason for each of those that belong to it, removed ones too."""
        for one in formset.forms:
            form.sign(one.instance)
        super().save_formset(request, form, formset, change)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who edited what, when and why; and any two of the edits beside each other."""
        shown = self.get_object(request, unquote(object_id))
        if shown is None:
            raise Http404(_("There is nothing with this number."))
        if not self.has_view_or_change_permission(request, shown):
            raise PermissionDenied
        found = edits(self.told(shown))
        comparison = ComparisonForm(request.GET or None, edits=found)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %s") % Truncator(shown).words(12),
            "module_name": capfirst(str(self.opts.verbose_name_plural)),
            "opts": self.opts,
            "object": shown,
            "edits": found[::-1],
            "comparison": comparison,
            "differences": comparison.differences if comparison.is_valid() else [],
            **(extra_context or {}),
        }
        return render(request, "admin/reference_history.html", context)

    def told(self, shown: Any) -> Iterator[tuple[Any, Snapshot]]:
        """The records of the history, each with what it says."""
        for record in shown.history.select_related("history_user"):
            yield record, fields_in_words(record)
