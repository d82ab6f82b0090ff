"""Files stay short. That imports run one way is checked by import-linter (see pyproject.toml)."""

from __future__ import annotations

from django.conf import settings

MAX_LINES = 350


def test_files_stay_short_enough_to_be_read() -> None:
    paths = [
        path
        for package in ("priorities", "milestones", "spp_tracker")
        for path in (settings.BASE_DIR / package).rglob("*.py")
        if "migrations" not in path.parts
    ]
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in paths}
    assert {str(path): length for path, length in lengths.items() if length > MAX_LINES} == {}
