"""What ``manage.py check --deploy`` finds beyond Django's own checks."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

from django.core import checks
from django.db import connections


@checks.register(checks.Tags.security, deploy=True)
def database_is_private(**_options: Any) -> list[checks.CheckMessage]:
    """A SQLite database holds passwords and sessions: only its owner may read it."""
    found: list[checks.CheckMessage] = []
    for alias in connections:
        settings = connections.settings[alias]
        file = Path(str(settings["NAME"]))
        if not settings["ENGINE"].endswith("sqlite3") or not file.is_file():
            continue
        mode = stat.S_IMODE(file.stat().st_mode)
        if mode & stat.S_IRWXO:
            found.append(
                checks.Warning(
                    f"{file} can be read by everybody on this machine (mode {mode:04o}).",
                    hint=f"Run: chmod 600 {file}*",
                    id="spp_tracker.W001",
                )
            )
    return found
