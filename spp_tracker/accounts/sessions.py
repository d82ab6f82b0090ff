"""Sessions in the database, renewed by use: they end ``SESSION_IDLE_MINUTES`` after the last
request, and ``SESSION_HOURS`` after the login in any case. Only the browser has a session's key;
the database has a digest of it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions import middleware
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from spp_tracker.clients import client_address
from spp_tracker.models import BEGUN, Session

RENEWED_AFTER = 0.1
"""A session is saved again once this share of the idle time has passed, not with each request."""


class SessionStore(db.SessionStore):
    """``environ`` is that of the request in which it is used; empty outside of requests."""

    environ: Mapping[str, Any] = {}

    @classmethod
    def get_model_class(cls) -> Any:
        """Where sessions are kept."""
        return Session

    @property
    def digest(self) -> str | None:
        """What the database calls it; None if it was never saved, or has ended."""
        return _digest(self.session_key) if self.session_key else None

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of this key."""
        return super().exists(_digest(session_key))

    def delete(self, session_key: str | None = None) -> None:
        """End the session of this key, or this one."""
        if key := session_key or self.session_key:
            super().delete(_digest(key))

    def load(self) -> dict[str, Any]:
        """Load the session; note that it has to be saved if its end is to be put off."""
        row = Session.objects.open_at(timezone.now()).filter(pk=self.digest).first()
        if row is None:
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(row.session_data)
        left = (row.expire_date - timezone.now()).total_seconds()
        if abs(_seconds_left(data.get(BEGUN)) - left) > RENEWED_AFTER * settings.SESSION_COOKIE_AGE:
            self.modified = True
        return data

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """What is saved: with the first time it begins, whose it is and where it is used."""
        data.setdefault(BEGUN, _now())
        row: Any = super().create_model_instance(data)
        row.session_key = self.digest
        row.user_id = data.get(SESSION_KEY)
        row.last_used = timezone.now()
        row.address = client_address(self.environ)
        # PostgreSQL takes no NUL.
        row.browser = self.environ.get("HTTP_USER_AGENT", "").replace("\0", "")[:200]
        return row

    def _validate_session_key(self, key: str | None) -> bool:
        """Only what Django makes may be one: PostgreSQL takes no NUL, which a cookie may have."""
        return bool(key) and key.isascii() and key.isalnum()  # type: ignore[union-attr]

    def save(self, must_create: bool = False) -> None:
        """Save it. Raises UpdateError if it was deleted meanwhile."""
        try:
            super().save(must_create)
        except UpdateError as error:
            # Django says so of a database that is away or locked, too.
            if isinstance(error.__context__, OperationalError):
                raise error.__context__ from None
            raise

    def cycle_key(self) -> None:
        """Begin it anew, with the same data."""
        self.change_key()
        self[BEGUN] = _now()

    def change_key(self) -> None:
        """Go on with the same session under another key."""
        super().cycle_key()

    def get_session_cookie_age(self) -> int:
        """In how many seconds it ends, unless it is used before."""
        return _seconds_left(self.get(BEGUN))


class SessionMiddleware(middleware.SessionMiddleware):
    """Tells each session where it is used."""

    def process_request(self, request: HttpRequest) -> None:
        """Give the request its session."""
        super().process_request(request)
        request.session.environ = request.META  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Save the session. If it has ended meanwhile, as by this request, what was done is done,
        and the next request finds nobody logged in."""
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            patch_vary_headers(response, ["Cookie"])
            return response


def _digest(key: str) -> str:
    # Without salt: nobody guesses the 165 bits of a key.
    return sha256(key.encode()).hexdigest()


def _now() -> int:
    return int(timezone.now().timestamp())


def _seconds_left(begun: int | None) -> int:
    ends_at: int = (begun or _now()) + settings.SESSION_HOURS * 3600
    return max(0, min(settings.SESSION_COOKIE_AGE, ends_at - _now()))
