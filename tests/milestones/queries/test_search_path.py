"""The database guards and counts whatever the search path of a writer: a dump that is restored
has none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from milestones.models import DataVersion

pytestmark = [
    pytest.mark.both_databases,
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no search path."),
]


@contextmanager
def no_search_path() -> Iterator[CursorWrapper]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        yield cursor
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("RESET search_path")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE public.milestones_deadline SET recurring = true WHERE id = 1",
        "UPDATE public.milestones_standing SET from_date = from_date",
        "UPDATE public.auth_user SET first_name = 'Ana'",
        "TRUNCATE public.milestones_deadline",
    ],
)
def test_what_is_written_without_one_is_counted(statement: str) -> None:
    User.objects.create_user("editor")
    before = DataVersion.objects.get().number
    with no_search_path() as cursor:
        cursor.execute(statement)
    assert DataVersion.objects.get().number == before + 1


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("UPDATE public.milestones_statusupdate SET reason = ''", "never changed"),
        (
            "INSERT INTO public.milestones_pairstatus (update_id)"
            " SELECT update_id FROM public.milestones_standing WHERE update_id IS NOT NULL",
            "never changed",
        ),
        ("UPDATE public.milestones_standing SET until_date = until_date + 1", "one standing"),
    ],
)
def test_what_is_refused_with_one_is_refused_without(statement: str, message: str) -> None:
    refused = pytest.raises(IntegrityError, match=message)
    with no_search_path() as cursor, refused, transaction.atomic():
        cursor.execute(statement)


def test_every_function_has_a_search_path_of_its_own() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc"
            " WHERE pronamespace = current_schema()::regnamespace AND proconfig IS NULL"
        )
        assert cursor.fetchall() == []
