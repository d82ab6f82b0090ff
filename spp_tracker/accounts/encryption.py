"""The secrets of second factors are encrypted in the database, so that who reads it, or a backup,
cannot make codes.

The key is derived from ``SECRET_KEY``; what a key of ``SECRET_KEY_FALLBACKS`` has encrypted is read
too, and encrypted anew by ``manage.py encrypt_second_factors``.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

SECRETS = {"totp": "secret", "recovery_codes": "seed"}
"""What is secret in the data of a second factor, by its type."""
BEGINNING = "gAAAA"
"""How all that is encrypted begins: keys of apps have capitals only, and seeds are hexadecimal."""


class Unreadable(ValidationError):
    """None of the keys has encrypted a secret: whoever has it needs a new one."""


def encrypt(text: str) -> str:
    """Encrypt a secret with the key of today."""
    return _keys().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """The secret; itself if it is from before secrets were encrypted. Raises Unreadable."""
    if not text.startswith(BEGINNING):
        return text
    try:
        return _keys().decrypt(text.encode()).decode()
    except InvalidToken:
        raise Unreadable(
            _("Your second factor cannot be read any more. Ask an administrator to remove it.")
        ) from None


def encrypt_all(authenticators: Any) -> tuple[int, list[str]]:
    """Encrypt secrets with the key of today; returns how many, and whose cannot be read."""
    return _convert(authenticators, lambda secret: encrypt(decrypt(secret)))


def decrypt_all(authenticators: Any) -> tuple[int, list[str]]:
    """Undo it."""
    return _convert(authenticators, decrypt)


def _convert(authenticators: Any, convert: Any) -> tuple[int, list[str]]:
    converted, unreadable = 0, []
    found = authenticators.filter(type__in=SECRETS).select_related("user").select_for_update()
    for authenticator in found:
        name = SECRETS[authenticator.type]
        try:
            authenticator.data[name] = convert(authenticator.data[name])
        except Unreadable:
            unreadable.append(authenticator.user.username)
            continue
        authenticator.save(update_fields=["data"])
        converted += 1
    return converted, sorted({*unreadable})


def _keys() -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_key(secret) for secret in secrets])


def _key(secret: str) -> Fernet:
    derived = salted_hmac("spp_tracker.second_factors", "", secret, algorithm="sha256")
    return Fernet(urlsafe_b64encode(derived.digest()))
