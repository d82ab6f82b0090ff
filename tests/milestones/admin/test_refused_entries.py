"""What cannot be recorded is refused at its field, in words, and nothing is lost."""

from __future__ import annotations

from itertools import cycle

import pytest
from django.test import Client

from milestones.models import StatusUpdate
from tests.milestones.admin.entry_forms import Entered, opened, problems, send, words

pytestmark = pytest.mark.django_db


BUTTONS = ("record", "preview")

REFUSED: list[tuple[Entered, tuple[str, str, str]]] = [
    ({"as_of": ""}, ("id_as_of", "As of", "This field is required.")),
    ({"as_of": "2999-01-01"}, ("id_as_of", "As of", "This date is in the future.")),
    (
        {"as_of": "2005-06-26"},
        ("id_as_of", "As of", "There are no data before the plan of 2005-06-27."),
    ),
    ({"source": ""}, ("id_source", "Source", "This field is required.")),
    ({"whom": ""}, ("id_whom_0", "For whom", "This field is required.")),
    ({"status_ALL": ""}, ("id_status_ALL", "All parties, Status", "Choose a status.")),
    (
        {"whom": "apart", "status_US-CN": "", "as_reported_US-CN": "On track"},
        ("id_status_US-CN", "Canada–U.S., Status", "Choose a status."),
    ),
    (
        {"status_ALL": "delayed"},
        ("id_note_ALL", "All parties, Note", "It is delayed: say why, and what is done about it."),
    ),
    (
        {"revised_ALL": "soon"},
        (
            *("id_revised_ALL", "All parties, Revised deadline"),
            "“soon” is not a date: write 2007-12-31, 2006-12, 2006-Fall or 2008.",
        ),
    ),
    (
        {"as_of": "2006-06-15", "source": ""},
        ("id_source", "Source", "This field is required."),
    ),
    (
        {"as_of": "2006-06-15"},
        (
            *("id_reason", "Reason"),
            "2006-06-15 already has a status: say why this one corrects it.",
        ),
    ),
    (
        {"reason": "x" * 2001},
        (
            *("id_reason", "Reason"),
            "Ensure this value has at most 2000 characters (it has 2001).",
        ),
    ),
    (
        {"status_ALL": "planned"},
        (
            *("id_status_ALL", "All parties, Status"),
            "Select a valid choice. planned is not one of the available choices.",
        ),
    ),
    ({"seen": ""}, ("", "", "This page is incomplete: reload it and enter it again.")),
    ({"seen": "x-0"}, ("", "", "This page is incomplete: reload it and enter it again.")),
]


@pytest.mark.parametrize(
    ("values", "expected", "button"),
    [(*refused, button) for refused, button in zip(REFUSED, cycle(BUTTONS), strict=False)],
    ids=lambda value: str(value)[:40],
)
def test_what_is_inconsistent_is_refused_in_words_and_nothing_changes(
    editor: Client, values: Entered, expected: tuple[str, str, str], button: str
) -> None:
    valid = {"as_of": "2006-09-30", "source": "Letter"}
    response = send(editor, "TS-1.2", opened(editor, "TS-1.2") | valid | values, button)
    assert response.status_code == 200
    assert problems(response) == [expected]
    shown = words(response)
    anchor, _label, message = expected
    assert message in shown
    assert f'href="#{anchor}"' in shown or not anchor
    assert f'id="{anchor}"' in shown or not anchor
    assert StatusUpdate.objects.count() == 106
