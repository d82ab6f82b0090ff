"""The server answers beside clients that are slow, and stops when it is told to."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]
SECONDS = 60
"""After which it counts as stuck; a machine that is busy with other tests takes some."""
CLIENTS_OF_A_KIND = 10
HALF_SENT = {
    "silent": b"",
    "in its headers": b"GET /healthz HTTP/1.1\r\nHost: loc",
    "in its body": b"POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\na",
    "after all": b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
}


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
        return free


@pytest.fixture(scope="module")
def server(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A server of one process; its log is what it prints."""
    environment = {
        "DJANGO_SETTINGS_MODULE": "spp_tracker.settings_test",
        "DATABASE_URL": f"sqlite:///{tmp_path_factory.mktemp('served') / 'db.sqlite3'}",
        "PYTHON": sys.executable,
        "WORKERS": "1",
        "ACCESS_LOG": "true",
    }
    process = subprocess.Popen(
        [PROJECT / "scripts" / "serve", str(port)],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def healthz(port: int) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", "/healthz")
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def wait_for(port: int) -> None:
    give_up_at = time.monotonic() + SECONDS
    while True:
        try:
            healthz(port)
        except OSError:
            assert time.monotonic() < give_up_at, "The server did not start."
            time.sleep(0.05)
        else:
            return


def test_it_answers_beside_slow_clients_and_stops(server: subprocess.Popen[str], port: int) -> None:
    wait_for(port)
    with ExitStack() as clients:
        for start in HALF_SENT.values():
            for _ in range(CLIENTS_OF_A_KIND):
                client = clients.enter_context(socket.create_connection(("127.0.0.1", port)))
                client.sendall(start)
        for _ in range(5):
            assert healthz(port) == (200, b"ok\n")
    server.terminate()
    log, _ = server.communicate(timeout=SECONDS)
    assert server.returncode == 0
    assert "INFO access: request method=GET path=/healthz status=200 milliseconds=" in log
