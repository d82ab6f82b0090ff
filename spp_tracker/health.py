"""Two addresses for whatever watches over the tracker: is it alive, and can it serve?"""

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from milestones.models import Milestone


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say `ok`: the process answers, whatever the state of its database."""
    return plain("ok")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Say `ok` when pages can be served, else 503 and a sentence that says what to do."""
    obstacle = find_obstacle()
    return plain(obstacle, status=503) if obstacle else plain("ok")


def find_obstacle() -> str | None:
    """What keeps the tracker from serving its pages, and the remedy; nothing when it can."""
    try:
        if lacks_migrations():
            return "The database is behind the code. Run: python manage.py migrate"
        if not Milestone.objects.exists():
            return "No milestones are on record. Run: python manage.py seed"
    except Error:
        return "The database does not answer. Check that it runs and that DATABASE_URL is right."
    return None


def lacks_migrations() -> bool:
    """Whether the code expects tables or columns that the database has not got yet."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def plain(text: str, status: int = 200) -> HttpResponse:
    """One line of text, for a person with curl as much as for a monitor."""
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
