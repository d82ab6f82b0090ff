"""A tracker served as in production, beside a measurement of it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings

SECONDS_TO_START = 120


class Server:
    """A running tracker on a port of this machine."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port, self.process = port, process

    def connect(self) -> HTTPConnection:
        """A connection, to be closed."""
        return HTTPConnection("127.0.0.1", self.port, timeout=30)

    def memory(self) -> list[float]:
        """What each worker holds, in MiB."""
        main = self.process.pid
        workers = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in workers]
        held = [count * os.sysconf("SC_PAGE_SIZE") / 2**20 for count in pages]
        # Python's own helper processes hold next to nothing.
        return [mebibytes for mebibytes in held if mebibytes > 30]


@contextmanager
def served(workers: int) -> Iterator[Server]:
    """Serve the database of the measurement until it is over."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    name = settings.DATABASES["default"]["NAME"]
    own = {
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{name}",
        "DJANGO_SETTINGS_MODULE": "spp_tracker.settings_test",
        "PYTHON": sys.executable,
        "WORKERS": str(workers),
    }
    process = subprocess.Popen(["scripts/serve", str(port)], env=os.environ | own)
    try:
        server = Server(port, process)
        _wait_for(server)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(server: Server) -> None:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up_at and server.process.poll() is None:
        connection = server.connect()
        try:
            connection.request("GET", "/readyz")
            response = connection.getresponse()
            if response.status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise SystemExit("The server did not become ready.")
