"""The tracker below a path and behind a port: every link, asset, redirect and cookie is right."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from spp_tracker import env as environment
from spp_tracker.below_path import BelowPath
from tests.seeding import FILE

ASK = """
import io, json, sys
from spp_tracker.wsgi import application

def ask(path):
    answer = {}
    def start(status, headers, *_error):
        answer["status"], answer["headers"] = int(status[:3]), headers
    path, _, query = path.partition("?")
    body = b"".join(application({
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "SCRIPT_NAME": "",
        "SERVER_NAME": "example.org", "SERVER_PORT": "8443", "HTTP_HOST": "example.org:8443",
        "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.multithread": True,
        "wsgi.multiprocess": True, "wsgi.run_once": False, "HTTP_X_REQUEST_ID": "request-1",
    }, start))
    return {**answer, "body": body.decode("utf-8", "replace")}

for paths in sys.stdin:
    print(json.dumps([ask(path) for path in json.loads(paths)]), flush=True)
"""

Answer = dict[str, object]
on_sqlite = pytest.mark.skipif(
    settings.DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3",
    reason="the tracker that is started has its own database",
)


Asked = Callable[..., list[Answer]]


@pytest.fixture(scope="module")
def asked(seeded_database: Path) -> Iterator[Asked]:
    """Asks a tracker whose public address is http://example.org:8443/tracker for some paths."""
    with subprocess.Popen(
        [sys.executable, "-c", ASK],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "spp_tracker.settings",
            "DATABASE_URL": f"sqlite:///{seeded_database / FILE}",
            "PUBLIC_URL": "http://example.org:8443/tracker/",
            "SECRET_KEY": "not secret: it signs nothing outside the tests",
            "ALLOWED_HOSTS": "example.org",
            "HTTPS": "false",
            "DEBUG": "true",
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:

        def ask(*paths: str) -> list[Answer]:
            assert process.stdin
            assert process.stdout
            process.stdin.write(f"{json.dumps(paths)}\n")
            process.stdin.flush()
            answers: list[Answer] = json.loads(process.stdout.readline())
            return answers

        yield ask
        process.communicate()
    assert process.returncode == 0


PATHS = (
    *("/en/", "/fr/milestones/", "/en/milestones/TS-1.5/", "/en/changes/", "/en/data/"),
    *("/embed/", "/admin/login/", "/en/nowhere/", "/deadlines.ics", "/changes.atom"),
    *("/milestones.json", "/robots.txt", "/sitemap-pages.xml"),
)


@on_sqlite
def test_everything_leads_below_the_path(asked: Asked) -> None:
    answers = asked(*(f"/tracker{path}" for path in PATHS))
    leads: set[str] = set()
    for path, answer in zip(PATHS, answers, strict=True):
        # Lines of a calendar are folded.
        body = str(answer["body"]).replace("\r\n ", "")
        assert answer["status"] == (404 if "nowhere" in path else 200), path
        links = re.findall(r'(?:href|src|action)="(/[^"/][^"]*|/)"', body)
        assert not [link for link in links if not link.startswith("/tracker/")], path
        whole = re.findall(r"http://example\.org:8443(/[^\s\"<>]*)", body)
        assert not [link for link in whole if not link.startswith("/tracker/")], path
        assert "http://example.org/" not in body, path
        leads.update(link.replace("&amp;", "&") for link in links)
        for name, value in answer["headers"]:  # type: ignore[attr-defined]
            assert name != "Set-Cookie" or "Path=/tracker/" in value
    assets = sorted(lead for lead in leads if "/static/" in lead or lead.endswith((".ico", ".png")))
    assert len(assets) > 10
    for asset, answer in zip(assets, asked(*assets), strict=True):
        assert answer["status"] == 200, asset


@on_sqlite
def test_it_is_the_same_whether_the_proxy_takes_the_path_away(asked: Asked) -> None:
    kept, taken = asked("/tracker/en/milestones/ts-1.5/", "/en/milestones/ts-1.5/")
    assert kept == taken
    assert kept["status"] == 308
    assert ["Location", "/tracker/en/milestones/TS-1.5/"] in kept["headers"]  # type: ignore[operator]


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("/tracker", "/"),
        ("/tracker/", "/"),
        ("/tracker/en/", "/en/"),
        ("/trackers/en/", "/trackers/en/"),
        ("/en/tracker/", "/en/tracker/"),
    ],
)
def test_only_the_path_itself_is_taken_away(path: str, left: str) -> None:
    seen: list[str] = []

    def application(environ: dict[str, str], _start: object) -> list[bytes]:
        seen.append(environ["PATH_INFO"])
        return []

    BelowPath(application, "/tracker")({"PATH_INFO": path}, lambda *_arguments: None)
    assert seen == [left]


def test_two_trackers_on_one_host_have_cookies_of_their_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    urls = [
        "http://127.0.0.1:8000",
        "http://127.0.0.1:8001",
        "http://127.0.0.1:8000/tracker",
        "https://tracker.example.org",
    ]
    monkeypatch.delenv("INSTANCE", raising=False)
    assert len({environment.instance("INSTANCE", url) for url in urls}) == len(urls)
    monkeypatch.setenv("INSTANCE", "north")
    assert environment.instance("INSTANCE", urls[0]) == "north"
    assert settings.SESSION_COOKIE_NAME.startswith("spp_session_")
    assert settings.CSRF_COOKIE_NAME.startswith("spp_csrf_")


def test_an_instance_that_cannot_be_a_cookies_name_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("INSTANCE", "north; south")
    with pytest.raises(ImproperlyConfigured, match="INSTANCE is set to “north; south”"):
        environment.instance("INSTANCE", "http://127.0.0.1:8000")
