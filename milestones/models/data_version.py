"""Which state of the record an answer shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

NO_VERSION = "0"
"""The mark while nothing was written."""


@dataclass(frozen=True)
class Version:
    """A state of the record: ``mark`` differs from that of any other state.

    ``changed_at`` is the instant (UTC) at which it began, and ``asked_at`` the one at which it
    was asked for, both by the database's clock; ``changed_at`` is None while nothing was written.
    """

    mark: str
    changed_at: dt.datetime | None
    asked_at: dt.datetime


def version_mark(number: int, changed_at: dt.datetime) -> str:
    """The mark of a version by its row, whose instant is in UTC."""
    return f"{number} {changed_at.isoformat()}"


class DataVersionManager(models.Manager["DataVersion"]):
    """Knows the version of now."""

    def current(self) -> Version:
        """The version of now, in one query. What is read after it is of this version or newer."""
        found = self.values_list("number", "changed_at", Now()).first()
        if found is None:
            return Version(NO_VERSION, None, dt.datetime.now(dt.UTC))
        number, changed_at, asked_at = found
        return Version(version_mark(number, changed_at), changed_at, asked_at)


class DataVersion(models.Model):
    """How often anything was written that an answer could show, and when last (UTC).

    It is one row, which triggers of the database keep, in the transaction of whatever is
    written and whoever writes it (see the migration of the data version); nothing else does.
    The instant tells two databases apart that were written as often, such as one and its backup.
    """

    number = models.PositiveBigIntegerField(_("number"))
    changed_at = models.DateTimeField(_("changed at"))

    objects = DataVersionManager()

    class Meta:
        verbose_name = _("data version")
        verbose_name_plural = _("data versions")

    def __str__(self) -> str:
        return f"{self.number} {self.changed_at:%Y-%m-%d %H:%M:%S}"
