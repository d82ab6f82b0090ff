"""No page or file fails at what is searched for, whatever it is."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.milestones.hostile import HOSTILE
from tests.routes import address_of, public_routes

pytestmark = pytest.mark.django_db

WORDS = " ".join(HOSTILE[name] for name in ("line breaks", "no character of XML", "markup"))
"""Within the 100 characters of a search."""


# Of the briefing, the PDF is drawn from the page.
@pytest.mark.parametrize("name", sorted(public_routes().keys() - {"briefing_pdf"}))
def test_every_address_answers_a_hostile_search(client: Client, name: str) -> None:
    client.raise_request_exception = False
    response = client.get(address_of(name, public_routes()[name]), {"q": WORDS})
    response.getvalue()
    assert response.status_code < 500
