"""A tracker as its users have it: seeded, compressed, behind granian; gone afterwards."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests.seeding import SET_UP

ADMIN, PASSWORD = "admin", "not secret: it opens nothing outside the tests"
"""Who may log in to the admin of a tracker."""
PROJECT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60
"""A machine that is busy with other tests takes some."""
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


DATABASE, COLLECTED = "db.sqlite3", "static"
"""What a tracker keeps in its folder."""
FINISH = f"""
from django.core.management import call_command

call_command("collectstatic", interactive=False, verbosity=0)
call_command(
    "createsuperuser", interactive=False, username="{ADMIN}", email="admin@localhost", verbosity=0
)
"""
"""What a user types to set a tracker up, in one process: starting it takes longer than its work."""


def set_up(folder: Path, *, seeded: Path | None = None, people: str = "") -> None:
    """Make a folder a tracker's: its database is seeded and its assets are collected.

    The database can be a copy of one that was seeded, and code can add people to it.
    """
    if seeded:
        shutil.copy(seeded, folder / DATABASE)
    manage(folder, ("" if seeded else SET_UP) + FINISH + people)


def manage(folder: Path, code: str) -> None:
    """Run code in the shell of the tracker in a folder."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "--verbosity", "0"]
    subprocess.run(
        [*command, "--command", code],
        cwd=PROJECT,
        env=environment_of(folder),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def environment_of(folder: Path) -> dict[str, str]:
    """How the tracker in a folder is configured."""
    return {
        **os.environ,
        "ENV_FILE": os.devnull,
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "SECRET_KEY": "not secret: it signs nothing outside the tests",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "HTTPS": "false",
        "DATABASE_URL": f"sqlite:///{folder / DATABASE}",
        "COLLECTED_ASSETS": str(folder / COLLECTED),
        "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
    }


@contextmanager
def tracker(folder: Path, *, model: Path | None = None, host: str = "127.0.0.1") -> Iterator[str]:
    """The address of a tracker whose database and assets are kept in a folder.

    It is set up anew, or a copy of one that was. At localhost browsers let it ask security keys.
    """
    if model:
        shutil.copytree(model, folder, dirs_exist_ok=True)
    else:
        set_up(folder)
    port = free_port()
    address = f"http://{host}:{port}"
    served = {"PYTHON": sys.executable, "WORKERS": "1"}
    if host == "localhost":
        served["PUBLIC_URL"] = address
    server = subprocess.Popen(
        ["scripts/serve", str(port)], cwd=PROJECT, env=environment_of(folder) | served
    )
    try:
        wait_for(port, server)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=SECONDS_TO_START)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up_at and server.poll() is None:
        with closing(HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
            try:
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.1)
    raise RuntimeError("The server did not become ready.")


def chromium_path() -> str:
    """Debian's Chromium: if it is there, the one that has no windows and takes less."""
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        raise RuntimeError(
            "There is no Chromium here: make test installs it, or "
            "apt-get install chromium-headless-shell."
        )
    return path


def launch(playwright: Playwright) -> Browser:
    """A browser that talks to nobody but the pages it is sent to."""
    return playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
