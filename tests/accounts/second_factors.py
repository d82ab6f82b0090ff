"""People with a second factor, and the codes that their apps show."""

from __future__ import annotations

from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import User
from django.test import Client

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN, CODE = "/admin/login/", "/admin/account/second-factor/code/"
SET_UP = "/admin/account/second-factor/app/add/"


def protect(user: User) -> list[str]:
    """Give somebody a second factor; returns the recovery codes."""
    TOTP.activate(user, SECRET)
    codes: list[str] = RecoveryCodes.activate(user).generate_codes()
    return codes


def code(secret: str = SECRET, steps_ahead: int = 0) -> str:
    """What the app shows, or will show so many half minutes later."""
    _before, now, _after = yield_hotp_counters_from_time()
    return str(format_hotp_value(hotp_value(secret, now + steps_ahead)))


def enter_password(client: Client, name: str, to: str = "/admin/", **extra: Any) -> Any:
    entered = {"username": name, "password": f"{name} has this password", "next": to}
    return client.post(LOGIN, entered, **extra)


def enter_code(client: Client, entered: str, **extra: Any) -> Any:
    return client.post(CODE, {"code": entered}, **extra)
