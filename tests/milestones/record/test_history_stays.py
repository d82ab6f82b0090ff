"""The history of reference data, and the seals, stay: the database refuses to change or delete."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from tests.milestones.factories import milestone

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

HISTORY_STAYS = "The history of reference data is never changed or deleted."
SEALS_STAY = "Seals are never changed or deleted."
STAY = {
    "priorities_historicalgoal": HISTORY_STAYS,
    "priorities_historicalpriorityarea": HISTORY_STAYS,
    "priorities_historicalinitiative": HISTORY_STAYS,
    "milestones_historicalmilestone": HISTORY_STAYS,
    "milestones_historicaldeadline": HISTORY_STAYS,
    "milestones_seal": SEALS_STAY,
    "milestones_seal_previous": SEALS_STAY,
}


def test_every_history_is_guarded() -> None:
    histories = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.model_name and model._meta.model_name.startswith("historical")
    }
    assert histories == {table for table in STAY if "historical" in table}


@pytest.mark.parametrize("table", STAY)
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_no_row_is_changed_or_deleted(table: str, change: str) -> None:
    column = "history_id" if "historical" in table else "id"
    with (
        pytest.raises(IntegrityError, match=STAY[table]),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change.format(table, column, column))


def test_an_edit_is_still_added() -> None:
    edited = milestone()
    edited.text = "Another sentence."
    edited.save()
    assert edited.history.latest().text == "Another sentence."
