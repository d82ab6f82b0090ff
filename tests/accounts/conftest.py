"""What all tests of accounts share."""

from __future__ import annotations

import time
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth


@pytest.fixture(autouse=True)
def at_the_start_of_a_half_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the app's clock a test begins with a half minute: in the middle of a test, the next code,
    which it has used, would become the present one, and be refused."""
    passed = time.time() % 30
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: time.time() - passed))
