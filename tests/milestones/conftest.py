"""What the tests of milestones start from, besides the real data."""

from __future__ import annotations

import pytest

from tests.milestones.comparing import record_later


@pytest.fixture
def later(db: None) -> None:
    record_later()
