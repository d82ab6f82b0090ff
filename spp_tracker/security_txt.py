"""security.txt: where to report a vulnerability (RFC 9116)."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

VALID_FOR = dt.timedelta(days=180)
"""How long a copy counts as current: the tracker's own answer is renewed every day."""


@cache_control(public=True, max_age=24 * 60 * 60)
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Respond with ``SECURITY_CONTACT``; without the setting, 404."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {expires_on(timezone.now().date()).isoformat()}T00:00:00Z",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {request.build_absolute_uri(request.path)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def expires_on(day: dt.date) -> dt.date:
    """The day from which on what was answered on a day may no longer be believed."""
    return day + VALID_FOR
