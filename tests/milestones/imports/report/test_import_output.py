"""python manage.py import_report: everything that it tells, as text and as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from milestones.models import StatusReport
from tests.milestones.documents.small import REPORT as SMALL
from tests.milestones.imports.report.commands import run

pytestmark = pytest.mark.django_db

SECOND = (
    SMALL.replace("US- CN: Initiated\n\n  1. US-MX: Delayed to Fall 2006", "Completed")
    .replace("Expand Canada-U.S. joint patrols.", "Extend the joint Canada-U.S. patrols by 2008.")
    .replace(
        "Share plans within 12 months", "Hold talks.\n\nOn track\n\nShare plans within 12 months"
    )
    .replace("Train officers (“green lanes”) within 18 months.  (December 2006)", "Write laws.")
)
"""Changed, reworded, new, and new with a milestone missing."""


@pytest.fixture
def second(small_record: None, tmp_path: Path) -> Path:
    path = tmp_path / "second.txt"
    path.write_text(SECOND, "utf-8")
    return path


TEXT = """\
“Second”, as of 2007-03-31, published 2007-05-02
second.txt, SHA-256 908c66c1e5bfd3264df6960c45eb2b5626ee6336c76970a73a427a69da5e61d3

unchanged: 4
changed: 1
  CS-1.1, line 21: Evaluate within 6 months (December 2005) and expand within 18 months (December …
    US-CN: Initiated (line 23, “First”, 2006-06-15) -> Completed (line 23)
    US-MX: Delayed to Fall 2006 (line 25, “First”, 2006-06-15) -> Completed (line 23)
reworded: 1
  line 37: Extend the joint Canada-U.S. patrols by 2008.
    ALL: Partially completed (line 39)
    78 % CS-1.4: Expand Canada-U.S. joint patrols.
      deadline on record: none (stays); in this edition: 2008
    to decide: --match CS-1.4=37 (same milestone) or --new 37 (new milestone)
new: 2
  CS-2.2, line 43: Write laws.
    under CS-2
    ALL: On track (line 45)
    to decide: --accept-new, or --new 43 for this one alone
  BP-1.2, line 59: Hold talks.
    under BP-1
    ALL: On track (line 61)
    to decide: --accept-new, or --new 59 for this one alone
missing from this edition: 1
  CS-2.1: Train officers (“green lanes”) within 18 months. (December 2006)
    ALL stays: On track (line 47, “First”, 2006-06-15)
    to decide: --allow-missing, or --match with its line
other wording differences: 0
"""

SAME = {"reworded": False, "corrects": False, "stays": False}
NO_MORE = {"revised_deadline": None, "note": ""}
COMPLETED = {"status": "completed", "as_reported": "Completed", **NO_MORE, "line": 23}
ON_TRACK = {"pair": "ALL", "status": "on_track", "as_reported": "On track", **NO_MORE}
FIRST = {"as_of": "2006-06-15", "report": "First"}

DATA = {
    "applied": False,
    "consequences": None,
    "edition": {
        "id": None,
        "title": "Second",
        "as_of": "2007-03-31",
        "published": "2007-05-02",
        "url": "",
        "document": "second.txt",
        "sha256": "908c66c1e5bfd3264df6960c45eb2b5626ee6336c76970a73a427a69da5e61d3",
    },
    "in_effect": None,
    "is_clean": False,
    "open_decisions": 4,
    "questions": [],
    "unchanged": [
        {**SAME, "code": code, "line": line, "sentence": sentence}
        for code, line, sentence in (
            ("CS-1.2", 25, "Write a plan within 24 months (June 2007);"),
            ("CS-1.3", 29, "And, within 9 months (March 2006), share it."),
            ("BP-1.1", 63, "Share plans within 12 months (June 2006) and annually thereafter."),
            ("BF-1.1", 86, "Build a lane by 2008."),
        )
    ],
    "changed": [
        {
            **SAME,
            "code": "CS-1.1",
            "line": 21,
            "sentence": "Evaluate within 6 months (December 2005) and expand within 18 "
            "months (December 2006) the use of forms.",
            "changes": [
                {
                    "pair": "US-CN",
                    "before": {
                        "status": "initiated",
                        "as_reported": "Initiated",
                        **NO_MORE,
                        "line": 23,
                        **FIRST,
                    },
                    "after": COMPLETED,
                },
                {
                    "pair": "US-MX",
                    "before": {
                        "status": "delayed",
                        "as_reported": "Delayed to Fall 2006",
                        "revised_deadline": "2006-Fall",
                        "note": "",
                        "line": 25,
                        **FIRST,
                    },
                    "after": COMPLETED,
                },
            ],
        }
    ],
    "reworded": [
        {
            "area": "Cargo Security",
            "line": 37,
            "sentence": "Extend the joint Canada-U.S. patrols by 2008.",
            "deadlines": ["2008"],
            "statuses": [
                {
                    "pair": "ALL",
                    "status": "partially_completed",
                    "as_reported": "Partially completed",
                    **NO_MORE,
                    "line": 39,
                }
            ],
            "match": None,
            "proposals": [
                {
                    "code": "CS-1.4",
                    "text": "Expand Canada-U.S. joint patrols.",
                    "deadlines": [],
                    "likeness": 78,
                }
            ],
        }
    ],
    "new": [
        {
            "code": code,
            "initiative": initiative,
            "new_initiative": None,
            "line": line,
            "sentence": sentence,
            "parties": "ALL",
            "deadlines": [],
            "statuses": [{**ON_TRACK, "line": line + 2}],
            "is_decided": False,
        }
        for code, initiative, line, sentence in (
            ("CS-2.2", "CS-2", 43, "Write laws."),
            ("BP-1.2", "BP-1", 59, "Hold talks."),
        )
    ],
    "missing": [
        {
            "code": "CS-2.1",
            "text": "Train officers (“green lanes”) within 18 months. (December 2006)",
            "statuses": [{**ON_TRACK, "line": 47, **FIRST}],
            "is_decided": False,
        }
    ],
    "notes": [],
    "problems": [],
}


def test_the_whole_text(second: Path) -> None:
    error = "Nothing was changed: 4 decisions are needed."
    assert run(second, title="Second") == (1, TEXT, error)


def test_the_whole_data(second: Path) -> None:
    code, said, error = run(second, "--format", "json", title="Second")
    data: dict[str, Any] = json.loads(said)
    assert len(data.pop("fingerprint")) == 64
    assert data == DATA
    assert (code, error) == (1, "Nothing was changed: 4 decisions are needed.")


def test_what_was_applied_as_data(second: Path) -> None:
    options = ("--match", "CS-1.4=37", "--accept-new", "--allow-missing", "--format", "json")
    code, said, _error = run(second, *options, "--apply", title="Second")
    pk, data = StatusReport.objects.get(title="Second").pk, json.loads(said)
    assert (code, data["applied"], data["edition"]["id"]) == (0, True, pk)
    assert data["consequences"] == {
        "public_date": {"before": "2006-06-15", "after": "2007-03-31"},
        "late": {"before": 2, "after": 3},
        "overdue": {"before": 0, "after": 2},
        "contradictions": {"before": 0, "after": 1},
    }
    _code, said, _error = run(second, "--apply", "--format", "json", title="Second")
    edition = {"id": pk, "title": "Second", "as_of": "2007-03-31"}
    assert (json.loads(said)["applied"], json.loads(said)["in_effect"]) == (False, edition)
