"""A migration that has landed is never edited: databases out there have run it as it was."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import settings

LANDED = (Path(__file__).parent / "landed_migrations.sha256").read_text("utf-8").splitlines()
"""As ``sha256sum`` prints it; those of a release are added when it lands."""


@pytest.mark.parametrize("line", LANDED)
def test_a_landed_migration_is_as_it_was(line: str) -> None:
    digest, name = line.split("  ")
    content = (settings.BASE_DIR / name).read_bytes()
    assert sha256(content).hexdigest() == digest, f"{name} was edited: write another migration."
