"""Whole files beside what the database itself can write: COPY and ``sqlite3 -csv``."""

from __future__ import annotations

import http.client
import subprocess
import time
from dataclasses import dataclass

from django.db import connection

from tests.benchmarks.memory_use import Memory, memory_of
from tests.benchmarks.servers import HOST, Site

FILE = "/statuses.csv"
LONGEST = 300.0
"""Seconds that a file may take."""

ROWS = """
SELECT m.code, a.name, l.pair, l.status, l.status, l.as_reported, l.revised_date, u.as_of,
    r.title, l.source_line, u.recorded_at
FROM milestones_standing s
JOIN milestones_milestone m ON m.id = s.milestone_id
JOIN priorities_initiative i ON i.id = m.initiative_id
JOIN priorities_priorityarea a ON a.id = i.area_id
JOIN milestones_statusupdate u ON u.id = s.update_id
JOIN milestones_pairstatus l ON l.update_id = u.id
LEFT JOIN milestones_statusreport r ON r.id = u.report_id
WHERE s.pair = 'ALL' AND s.until_date IS NULL
ORDER BY a."order", i."order", m."order", l.pair
"""
"""The columns of the file, of the status lines in force now, as plain as they are kept."""


@dataclass(frozen=True)
class Download:
    """Seconds to the first byte of the body and to the last, lines, and the server's memory."""

    first: float
    seconds: float
    lines: int
    memory: Memory


def download(site: Site) -> Download:
    """Read a whole file as it comes, not compressed."""
    client = http.client.HTTPConnection(HOST, site.port, timeout=LONGEST)
    with memory_of(site.pid) as memory:
        began = time.perf_counter()
        client.request("GET", FILE)
        response = client.getresponse()
        if response.status != 200:
            raise RuntimeError(f"{FILE} answered {response.status}.")
        piece = response.read(1)
        first = time.perf_counter() - began
        lines = 0
        while piece:
            lines += piece.count(b"\n")
            piece = response.read(1 << 16)
        seconds = time.perf_counter() - began
    client.close()
    return Download(first, seconds, lines - 1, memory)


def database_client() -> str:
    """The command that comes with the database that Django is connected to."""
    return "sqlite3" if connection.vendor == "sqlite" else "psql"


def written_by_database() -> float:
    """Seconds in which that command writes the same rows; from the same database."""
    began = time.perf_counter()
    subprocess.run(_command(), check=True, stdout=subprocess.DEVNULL, timeout=LONGEST)
    return time.perf_counter() - began


def _command() -> list[str]:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return ["sqlite3", "-readonly", "-csv", "-header", str(settings["NAME"]), ROWS]
    copy = f"COPY ({ROWS}) TO STDOUT WITH (FORMAT csv, HEADER)"
    asked = {"host": "HOST", "port": "PORT", "username": "USER", "dbname": "NAME"}
    where = [f"--{option}={settings[name]}" for option, name in asked.items() if settings[name]]
    return ["psql", "--no-psqlrc", "--quiet", *where, "--command", copy]
