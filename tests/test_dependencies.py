"""The list of dependencies is that of the locks."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

PROJECT = Path(settings.BASE_DIR)


def test_every_locked_version_is_listed_with_its_day_and_licence() -> None:
    locks = [PROJECT / f"requirements{part}.lock" for part in ("", "-pdf")]
    text = "".join(lock.read_text("utf-8") for lock in locks)
    page = (PROJECT / "docs" / "dependencies.md").read_text("utf-8")
    row = r"^\| (\S+) \| (\S+) \| \d{4}-\d\d-\d\d \| [^|]+ \|$"
    listed = re.findall(row, page, re.MULTILINE)
    locked = sorted({*re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)})
    assert listed == locked, "Run: make lock"
