"""A provider of single sign-on that answers by itself, with tokens that it signs."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from requests import ConnectionError as NotThere

ISSUER = "https://id.example.org"
LOGIN = "/admin/account/sso/login/"
CALLBACK = f"{LOGIN}callback/"


@cache
def key(_name: str = "provider") -> rsa.RSAPrivateKey:
    """A key of somebody."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _base64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")


def _number(number: int) -> str:
    return _base64(number.to_bytes((number.bit_length() + 7) // 8, "big"))


class Provider:
    """What a provider says of somebody, and the session in which it is asked.

    With ``is_away`` nobody answers; ``signed_by`` signs the token.
    """

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {
            "sub": "248289761001",
            "preferred_username": "jane",
            "given_name": "Jane",
            "family_name": "Doe",
            "email": "jane@example.org",
            "groups": ["staff", "spp-editors"],
        }
        self.token: dict[str, Any] = {}
        self.signed_by = "provider"
        self.is_away = False
        self.issuer = ISSUER
        self.challenge = self.nonce = ""

    def __enter__(self) -> Provider:
        return self

    def __exit__(self, *_error: object) -> None:
        pass

    def get(self, url: str, **_kwargs: Any) -> Any:
        """An answer to GET."""
        return self.request("GET", url)

    def request(self, _method: str, url: str, **kwargs: Any) -> Any:
        """An answer to a request."""
        if self.is_away:
            raise NotThere(url)
        answers: dict[str, Callable[[], Any]] = {
            "/.well-known/openid-configuration": self._configuration,
            "/keys": self._keys,
            "/token": lambda: self._tokens(kwargs["data"]),
            "/me": lambda: self.claims,
        }
        answer = answers[url.removeprefix(ISSUER)]()
        return SimpleNamespace(
            status_code=200,
            headers={"content-type": "application/json"},
            text=json.dumps(answer),
            json=lambda: answer,
            raise_for_status=lambda: None,
        )

    def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "userinfo_endpoint": f"{ISSUER}/me",
            "jwks_uri": f"{ISSUER}/keys",
        }

    def _keys(self) -> dict[str, Any]:
        numbers = key("provider").public_key().public_numbers()
        public = {"n": _number(numbers.n), "e": _number(numbers.e)}
        return {"keys": [{"kty": "RSA", "kid": "1", "alg": "RS256", **public}]}

    def _tokens(self, sent: dict[str, str]) -> dict[str, Any]:
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        assert _base64(digest) == self.challenge
        assert sent["client_secret"] == "the tracker's secret"
        said = {
            "iss": ISSUER,
            "aud": "tracker",
            "sub": self.claims["sub"],
            "exp": int(time.time()) + 60,
            "nonce": self.nonce,
            **self.token,
        }
        signed = jwt.encode(said, key(self.signed_by), algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": signed}

    def led_to(self, client: Client, to: str = "/admin/") -> dict[str, str]:
        """What the tracker asks the provider for, when somebody begins to sign on."""
        address = urlsplit(client.post(LOGIN, {"next": to}).context["address"])
        assert f"{address.scheme}://{address.netloc}{address.path}" == f"{ISSUER}/authorize"
        asked = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.challenge, self.nonce = asked["code_challenge"], asked["nonce"]
        return asked

    def sign_on(self, client: Client, to: str = "/admin/") -> Any:
        """Sign on as a person does; gives the answer to coming back."""
        state = self.led_to(client, to)["state"]
        return client.get(CALLBACK, {"code": "once", "state": state})
