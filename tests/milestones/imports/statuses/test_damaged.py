"""Words on record that a program read in another encoding were not edited."""

from __future__ import annotations

import datetime as dt

import pytest

from milestones.actions import StatusLine
from milestones.choices import Pair, Status
from milestones.imports.presenters import sheet_text
from milestones.imports.statuses.damage import looks_damaged
from tests.milestones import recording
from tests.milestones.imports.statuses.sheets import (
    applied,
    compared,
    edited,
    export,
    exported,
    problems,
    row,
    told,
)
from tests.milestones.recording import everything

WORDS = "Terminé – « à l’Île » et “Ávila”, año 2006"


def record() -> None:
    for code in ("TS-1.2", "TS-1.3"):
        line = StatusLine(Pair.ALL, Status.DELAYED, as_reported=WORDS)
        recording.record(dt.date(2006, 7, 1), line, code=code)


@pytest.mark.django_db
@pytest.mark.parametrize("read_as", ["cp1252", "latin-1", "mac_roman"])
def test_a_file_in_utf_8_that_was_read_as_another_and_saved_changes_nothing(read_as: str) -> None:
    record()
    # Windows keeps a byte that is no letter as the character of its number.
    text = "".join(bytes([byte]).decode(read_as, "ignore") or chr(byte) for byte in exported())
    before = everything()
    difference = compared(text.encode())
    assert (difference.changes, difference.problems, difference.unchanged) == ([], [], 106)
    assert difference.damaged == {"as_reported": [4, 5]}
    assert difference.ignored == {}
    assert applied(text.encode()) == []
    assert everything() == before


@pytest.mark.django_db
@pytest.mark.parametrize("written_in", ["mac_roman", "cp850", "ascii"])
def test_a_file_saved_in_the_letters_of_another_system_changes_nothing(written_in: str) -> None:
    record()
    difference = compared(exported().decode().encode(written_in, "replace"))
    assert (difference.changes, difference.problems) == ([], [])
    assert difference.damaged == {"as_reported": [4, 5]}


@pytest.mark.django_db
def test_a_file_damaged_twice_changes_nothing() -> None:
    record()
    rows = edited("TS-1.2", as_reported=WORDS.encode().decode("latin-1").encode().decode("latin-1"))
    assert compared(rows).damaged == {"as_reported": [4]}


@pytest.mark.django_db
def test_what_was_edited_beside_damaged_cells_is_recorded() -> None:
    record()
    rows = export()
    row(rows, "TS-1.3").update(as_reported=WORDS.encode().decode("latin-1"))
    row(rows, "TS-1.4").update(status="completed", as_reported="")
    difference = compared(rows)
    assert list(told(difference)) == ["TS-1.4"]
    assert (
        "damaged by the spreadsheet program and left as they are: 1\n  as_reported, row 5\n"
        in sheet_text(difference, None, None)
    )


@pytest.mark.django_db
def test_edited_words_that_are_damaged_are_refused() -> None:
    record()
    rows = edited("TS-1.2", as_reported="Retardé, dÃ©cision attendue")
    assert problems(compared(rows)) == [
        "row 4, as_reported: The spreadsheet program damaged the accents in “Retardé, dÃ©cision "
        "attendue”: write them again, and save the file as XLSX or CSV UTF-8."
    ]


@pytest.mark.parametrize(
    "words", ["SÃ©curitÃ©", "lâ€™été", "S√©curit√©", "S\ufffdcurit\ufffd", "l\x92été"]
)
def test_damage_is_known_by_its_letters(words: str) -> None:
    assert looks_damaged(words)


@pytest.mark.parametrize(
    "words",
    [
        "Sécurité",
        "« SÉCURITÉ »",
        "À L’ÎLE…",
        "CAFÉ – “RÉSUMÉ”",
        "Año 2006; ¿cómo?",
        "√2",
        "Ã",
        WORDS,
    ],
)
def test_words_with_accents_are_not_damaged(words: str) -> None:
    assert not looks_damaged(words)
