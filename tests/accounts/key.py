"""A security key in software, with the browser that asks it."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from html import unescape
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN = "https://tracker.example.org"
PRESENT = AuthenticatorData.FLAG.UP


def asked_by(response: Any) -> dict[str, Any]:
    """What a page has its script ask a key."""
    options = re.search(
        r'<script id="security-key-options" type="application/json">(.*?)</script>',
        response.content.decode(),
    )
    assert options
    ((_kind, asked),) = json.loads(unescape(options[1])).items()
    public_key: dict[str, Any] = asked["publicKey"]
    return public_key


@dataclass
class Key:
    """Signs with one secret, and counts how often."""

    private: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    counter: int = 0

    def made(self, asked: dict[str, Any], origin: str = ORIGIN) -> str:
        """What the browser sends when the key is added."""
        public = ES256.from_cryptography_key(self.private.public_key())  # type: ignore[no-untyped-call]
        about_key = AttestedCredentialData.create(bytes(16), self.id, public)
        data = AuthenticatorData.create(
            sha256(asked["rp"]["id"].encode()).digest(),
            PRESENT | AuthenticatorData.FLAG.AT,
            self.counter,
            about_key,
        )
        client = CollectedClientData.create("webauthn.create", asked["challenge"], origin)
        attestation = AttestationObject.create("none", data, {})
        return self._sent(client, attestationObject=attestation)

    def answer(self, asked: dict[str, Any], origin: str = ORIGIN) -> str:
        """What the browser sends when the key is used."""
        self.counter += 1
        host = sha256(asked["rpId"].encode()).digest()
        data = AuthenticatorData.create(host, PRESENT, self.counter)
        client = CollectedClientData.create("webauthn.get", asked["challenge"], origin)
        signature = self.private.sign(data + client.hash, ec.ECDSA(SHA256()))
        return self._sent(client, authenticatorData=data, signature=signature)

    def _sent(self, client: bytes, **response: bytes) -> str:
        parts = {"clientDataJSON": client, **response}
        sent = {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {name: websafe_encode(part) for name, part in parts.items()},
        }
        return json.dumps(sent)
