"""Figures for Prometheus: closed without a token, and true."""

from __future__ import annotations

from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.test import Client
from pytest_django import Settings

from milestones.models import Verification
from spp_tracker.backups import Manifest
from spp_tracker.backups.contents import Contents

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

TOKEN = "a token that only the monitor has"


def test_without_the_setting_there_is_no_such_page(client: Client) -> None:
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("given", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer é"])
def test_without_the_token_nothing_is_told(given: str, client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    answer = client.get("/metrics", headers={"Authorization": given})
    assert (answer.status_code, answer.content) == (401, b"")
    assert answer["WWW-Authenticate"] == "Bearer"


def test_with_it_the_figures_are(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    AccessAttempt.objects.create(username="x", ip_address="192.0.2.1", failures_since_start=3)
    Verification.objects.create(finding_count=0)
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer["Content-Type"].startswith("text/plain; version=")
    assert answer["Cache-Control"].endswith("private")
    lines = answer.content.decode().splitlines()
    assert lines[3:6] == [
        "# HELP spp_tracker_milestones Milestones on record.",
        "# TYPE spp_tracker_milestones gauge",
        "spp_tracker_milestones 106.0",
    ]
    figures = dict(line.split() for line in lines if not line.startswith("#"))
    assert float(figures.pop("spp_tracker_data_version")) > 0
    assert float(figures.pop("spp_tracker_last_verification_timestamp_seconds")) > 1e9
    assert figures == {
        "spp_tracker_milestones": "106.0",
        "spp_tracker_late": "28.0",
        "spp_tracker_overdue": "17.0",
        "spp_tracker_failed_logins": "3.0",
        "spp_tracker_last_verification_findings": "0.0",
    }


def backup(folder: Path, made_at: str, size: int) -> Path:
    """A folder that has a manifest."""
    folder.mkdir()
    Manifest(made_at, "release", "sqlite", size, "", Contents([], "1", [], {})).write(folder)
    return folder


def test_the_last_backup_is_told(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.METRICS_TOKEN = TOKEN
    settings.BACKUP_FOLDER = str(tmp_path)

    def told() -> dict[str, float]:
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        lines = answer.content.decode().splitlines()
        figures = dict(line.split() for line in lines if line.startswith("spp_tracker_last_backup"))
        return {name: float(value) for name, value in figures.items()}

    assert told() == {}
    backup(tmp_path / "b", "2026-11-29T03:00:00+00:00", 1)
    newest = backup(tmp_path / "a", "2026-11-30T03:00:00+00:00", 4_200_000)
    backup(tmp_path / ".c.being-made", "2026-11-30T04:00:00+00:00", 2)
    assert told() == {
        "spp_tracker_last_backup_timestamp_seconds": 1796007600.0,
        "spp_tracker_last_backup_bytes": 4_200_000.0,
    }
    (newest / "manifest.json").write_text("{")
    assert told() == {}, "Nobody is told of a backup that cannot be restored."
