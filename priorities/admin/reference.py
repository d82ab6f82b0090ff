"""Reference data in the admin: read-only, or each edit with a reason that the history keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BaseModelFormSet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from priorities.admin.entries import KeptEntryAdmin
from priorities.forms import ComparisonForm, ReferenceForm
from priorities.reference_history import Snapshot, changes, edits, snapshot_of


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows objects; nobody can add, change or delete them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# Not simple-history's SimpleHistoryAdmin: its page of a version saves whatever is posted to it,
# even from users who may only view it, and without a reason.
class ReferenceAdmin(KeptEntryAdmin):
    """Texts read from the documents, and translations. Only those in ``editable`` can be edited.

    Nobody can add or delete anything, or change what other objects refer to, such as codes.
    """

    form = ReferenceForm
    change_form_template = "admin/reference_form.html"
    editable: Sequence[str] = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Add the reason for users who may edit."""
        fields = list(self.fields or ())
        return [*fields, "why"] if self.has_change_permission(request, obj) else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [name for name in self.fields or () if name not in self.editable]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Lock what is edited, so that of two edits at once the second meets the first."""
        with transaction.atomic():
            if request.method == "POST" and (
                edited := self.get_object(request, unquote(object_id or ""))
            ):
                self.model._base_manager.select_for_update().get(pk=edited.pk)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """After a conflict, add the last edit, and what is on record beside what was entered."""
        form = context["adminform"].form
        if getattr(form, "is_conflict", False):
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            context["last_edit"] = edits(self.history_records(form.instance))[-1]
            context["differences"] = changes(form.on_record, self.entered_values(form, formsets))
        return super().render_change_form(request, context, *args, **kwargs)

    def entered_values(self, form: Any, formsets: Sequence[Any]) -> Snapshot:
        """What was entered into the form and those of related objects."""
        snapshot: Snapshot = form.snapshot()
        return snapshot

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """Set the instant that makes all changes in the form one edit."""
        form.edited_at = timezone.now()
        return super().save_form(request, form, change)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save with the reason, and only if something changed."""
        if form.has_changes:
            form.sign(obj)
            super().save_model(request, obj, form, change)

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseModelFormSet[Any, Any], change: bool
    ) -> None:
        """Save the reason with each inline object, including removed ones."""
        for inline_form in formset.forms:
            form.sign(inline_form.instance)
        super().save_formset(request, form, formset, change)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show who edited what, when and why, and compare any two edits."""
        shown = self.get_object(request, unquote(object_id))
        if shown is None:
            raise Http404(_("There is nothing with this number."))
        if not self.has_view_or_change_permission(request, shown):
            raise PermissionDenied
        all_edits = edits(self.history_records(shown))
        comparison = ComparisonForm(request.GET or None, edits=all_edits)
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %s") % Truncator(shown).words(12),
            "module_name": capfirst(str(self.opts.verbose_name_plural)),
            "opts": self.opts,
            "object": shown,
            "edits": all_edits[::-1],
            "comparison": comparison,
            "differences": comparison.differences if comparison.is_valid() else [],
            **(extra_context or {}),
        }
        return render(request, "admin/reference_history.html", context)

    def history_records(self, shown: Any) -> Iterator[tuple[Any, Snapshot]]:
        """The records of the history, each with its snapshot."""
        for record in shown.history.select_related("history_user"):
            yield record, snapshot_of(record)
