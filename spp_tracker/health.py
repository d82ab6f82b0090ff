"""Two addresses for monitoring: is the process alive, and can it serve pages?"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milestones.models import DataVersion, Milestone, Verification
from spp_tracker.replica import Replica, configured_replica


@dataclass(frozen=True)
class Check:
    """What was found of one thing that the tracker needs; if not ready, with the remedy."""

    name: str
    found: str
    is_ready: bool = True


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Respond `ok`, whatever the state of the database."""
    return plain("ok")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Respond `ok` if pages can be served and statuses recorded, else 503; then a line for each
    thing that was checked, up to the first that is not ready."""
    found = list(checks())
    is_ready = all(check.is_ready for check in found)
    lines = [f"{check.name}: {check.found}" for check in found]
    return plain("\n".join(["ok" if is_ready else "not ready", *lines]), 200 if is_ready else 503)


def checks() -> Iterator[Check]:
    """Check one thing after another, until one is not ready."""
    try:
        for check in _checks():
            yield check
            if not check.is_ready:
                return
    except Error:
        remedy = "does not answer. Check that it runs and that DATABASE_URL is right."
        yield Check("database", remedy, is_ready=False)


def _checks() -> Iterator[Check]:
    if not connection.in_atomic_block:
        # An open connection may still have pages of a file that is damaged by now.
        connection.close()
    yield from free_space()
    yield database()
    yield migrations()
    yield record()
    yield verification()
    if found := configured_replica():
        yield replica(found)


def free_space() -> Iterator[Check]:
    """The space left for a SQLite database; that of a PostgreSQL server is not known here."""
    if file := _file():
        free = shutil.disk_usage(file.parent).free // 1_000_000
        least = settings.MIN_FREE_MEGABYTES
        is_ready = free >= least
        remedy = "" if is_ready else f", less than {least:,} (MIN_FREE_MEGABYTES). Make room."
        yield Check("free disk space", f"{free:,} MB{remedy}", is_ready)


def _file() -> Path | None:
    """The file of a SQLite database; None if it is in memory, or on a server."""
    file = Path(str(connection.settings_dict["NAME"]))
    return file if connection.vendor == "sqlite" and file.is_file() else None


def database() -> Check:
    """Whether it can be written to. Nobody's lock is waited for."""
    if file := _file():
        is_writable = all(os.access(path, os.W_OK) for path in (file, file.parent))
    elif connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            is_writable = cursor.fetchone() == ("off",)
    else:
        is_writable = True
    if is_writable:
        return Check("database", "writable")
    return Check(
        "database", "can only be read. Check its permissions, or its role.", is_ready=False
    )


def migrations() -> Check:
    """Whether the database has all migrations that the code expects."""
    if lacks_migrations():
        return Check("migrations", "missing. Run: python manage.py migrate", is_ready=False)
    return Check("migrations", "applied")


def lacks_migrations() -> bool:
    """Whether the database lacks migrations that the code expects."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def record() -> Check:
    """The data version, once milestones are on record."""
    if not Milestone.objects.exists():
        return Check("data", "no milestones. Run: python manage.py seed", is_ready=False)
    return Check("data", f"version {DataVersion.objects.current().mark}")


def verification() -> Check:
    """When the last verification was, and how much it found: pages are served all the same."""
    last = Verification.objects.first()
    if last is None:
        return Check("verification", "none yet. Run: python manage.py verify")
    at = f"{last.verified_at:%Y-%m-%d %H:%M} UTC"
    if last.finding_count:
        remedy = f"failed (findings: {last.finding_count}). Run: python manage.py verify"
        return Check("verification", f"{at} {remedy}")
    return Check("verification", f"{at}, nothing is wrong")


def replica(found: Replica) -> Check:
    """Whether public pages are read from the replica: without it, they are served all the same."""
    if found.is_readable():
        return Check("replica", f"{found.lag:.0f} s behind at most")
    return Check("replica", "away or too far behind: public pages are read from the primary")


def plain(text: str, status: int = 200) -> HttpResponse:
    """A line of plain text, readable for people with curl and for monitors."""
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
