"""Sessions that know whose they are (see spp_tracker/accounts/sessions.py)."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models

from milestones.actions.security_log import log_on_commit
from spp_tracker.accounts.browsers import in_words

BEGUN = "begun"
"""When a session began, in seconds of Unix time: with the last login or change of password."""


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions of people."""

    def open_at(self, now: dt.datetime) -> SessionQuerySet:
        """Those that have not ended by themselves, the last used first."""
        return self.filter(expire_date__gt=now).order_by("-last_used", "pk")

    def end(self) -> int:
        """End them, which is in the security log for each person; returns how many there were."""
        counts = dict(self.order_by().values_list("user__username").annotate(models.Count("pk")))
        self.delete()
        for name, count in counts.items():
            log_on_commit("sessions_ended", user=name, sessions=count)
        return sum(counts.values())


class Session(AbstractBaseSession):
    """A session of somebody who has logged in, or is about to: then it has no user yet.

    Its address and browser are those of the request that saved it last, which is at most a tenth
    of ``SESSION_IDLE_MINUTES`` before the last one.
    """

    session_key = models.CharField(max_length=64, primary_key=True)
    """The digest of the key that the browser has: whoever reads it here cannot use it there."""
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions"
    )
    last_used = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=200)

    objects: ClassVar[Any] = BaseSessionManager.from_queryset(SessionQuerySet)()

    @classmethod
    def get_session_store_class(cls) -> Any:
        """What reads and saves it."""
        from spp_tracker.accounts.sessions import SessionStore  # noqa: PLC0415 - it needs the model

        return SessionStore

    @property
    def begun_at(self) -> dt.datetime | None:
        """The last login or change of password; None if a former ``SECRET_KEY`` has signed it."""
        begun = self.get_decoded().get(BEGUN)
        return dt.datetime.fromtimestamp(begun, dt.UTC) if begun else None

    @property
    def browser_in_words(self) -> str:
        """Which browser it is in, as far as the browser says so."""
        return in_words(self.browser)
