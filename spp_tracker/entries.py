"""Nothing typed is lost: what is sent with a form, but cannot be saved because the session has
ended or the form is from before the last login, is kept and shown again in its form.

Each form says who it was shown to, under a signature: what was entered is kept for that user
alone, whoever logs in next and however. It is never saved without the user sending it again.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from milestones.models import KeptEntry
from milestones.models.kept_entry import TIME_KEPT

MARK = "entered_by"
"""The field of a form that says who it was shown to."""
PARAMETER = "entry"

_signer = Signer(salt="entered by")


def mark_for(user: Any) -> str:
    """The signed key of the user whom a form is shown to."""
    return _signer.sign(user.pk)


def keep_entry(request: HttpRequest) -> str | None:
    """Keep what was sent with a form; return the address that shows the form with it.

    None if it cannot be kept: it is too large, or not from a form that says whose it is.
    Passwords and files are never kept.
    """
    try:
        user = int(_signer.unsign(request.POST.get(MARK, "")))
    except BadSignature:
        return None
    fields = request.POST.copy()
    for name in request.POST:
        if name in {MARK, "csrfmiddlewaretoken"} or "password" in name:
            del fields[name]
    entry = KeptEntry.objects.keep(user, fields)
    if entry is None:
        return None
    query = request.GET.copy()
    query[PARAMETER] = entry.key
    return f"{request.path}?{query.urlencode()}"


def keep_through_login(request: HttpRequest) -> str:
    """Keep what a logged-out user sent, and say so; return the address to go to after login."""
    address = keep_entry(request)
    if address:
        messages.warning(
            request, _("You were logged out. Log in to go on with what you entered: it is kept.")
        )
    else:
        messages.warning(request, _("You were logged out. What you sent was not saved."))
    return address or request.get_full_path()


def keep_through_step(request: HttpRequest) -> str:
    """Keep what somebody sent who has to do something else first, such as authenticate again;
    return the address to go to after it."""
    if request.method != "POST":
        return request.get_full_path()
    address = keep_entry(request)
    if address is None:
        messages.warning(request, _("What you sent was not saved."))
    return address or request.get_full_path()


def kept_entry(request: HttpRequest) -> QueryDict | None:
    """What was kept of an entry and is to be shown again; says that it is not saved yet."""
    key = request.GET.get(PARAMETER)
    if key is None or request.method == "POST":
        return None
    entry = KeptEntry.objects.with_key(key, request.user).first()
    if entry is None:
        messages.warning(
            request,
            _("What was entered is not kept any more, or someone else entered it. Enter it again."),
        )
        return None
    messages.warning(
        request,
        _(
            "This is what you entered before. It is not saved yet: check it, then save it. "
            "Files have to be chosen again."
        ),
    )
    return entry.data


def csrf_failure(request: HttpRequest, **_reason: str) -> HttpResponse:
    """Say that nothing was saved and why, and lead to what was kept of it."""
    context = {
        **admin.site.each_context(request),
        "title": _("Nothing was saved"),
        "address": keep_entry(request),
        "days": TIME_KEPT.days,
    }
    return render(request, "admin/csrf_failure.html", context, status=403)
