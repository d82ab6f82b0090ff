"""The servers that are measured, each on a free port of the loopback and ended by its process id.

How production serves the tracker stands in one place here: ``command``.
"""

from __future__ import annotations

import gzip
import http.client
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
# Not a package: granian would load it, and Django's settings with it, by its whole name.
REFERENCE = HERE / "reference"
HOST = "127.0.0.1"
MAX_START = 60
"""Seconds after which a server that does not answer counts as broken."""
MAX_STOP = 15

NGINX_CONFIGURATION = """\
{user}
daemon off; worker_processes 2; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    types {{ text/html html; }}
    access_log off; sendfile on; keepalive_requests 1000000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{ listen {host}:{port}; root {folder}; gzip_static on; }}
}}
"""


@dataclass(frozen=True)
class Site:
    """A server that runs: its address without a slash at its end, and its main process."""

    url: str
    pid: int

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


def command(server: str, application: str, port: int) -> list[str]:
    """How ``granian`` (production) or ``gunicorn`` (before it) serves an application."""
    if server == "granian":
        return [str(PROJECT / "scripts" / "serve"), str(port), application]
    return [
        *(sys.executable, "-m", "gunicorn", application, "--bind", f"{HOST}:{port}"),
        *("--threads", "4", "--no-control-socket", "--log-level", "critical"),
    ]


@contextmanager
def tracker(server: str, database_url: str) -> Iterator[Site]:
    """The tracker of this folder, as production runs it, on a database that is filled."""
    environment = {
        "DATABASE_URL": database_url,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": HOST,
        "HTTPS": "false",
        "DJANGO_SETTINGS_MODULE": os.environ.get("SERVED_SETTINGS", "spp_tracker.settings"),
    }
    port = free_port()
    start = command(server, "spp_tracker.wsgi:application", port)
    with _running(start, port, "/healthz", PROJECT, environment) as site:
        yield site


@contextmanager
def fixed_view(server: str) -> Iterator[Site]:
    """The fixed Django view, under the same server as the tracker."""
    port = free_port()
    application = f"{REFERENCE / 'fixed_view'}.py:application"
    if server == "gunicorn":
        application = "fixed_view:application"
    with _running(command(server, application, port), port, "/", REFERENCE) as site:
        yield site


@contextmanager
def nginx(page: bytes) -> Iterator[Site]:
    """nginx with a page, plain and gzipped, at ``/page.html``."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="spp-nginx-") as name:
        folder = Path(name)
        # As root, its workers give up their rights and must still find the page.
        folder.chmod(0o755)
        (folder / "page.html").write_bytes(page)
        (folder / "page.html.gz").write_bytes(gzip.compress(page, 6))
        configuration = folder / "nginx.conf"
        user = "user www-data;" if os.getuid() == 0 else ""
        configuration.write_text(
            NGINX_CONFIGURATION.format(user=user, folder=folder, host=HOST, port=port)
        )
        binary = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin") or "nginx"
        start = [binary, "-p", name, "-e", str(folder / "error.log"), "-c", str(configuration)]
        with _running(start, port, "/page.html", folder) as site:
            yield site


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _running(
    start: Sequence[str],
    port: int,
    path: str,
    folder: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Site]:
    """The server while the block lasts, from its first good answer at ``path`` on."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            start,
            cwd=folder,
            env={**_environment(), **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            if not _answers(process, port, path):
                output.seek(0)
                raise RuntimeError(f"{' '.join(start)}\n{output.read().decode(errors='replace')}")
            yield Site(f"http://{HOST}:{port}", process.pid)
        finally:
            process.terminate()
            try:
                process.wait(MAX_STOP)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _environment() -> dict[str, str]:
    """The environment, without the settings of whoever measures."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO_")}
    return {
        **own,
        "ENV_FILE": os.devnull,
        "PYTHON": sys.executable,
        "GRANIAN_LOG_LEVEL": "critical",
    }


def _answers(process: subprocess.Popen[bytes], port: int, path: str) -> bool:
    """Wait until it does; False once it has ended, or takes longer than any start may take."""
    give_up = time.monotonic() + MAX_START
    while time.monotonic() < give_up and process.poll() is None:
        connection = http.client.HTTPConnection(HOST, port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return True
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    return False
