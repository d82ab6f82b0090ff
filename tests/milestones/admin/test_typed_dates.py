"""A revised deadline is entered as it stands in a letter, wherever people enter one."""

from __future__ import annotations

import pytest
from django.test import Client

from milestones.documents.deadlines import parse_date
from tests.milestones.admin.entry_forms import in_rows, opened, record, record_rows, said, send

LETTER = {"as_of": "2006-09-30", "source": "Letter", "status_ALL": "delayed", "note_ALL": "Storms"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("2008-06", "2008-06"),
        ("2008-q2", "2008-06"),
        ("2008–Q2", "2008-06"),
        ("Q2 2008", "2008-06"),
        ("June 2008", "2008-06"),
        ("second half of 2008", "2008-12"),
        ("January 1, 2008", "2008-01-01"),
        ("fall 2008", "2008-Fall"),
        ("end of 2008", "2008"),
    ],
)
def test_a_date_is_as_exact_as_it_was_typed(typed: str, code: str) -> None:
    assert parse_date(typed).code == code


@pytest.mark.parametrize("typed", ["", "soon", "2008-Q5", "2008-13", "June 31, 2008", "2008 2009"])
def test_anything_else_is_no_date(typed: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(typed)


@pytest.mark.django_db
def test_of_one_milestone(editor: Client) -> None:
    record(editor, "TS-1.2", **LETTER, revised_ALL="Q2 2008")
    assert said("TS-1.2") == [("ALL", "delayed", "Delayed", "2008-06")]


@pytest.mark.django_db
def test_of_several_milestones(editor: Client) -> None:
    row = {"codes": "TS-1.2", "status": "delayed", "revised": "2008-Q2", "note": "Storms"}
    record_rows(editor, in_rows(row))
    assert said("TS-1.2") == [("ALL", "delayed", "Delayed", "2008-06")]


@pytest.mark.django_db
def test_what_is_no_date_is_refused_and_kept(editor: Client) -> None:
    values = opened(editor, "TS-1.2") | LETTER | {"revised_ALL": "next year"}
    form = send(editor, "TS-1.2", values, "preview").context["form"]
    assert form.errors["revised_ALL"] == [
        "“next year” is not a date: write 2007-12-31, 2006-12, 2006-Fall or 2008."
    ]
    assert form["revised_ALL"].value() == "next year"
