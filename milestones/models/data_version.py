"""The version of the data that a response shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS, models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from milestones.models.prepared import prepared

NO_VERSION = "0"
"""The mark of a database to which nothing was written yet."""


@dataclass(frozen=True)
class Version:
    """A version of the data of a database (its alias); no other version has the same ``mark``.

    ``number`` is that of the writes until then, 0 if nothing was written yet.

    Versions with the same ``plan_mark`` have the same plan, milestones, deadlines and editions, and
    differ only in statuses. ``changed_at`` is the instant (UTC) of the last write, and ``read_at``
    that of the query, both by the database's clock; ``changed_at`` is None if nothing was written
    yet.
    """

    database: str
    number: int
    mark: str
    plan_mark: str
    changed_at: dt.datetime | None
    read_at: dt.datetime


def version_mark(
    number: int | None, changed_at: dt.datetime | None, database: str = DEFAULT_DB_ALIAS
) -> str:
    """The mark of a version, from the columns of its row; the instant is in UTC. A version that was
    not read from the primary database names the one that it was read from."""
    if not changed_at:
        return NO_VERSION
    mark = f"{number} {changed_at.isoformat()}"
    return mark if database == DEFAULT_DB_ALIAS else f"{mark} {database}"


class DataVersionManager(models.Manager["DataVersion"]):
    def current(self) -> Version:
        """The current version, in one query. Data read afterwards is of this version or newer."""
        row = next(iter(_row(self._db)), None)
        if row is None:
            now = dt.datetime.now(dt.UTC)
            return Version(self.db, 0, NO_VERSION, NO_VERSION, None, now)
        number, changed_at, plan_number, plan_changed_at, read_at = row
        mark = version_mark(number, changed_at, self.db)
        plan_mark = version_mark(plan_number, plan_changed_at, self.db)
        return Version(self.db, number, mark, plan_mark, changed_at, read_at)


@prepared
def _row(alias: str | None) -> models.QuerySet[DataVersion, Any]:
    columns = ("number", "changed_at", "plan_number", "plan_changed_at")
    return DataVersion.objects.using(alias).values_list(*columns, Now())[:1]


class DataVersion(models.Model):
    """The number of writes of data that a response can show, and the instant of the last (UTC).

    There is one row. Database triggers update it in the transaction of each write, by any
    client (see migrations 0004, 0007 and 0008); nothing else does. The instant distinguishes
    databases with equally many writes, such as one and its backup.

    ``plan_number`` and ``plan_changed_at`` are those of the last write of anything but statuses
    (see migration 0011); None until there is one.
    """

    number = models.PositiveBigIntegerField(_("number"))
    changed_at = models.DateTimeField(_("changed at"))
    plan_number = models.PositiveBigIntegerField("plan number", null=True)
    plan_changed_at = models.DateTimeField("plan changed at", null=True)

    objects = DataVersionManager()

    class Meta:
        verbose_name = _("data version")
        verbose_name_plural = _("data versions")

    def __str__(self) -> str:
        return f"{self.number} {self.changed_at:%Y-%m-%d %H:%M:%S}"
