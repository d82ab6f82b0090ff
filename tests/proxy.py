"""nginx with the configuration of ``deploy/``, on ports of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]
DEPLOY = PROJECT / "deploy"
INSTALLED = "/opt/spp-tracker/"
HOST = "tracker.example.org"
SECONDS = 60
"""After which a server counts as stuck; a machine that is busy with other tests takes some."""


def free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def make_certificate(folder: Path) -> ssl.SSLContext:
    """A certificate of the host by an authority of our own, which the context trusts."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new = ("-newkey", "rsa:2048", "-nodes")
    openssl("req", "-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Rehearsal")
    openssl("req", *new, "-keyout", "privkey.pem", "-out", "host.csr", "-subj", f"/CN={HOST}")
    (folder / "names").write_text(f"subjectAltName=DNS:{HOST}\n")
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-extfile", "names")
    openssl("x509", "-req", "-in", "host.csr", *signed, "-out", "fullchain.pem")
    return ssl.create_default_context(cafile=str(folder / "ca.pem"))


class Proxy:
    """nginx with the configuration of ``deploy/``, in front of so many application hosts.

    Without ``limits``, one address may ask as much as it can.
    """

    def __init__(self, folder: Path, hosts: int = 1, *, limits: bool = True) -> None:
        self._context = make_certificate(folder)
        self.http, self.https, *self.trackers = free_ports(2 + hosts)
        text = (DEPLOY / "nginx.conf").read_text("utf-8")
        text = re.sub(r" *listen \[::\].*\n", "", text)
        if not limits:
            text = re.sub(r"\n *limit_(req|conn) .*", "", text)
        (server,) = re.findall(r"server 127.0.0.1:8000.*;", text)
        servers = (server.replace("8000", str(port)) for port in self.trackers)
        for former, new in {
            server: "\n".join(servers),
            "listen 80;": f"listen 127.0.0.1:{self.http};",
            "listen 443": f"listen 127.0.0.1:{self.https}",
            f"/etc/letsencrypt/live/{HOST}": str(folder),
            f"{INSTALLED}.local/static": str(folder / "static"),
            "/var/log/nginx": str(folder),
        }.items():
            assert former in text
            text = text.replace(former, new)
        folders = "\n".join(
            f"{name}_temp_path {folder};"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        self.configuration = folder / "nginx.conf"
        self.configuration.write_text(
            f"pid {folder}/pid; error_log {folder}/error.log; user root;\nevents {{}}\n"
            f"http {{\naccess_log off;\n{folders}\n{text}\n}}\n"
        )

    def command(self, *options: str) -> list[str]:
        return ["nginx", "-c", str(self.configuration), *options]

    def connect(self, seconds: float = SECONDS) -> HTTPSConnection:
        """A connection over TLS, on which one request follows the other."""
        connection = HTTPSConnection(HOST, self.https, context=self._context, timeout=seconds)
        connection._create_connection = lambda *_: socket.create_connection(  # type: ignore[attr-defined]
            ("127.0.0.1", self.https), seconds
        )
        return connection

    def ask(self, address: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str]]:
        """The status and headers of a whole response over TLS."""
        connection = self.connect()
        try:
            connection.request(method, address, headers={"Host": HOST, **headers})
            response = connection.getresponse()
            response.read()
            return response.status, {
                name.lower(): value for name, value in response.headers.items()
            }
        finally:
            connection.close()


class Program:
    """A server in a process group of its own, which listens on a port once it has started. It
    writes to the ``log``."""

    def __init__(
        self, command: Sequence[str], port: int, *, log: Path = Path(os.devnull), **variables: str
    ) -> None:
        self._command = command
        self._port = port
        self._log = log
        self._variables = variables

    def start(self) -> None:
        """Start it, and wait until it listens."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env={**os.environ, **self._variables},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        give_up_at = time.monotonic() + SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port)).close()
                return
            except OSError:
                assert self._process.poll() is None, "It has stopped."
                assert time.monotonic() < give_up_at, "It does not listen."
                time.sleep(0.05)

    def stop(self) -> None:
        """Let it end by itself."""
        self._process.terminate()
        self._process.wait(SECONDS)

    def kill(self) -> None:
        """End it and its workers at once, as if the machine had failed, unless it has ended."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(SECONDS)


@contextmanager
def running(command: Sequence[str], port: int, **variables: Any) -> Iterator[Program]:
    """A program, once it listens."""
    program = Program(command, port, **variables)
    try:
        program.start()
        yield program
    finally:
        program.stop()
