"""A row whose date cannot be is shown as what it is, and every other row beside it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.milestones.factories import milestone
from tests.milestones.verification.damage import damage

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

PAGES = [
    *("/en/", "/en/deadlines/", "/en/milestones/", "/en/attention/", "/en/pairs/", "/en/changes/"),
    *("/en/milestones/TS-1.1/", "/en/priorities/traveller-security/", "/en/briefing/"),
    *("/milestones.csv", "/statuses.json", "/deadlines.json", "/changes.json", "/deadlines.ics"),
]


REVISED = "SET revised_date = '2007-05-05', revised_precision = 'month'"


@pytest.fixture
def damaged(db: None) -> None:
    """TS-1.1 is due, and revised, to a day that is not the last of its month."""
    key = milestone("TS-1.1").pk
    damage("UPDATE milestones_deadline SET date = '2006-12-12' WHERE milestone_id = %s", key)
    damage(f"UPDATE milestones_standing {REVISED} WHERE milestone_id = %s AND update_id > 0", key)
    damage(
        f"UPDATE milestones_pairstatus {REVISED} WHERE update_id IN "  # noqa: S608 - of this file
        "(SELECT id FROM milestones_statusupdate WHERE milestone_id = %s)",
        key,
    )


@pytest.mark.usefixtures("damaged")
@pytest.mark.parametrize("address", PAGES)
def test_every_page_and_file_is_there(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.getvalue()


@pytest.mark.usefixtures("damaged")
def test_the_page_says_what_is_damaged(client: Client) -> None:
    page = client.get("/en/milestones/TS-1.1/").content.decode()
    for day in ("Dec. 12, 2006", "May 5, 2007"):
        assert f"{day} (damaged: this day does not fit its precision)" in page
    listed = client.get("/en/milestones/?q=TS-1").content.decode()
    assert "Dec. 12, 2006 (damaged: this day does not fit its precision)" in listed
    assert "TS-1.2" in listed


@pytest.mark.usefixtures("damaged")
def test_files_have_the_day_that_is_stored(client: Client) -> None:
    rows = client.get("/milestones.json?code=TS-1.1").json()
    (row,) = rows if isinstance(rows, list) else rows["rows"]
    assert (row["last_deadline"], row["revised_deadline"]) == ("2006-12-12", "2007-05-05")
