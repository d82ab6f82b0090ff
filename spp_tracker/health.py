"""Two addresses for monitoring: is the process alive, and can it serve pages?"""

from collections.abc import Iterator

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milestones.models import Milestone, Verification


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Respond `ok`, whatever the state of the database."""
    return plain("ok")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Respond `ok` if pages can be served, else 503 and a sentence that says what to do.

    A second line says if the last verification failed: pages are served all the same.
    """
    obstacle = find_obstacle()
    return (
        plain(obstacle, status=503)
        if obstacle
        else plain("\n".join(["ok", *failed_verification()]))
    )


def find_obstacle() -> str | None:
    """Why pages cannot be served, and the remedy; None if they can."""
    try:
        if lacks_migrations():
            return "The database is behind the code. Run: python manage.py migrate"
        if not Milestone.objects.exists():
            return "No milestones are on record. Run: python manage.py seed"
    except Error:
        return "The database does not answer. Check that it runs and that DATABASE_URL is right."
    return None


def failed_verification() -> Iterator[str]:
    """When the last verification was, and how much it found; nothing if all was well."""
    last = Verification.objects.first()
    if last and last.finding_count:
        yield (
            f"The verification of {last.verified_at:%Y-%m-%d %H:%M} UTC failed (findings: "
            f"{last.finding_count}). Run: python manage.py verify"
        )


def lacks_migrations() -> bool:
    """Whether the database lacks migrations that the code expects."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def plain(text: str, status: int = 200) -> HttpResponse:
    """A line of plain text, readable for people with curl and for monitors."""
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
