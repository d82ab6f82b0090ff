"""The list of dependencies is that of the lock."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

PROJECT = Path(settings.BASE_DIR)


def test_every_locked_version_is_listed_with_its_day_and_licence() -> None:
    lock = (PROJECT / "requirements.lock").read_text("utf-8")
    page = (PROJECT / "docs" / "dependencies.md").read_text("utf-8")
    row = r"^\| (\S+) \| (\S+) \| \d{4}-\d\d-\d\d \| [^|]+ \|$"
    listed = re.findall(row, page, re.MULTILINE)
    assert listed == re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.MULTILINE), "Run: make lock"
