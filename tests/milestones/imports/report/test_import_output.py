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


def small_edition(tmp_path: Path) -> Path:
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
    to decide: --allow-missing, or --match with the line where it stands
other wording differences: 0
"""

DATA = {
    "edition": {
        "title": "Second",
        "as_of": "2007-03-31",
        "published": "2007-05-02",
        "document": "second.txt",
        "sha256": "908c66c1e5bfd3264df6960c45eb2b5626ee6336c76970a73a427a69da5e61d3",
    },
    "in_effect": None,
    "is_clean": False,
    "open_decisions": 4,
    "unchanged": [
        {
            "code": "CS-1.2",
            "line": 25,
            "sentence": "Write a plan within 24 months (June 2007);",
            "reworded": False,
            "corrects": False,
            "stays": False,
        },
        {
            "code": "CS-1.3",
            "line": 29,
            "sentence": "And, within 9 months (March 2006), share it.",
            "reworded": False,
            "corrects": False,
            "stays": False,
        },
        {
            "code": "BP-1.1",
            "line": 63,
            "sentence": "Share plans within 12 months (June 2006) and annually thereafter.",
            "reworded": False,
            "corrects": False,
            "stays": False,
        },
        {
            "code": "BF-1.1",
            "line": 86,
            "sentence": "Build a lane by 2008.",
            "reworded": False,
            "corrects": False,
            "stays": False,
        },
    ],
    "changed": [
        {
            "code": "CS-1.1",
            "line": 21,
            "sentence": "Evaluate within 6 months (December 2005) and expand within 18 "
            "months (December 2006) the use of forms.",
            "reworded": False,
            "corrects": False,
            "stays": False,
            "changes": [
                {
                    "pair": "US-CN",
                    "before": {
                        "status": "initiated",
                        "as_reported": "Initiated",
                        "revised_deadline": None,
                        "note": "",
                        "line": 23,
                        "as_of": "2006-06-15",
                        "report": "First",
                    },
                    "after": {
                        "status": "completed",
                        "as_reported": "Completed",
                        "revised_deadline": None,
                        "note": "",
                        "line": 23,
                    },
                },
                {
                    "pair": "US-MX",
                    "before": {
                        "status": "delayed",
                        "as_reported": "Delayed to Fall 2006",
                        "revised_deadline": "2006-Fall",
                        "note": "",
                        "line": 25,
                        "as_of": "2006-06-15",
                        "report": "First",
                    },
                    "after": {
                        "status": "completed",
                        "as_reported": "Completed",
                        "revised_deadline": None,
                        "note": "",
                        "line": 23,
                    },
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
                    "revised_deadline": None,
                    "note": "",
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
            "code": "CS-2.2",
            "initiative": "CS-2",
            "new_initiative": None,
            "line": 43,
            "sentence": "Write laws.",
            "parties": "ALL",
            "deadlines": [],
            "statuses": [
                {
                    "pair": "ALL",
                    "status": "on_track",
                    "as_reported": "On track",
                    "revised_deadline": None,
                    "note": "",
                    "line": 45,
                }
            ],
            "is_decided": False,
        },
        {
            "code": "BP-1.2",
            "initiative": "BP-1",
            "new_initiative": None,
            "line": 59,
            "sentence": "Hold talks.",
            "parties": "ALL",
            "deadlines": [],
            "statuses": [
                {
                    "pair": "ALL",
                    "status": "on_track",
                    "as_reported": "On track",
                    "revised_deadline": None,
                    "note": "",
                    "line": 61,
                }
            ],
            "is_decided": False,
        },
    ],
    "missing": [
        {
            "code": "CS-2.1",
            "text": "Train officers (“green lanes”) within 18 months. (December 2006)",
            "statuses": [
                {
                    "pair": "ALL",
                    "status": "on_track",
                    "as_reported": "On track",
                    "revised_deadline": None,
                    "note": "",
                    "line": 47,
                    "as_of": "2006-06-15",
                    "report": "First",
                }
            ],
            "is_decided": False,
        }
    ],
    "notes": [],
    "problems": [],
    "applied": None,
}


def test_the_whole_text(small_record: None, tmp_path: Path) -> None:
    assert run(small_edition(tmp_path), title="Second") == (
        1,
        TEXT,
        "Nothing was changed: 4 decisions are needed.",
    )


def test_the_whole_data(small_record: None, tmp_path: Path) -> None:
    code, said, error = run(small_edition(tmp_path), "--format", "json", title="Second")
    data: dict[str, Any] = json.loads(said)
    assert len(data.pop("fingerprint")) == 64
    assert data == DATA
    assert (code, error) == (1, "Nothing was changed: 4 decisions are needed.")


def test_what_was_applied_as_data(small_record: None, tmp_path: Path) -> None:
    path = small_edition(tmp_path)
    options = ("--match", "CS-1.4=37", "--accept-new", "--allow-missing", "--format", "json")
    code, said, _error = run(path, *options, "--apply", title="Second")
    edition = {
        "id": StatusReport.objects.get(title="Second").pk,
        "title": "Second",
        "as_of": "2007-03-31",
    }
    assert (code, json.loads(said)["applied"]) == (0, edition)
    _code, said, _error = run(path, "--apply", "--format", "json", title="Second")
    assert (json.loads(said)["applied"], json.loads(said)["in_effect"]) == (None, edition)
