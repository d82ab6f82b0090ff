"""The card of the machine: without it, a figure says nothing."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("Django", "granian", "gunicorn", "Jinja2", "psycopg2", "weasyprint")
COMMANDS = {
    "PostgreSQL": ["psql", "--version"],
    "nginx": ["/usr/sbin/nginx", "-v"],
    "wrk": ["wrk", "-v"],
}


def machine_card() -> dict[str, str]:
    """What this machine is, and in which versions the software is there."""
    return {
        "Taken at": utc_now(),
        "Processor": f"{_line_of('/proc/cpuinfo', 'model name') or platform.processor()}, "
        f"{os.cpu_count()} cores",
        "Memory": f"{int(_line_of('/proc/meminfo', 'MemTotal').split()[0]) / 2**20:.1f} GiB",
        "System": f"{_name_of_system()}, Linux {platform.release()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **dict(_packages()),
        **dict(_commands()),
    }


def utc_now() -> str:
    """The time, as the page shows it."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")


def load_of_others() -> float:
    """How many processes wanted the processor in the last minute, on average."""
    return os.getloadavg()[0]


def _line_of(file: str, name: str) -> str:
    lines = Path(file).read_text("utf-8").splitlines()
    pairs = (line.partition(":") for line in lines)
    return next((value.strip() for key, _colon, value in pairs if key.strip() == name), "")


def _name_of_system() -> str:
    release = Path("/etc/os-release").read_text("utf-8").splitlines()
    names = (line.partition("=") for line in release)
    return next((value.strip('"') for key, _, value in names if key == "PRETTY_NAME"), "")


def _packages() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue


def _commands() -> Iterator[tuple[str, str]]:
    for name, command in COMMANDS.items():
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except FileNotFoundError:
            continue
        said = (done.stdout + done.stderr).splitlines()
        yield (
            name,
            next((word for word in said[0].replace("/", " ").split() if word[0].isdigit()), ""),
        )
