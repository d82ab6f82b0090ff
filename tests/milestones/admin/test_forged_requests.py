"""What no page of the admin links to or sends is refused as such: nothing fails at it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.milestones.admin.entry_forms import LIST

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.mark.parametrize(
    "address",
    [f"{LIST}?parties__exact=%00", f"{LIST}?q=%00", "/admin/milestones/proposal/?state=a%00b"],
)
def test_a_nul_character_in_an_address(publisher: Client, address: str) -> None:
    assert publisher.get(address).status_code == 400


@pytest.mark.parametrize("key", ["TS-1.2", "", "1 or 1", "\0"])
def test_a_selected_key_that_is_no_number(publisher: Client, key: str) -> None:
    sent = {"action": "enter_several", "_selected_action": ["1", key]}
    assert publisher.post(LIST, sent).status_code == 400
