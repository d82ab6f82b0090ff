"""Figures for Prometheus.

They are read from the database and the folder of backups at each request, so that every process
answers the same. What one process alone knows, such as its requests, is in the access log and
known to the proxy; only how the replica serves is told by each process, with its number.
"""

import logging
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    generate_latest,
)

from milestones.actions.consequences import PublicFigures
from milestones.models import DataVersion, Milestone, Verification
from spp_tracker.backups import BackupError, newest_backup
from spp_tracker.replica import Replica, configured_replica

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Respond with the figures to whoever has ``METRICS_TOKEN``; without the setting, 404."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    registry = CollectorRegistry()
    for name, meaning, value in _figures():
        Gauge(f"spp_tracker_{name}", meaning, registry=registry).set(value)
    if replica := configured_replica():
        _add_replica(replica, registry)
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _last_backup() -> Iterator[tuple[str, str, float]]:
    """Nothing if there is none that can be restored, which a monitor notices."""
    if not settings.BACKUP_FOLDER:
        return
    try:
        last = newest_backup(Path(settings.BACKUP_FOLDER))
    except (BackupError, OSError):
        logger.exception("The backups in BACKUP_FOLDER cannot be read.")
        return
    if last:
        at = datetime.fromisoformat(last.made_at).timestamp()
        yield "last_backup_timestamp_seconds", "When the last backup was made.", at
        yield "last_backup_bytes", "The size of its database.", last.size


def _figures() -> Iterator[tuple[str, str, float]]:
    """The name, meaning and value of each figure."""
    version = DataVersion.objects.values_list("number", flat=True).first()
    yield "data_version", "Number of writes of data.", version or 0
    yield "milestones", "Milestones on record.", Milestone.objects.count()
    public = PublicFigures.now()
    yield "late", "Late milestones, as of the newest date on record.", public.late
    yield "overdue", "Overdue milestones, as of the newest date on record.", public.overdue
    attempts = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - timedelta(hours=1))
    failed = attempts.aggregate(count=Sum("failures_since_start", default=0))["count"]
    yield "failed_logins", "Failed logins of the last hour that count against limits.", failed
    yield from _last_backup()
    if last := Verification.objects.first():
        yield (
            "last_verification_timestamp_seconds",
            "When the record was last verified.",
            last.verified_at.timestamp(),
        )
        yield "last_verification_findings", "What that found wrong.", last.finding_count


def _add_replica(replica: Replica, registry: CollectorRegistry) -> None:
    process = str(os.getpid())
    figures = {
        "replica_readable": ("Whether public pages are read from it.", replica.is_readable()),
        "replica_lag_seconds": ("How far it is behind at most.", replica.lag),
    }
    for name, (meaning, value) in figures.items():
        gauge = Gauge(f"spp_tracker_{name}", meaning, ["process"], registry=registry)
        gauge.labels(process).set(value)
    Counter(
        "spp_tracker_replica_fallbacks",
        "Public pages that were read from the primary instead.",
        ["process"],
        registry=registry,
    ).labels(process).inc(replica.fallback_count)
