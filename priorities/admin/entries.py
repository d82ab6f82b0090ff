"""What was entered into a form of the admin, now or before it could not be saved."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, QueryDict


def entered(request: HttpRequest) -> QueryDict | None:
    """What was sent with the form, or what was kept of it and is to be shown again.

    None if the form is to be shown as it is at first. Only a POST may save anything.
    """
    return request.POST if request.method == "POST" else _kept(request)


def _kept(request: HttpRequest) -> QueryDict | None:
    """What was kept; the admin site sets it (see ``spp_tracker.entries``)."""
    return getattr(request, "kept_entry", None)


class KeptEntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Shows the forms of objects again with what was kept of an entry."""

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form, filled with what was kept."""
        form_class: Any = super().get_form(request, obj, change=change, **kwargs)
        data = _kept(request)
        if data is None:
            return form_class

        class FilledForm(form_class):
            def __init__(self, *args: Any, **kwargs: Any) -> None:
                super().__init__(data, *args, **kwargs)

        return FilledForm

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """Fill the forms of related objects with what was kept, too."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        data = _kept(request)
        return kwargs if data is None else {**kwargs, "data": data}
