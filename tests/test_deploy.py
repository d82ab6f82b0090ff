"""The files of ``deploy/`` fit the tracker: what they run and set exists, and nginx serves it."""

from __future__ import annotations

import configparser
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, IncompleteRead
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import get_commands
from django.db import connections

from spp_tracker.middleware import MAX_REQUEST_BYTES
from tests.cluster import wait_until
from tests.proxy import DEPLOY, HOST, INSTALLED, PROJECT, SECONDS, Proxy, running

UNITS = DEPLOY / "systemd"


def unit(path: Path) -> configparser.RawConfigParser:
    """A unit; of options that are given twice, the last."""
    parsed = configparser.RawConfigParser(strict=False)
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read_string(path.read_text("utf-8"))
    return parsed


def test_what_the_services_run_is_there() -> None:
    run = [unit(path)["Service"]["ExecStart"] for path in sorted(UNITS.glob("*.service"))]
    programs = {command.split()[0] for command in run}
    assert programs == {
        "/bin/sh",
        f"{INSTALLED}.venv/bin/python",
        f"{INSTALLED}scripts/serve",
    }
    assert os.access(PROJECT / "scripts" / "serve", os.X_OK)
    assert all("manage.py" in command for command in run if "python" in command)


def test_every_timer_starts_a_command_that_exists() -> None:
    timers = sorted(path.stem for path in UNITS.glob("*.timer"))
    commands = [name.partition("@")[2] for name in timers if "@" in name]
    assert commands == ["clearsessions", "send_reminders", "verify"]
    assert not {*commands, "backup"} - {*get_commands()}
    assert all((UNITS / f"{name.partition('@')[0]}@.service").exists() for name in timers[1:])
    assert (UNITS / f"{timers[0]}.service").exists()


def test_services_are_hardened_in_one_place() -> None:
    service = unit(UNITS / "spp-tracker-.service.d" / "hardening.conf")["Service"]
    expected = {"User": "spp-tracker", "NoNewPrivileges": "true", "ProtectSystem": "strict"}
    assert expected.items() <= dict(service).items()


def test_services_may_draw_a_pdf_at_a_low_priority() -> None:
    """``os.nice`` of ``milestones/pages/pdf_process.py`` is this call; without it, no PDF."""
    lines = (UNITS / "spp-tracker-.service.d" / "hardening.conf").read_text("utf-8").splitlines()
    assert [line for line in lines if line.startswith("SystemCallFilter=")][-1].endswith(
        "=setpriority"
    )


def test_every_setting_is_described_and_each_of_the_example_is_one() -> None:
    text = (PROJECT / "docs" / "settings.md").read_text("utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    described = {name for row in rows for name in re.findall("`([A-Z_]+)`", row)}
    settings = (PROJECT / "spp_tracker" / "settings.py").read_text("utf-8")
    read = {*re.findall(r'environment\.[a-z_.]+\(\s*"([A-Z_]+)"', settings)}
    assert described == read | {"ENV_FILE", "HOST", "PORT", "WORKERS", "THREADS"}
    lines = (DEPLOY / "settings.env").read_text("utf-8").splitlines()
    assert {line.partition("=")[0] for line in lines if "=" in line} - described == set()


def test_the_commands_that_operators_type_exist() -> None:
    page = (PROJECT / "docs" / "operate.md").read_text("utf-8")
    typed = {*re.findall(r"(?m)^ {4,}(?:.*&& )?spp-tracker (\w+)", page)}
    assert {"migrate", "restore", "collectstatic"} <= typed <= {*get_commands()}


def test_nginx_takes_what_the_tracker_takes() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    (megabytes,) = re.findall(r"client_max_body_size (\d+)m;", text)
    assert int(megabytes) == MAX_REQUEST_BYTES // 1_000_000


@pytest.mark.exhaustive
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("There is no systemd-analyze.")
    folder = tmp_path / "etc/systemd/system"
    shutil.copytree(UNITS, folder)
    shutil.copytree("/usr/lib/systemd/system", tmp_path / "usr/lib/systemd/system")
    for program in ("opt/spp-tracker/scripts/serve", "opt/spp-tracker/.venv/bin/python"):
        (tmp_path / program).parent.mkdir(parents=True)
        (tmp_path / program).symlink_to("/bin/true")
    for program in ("/bin/sh", "/usr/bin/find", "/bin/true"):
        (tmp_path / program[1:]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(program, tmp_path / program[1:])
    names = [path.name.replace("@.", "@verify.") for path in UNITS.glob("*.service")]
    names += [path.name for path in UNITS.glob("*.timer")]
    analyze = ["systemd-analyze", f"--root={tmp_path}"]
    verified = subprocess.run(
        [*analyze, "verify", *names], capture_output=True, text=True, check=False
    )
    assert "spp-tracker" not in verified.stderr
    secured = subprocess.run(
        [*analyze, "security", "--offline=true", "--threshold=15", "spp-tracker-web.service"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert secured.returncode == 0, secured.stdout


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    if not shutil.which("nginx"):
        pytest.skip("There is no nginx.")
    found = Proxy(tmp_path)
    subprocess.run(found.command("-t"), check=True, capture_output=True)
    with running(found.command("-g", "daemon off;"), found.https):
        yield found


@pytest.mark.exhaustive
@pytest.mark.django_db
@pytest.mark.usefixtures("copied_database")
def test_the_tracker_is_served_over_tls(proxy: Proxy, tmp_path: Path) -> None:
    database = {"DATABASE_URL": f"sqlite:///{connections.settings['default']['NAME']}"}
    variables = {
        **database,
        "DJANGO_SETTINGS_MODULE": "spp_tracker.settings",
        "SECRET_KEY": "not secret: it signs nothing outside the tests",
        "ALLOWED_HOSTS": HOST,
        "PUBLIC_URL": f"https://{HOST}",
        "BEHIND_PROXY": "true",
        "HTTPS": "true",
        "ENV_FILE": os.devnull,
        "PYTHON": sys.executable,
        "WORKERS": "1",
    }
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "site.0123456789ab.css").touch()
    serve = [str(PROJECT / "scripts" / "serve"), str(proxy.trackers[0])]
    with running(serve, proxy.trackers[0], **variables):
        status, headers = proxy.ask("/milestones.csv")
        assert (status, headers["strict-transport-security"]) == (200, "max-age=31536000")
        assert proxy.ask("/readyz")[0] == 200
        # The address to come back to, encoded once more, is longer than the request was.
        assert proxy.ask(f"/admin/?q={'%7C' * 2_500}")[0] == 302
        status, headers = proxy.ask("/static/site.0123456789ab.css")
        assert (status, headers["cache-control"]) == (200, "public, max-age=315360000, immutable")
        status, headers = proxy.ask("/static/gone.0123456789ab.css")
        assert (status, headers.get("cache-control")) == (404, None)
        assert "default-src 'self'" in headers["content-security-policy"]
        too_large = proxy.ask("/admin/login/", "POST", **{"Content-Length": "50000000"})
        assert too_large[0] == 413
        plain = HTTPConnection("127.0.0.1", proxy.http, timeout=SECONDS)
        plain.request("GET", "/en/?area=x", headers={"Host": HOST})
        redirect = plain.getresponse()
        assert (redirect.status, redirect.headers["Location"]) == (
            301,
            f"https://{HOST}/en/?area=x",
        )
        plain.close()
        posts = [proxy.ask("/milestones.csv", "POST")[0] for _ in range(40)]
        assert posts[:20] == [405] * 20, "Somebody who works is not stopped."
        assert 429 in posts, "Somebody who guesses is."
        assert proxy.ask("/healthz")[0] == 200


@pytest.mark.exhaustive
def test_a_file_that_breaks_off_is_seen_to(proxy: Proxy) -> None:
    with socket.create_server(("127.0.0.1", proxy.trackers[0])) as listener:

        def break_off() -> None:
            client, _address = listener.accept()
            is_chunked = b" HTTP/1.1\r\n" in client.recv(10_000)
            header, piece = (
                (b"Transfer-Encoding: chunked", b"4\r\nhalf\r\n")
                if is_chunked
                else (b"Connection: close", b"half")
            )
            client.sendall(b"HTTP/1.1 200 OK\r\n" + header + b"\r\n\r\n" + piece)
            client.close()

        tracker = Thread(target=break_off)
        tracker.start()
        with pytest.raises(IncompleteRead):
            proxy.ask("/milestones.csv")
        tracker.join(SECONDS)


@pytest.mark.exhaustive
def test_nginx_logs_no_token_of_a_link_that_sets_a_password(proxy: Proxy, tmp_path: Path) -> None:
    proxy.ask("/admin/account/password/MQ/d1xw3v-0c0ffee0c0ffee/?a=1")
    proxy.ask("/en/?area=x")
    proxy.ask("/healthz")  # by now the lines of the former two are written
    lines = (tmp_path / "access.log").read_text("utf-8").splitlines()
    assert [line.split('"')[1] for line in lines[:2]] == [
        "GET /admin/account/password/MQ/*** HTTP/1.1",
        "GET /en/?area=x HTTP/1.1",
    ]


@pytest.mark.exhaustive
def test_nginx_writes_into_the_new_log_once_the_former_is_put_away(
    proxy: Proxy, tmp_path: Path
) -> None:
    logrotate = shutil.which("logrotate", path=f"{os.environ['PATH']}:/usr/sbin")
    if not logrotate:
        pytest.skip("There is no logrotate.")
    text = (DEPLOY / "logrotate").read_text("utf-8")
    for former, new in {
        "/var/log/nginx/*": f"{tmp_path}/access",
        "create 0640 www-data adm": "create 0640",
        # The signal that it sends to nginx.
        "invoke-rc.d nginx rotate": f"kill -USR1 $(cat {tmp_path}/pid)",
    }.items():
        assert former in text
        text = text.replace(former, new)
    configuration = tmp_path / "logrotate"
    configuration.write_text(text)
    log = tmp_path / "access.log"
    proxy.ask("/en/?before")
    rotate = [logrotate, "--force", f"--state={tmp_path}/state", str(configuration)]
    subprocess.run(rotate, check=True, capture_output=True)

    def is_written() -> bool:
        proxy.ask("/en/?after")
        return "after" in log.read_text("utf-8")

    wait_until(is_written)
    assert "before" not in log.read_text("utf-8")
    assert "before" in log.with_name("access.log.1").read_text("utf-8")
    assert stat.S_IMODE(log.stat().st_mode) == 0o640
