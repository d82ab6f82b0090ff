"""Over HTTPS, the names of cookies let browsers refuse what another host or plain HTTP has set."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

PROGRAM = """
import json
from django.conf import settings
print(json.dumps([settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_PATH,
    settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE,
    settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY]))
"""


@pytest.mark.parametrize(
    ("variables", "prefix", "path"),
    [
        ({"PUBLIC_URL": "https://example.org"}, "__Host-", "/"),
        ({"PUBLIC_URL": "https://example.org/tracker"}, "__Secure-", "/tracker/"),
        ({"HTTPS": "false"}, "", "/"),
    ],
)
def test_their_prefix_says_what_the_installation_can_promise(
    variables: dict[str, str], prefix: str, path: str
) -> None:
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "spp_tracker.settings",
            "ENV_FILE": os.devnull,
            "DATABASE_URL": "sqlite://:memory:",
            "SECRET_KEY": "not secret: it signs nothing outside the tests",
            "ALLOWED_HOSTS": "example.org",
            "INSTANCE": "north",
            **variables,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    session, session_path, csrf, *secure = json.loads(found.stdout)
    assert (session, csrf) == (f"{prefix}spp_session_north", f"{prefix}spp_csrf_north")
    assert session_path == path
    assert secure == [bool(prefix), bool(prefix), True, True]
