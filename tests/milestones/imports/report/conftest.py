"""A small record for outputs that are to be read whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from milestones.imports.fixtures import build_fixtures
from milestones.imports.seed import seed
from tests.milestones.documents.small import PLAN, REPORT


@pytest.fixture
def small_record(empty_database: None, tmp_path: Path) -> None:
    """The two small documents on record: seven milestones in three areas."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "plan.txt").write_text(PLAN, "utf-8")
    (sources / "report.txt").write_text(REPORT, "utf-8")
    editions = {
        "plan": {"document": "plan.txt", "title": "Plan", "published": "2005-06-27"},
        "report": {
            "document": "report.txt",
            "title": "First",
            "as_of": "2006-06-15",
            "published": "2006-09-07",
        },
    }
    (tmp_path / "editions.json").write_text(json.dumps(editions), "utf-8")
    for path, content in build_fixtures(tmp_path).items():
        path.write_text(content, "utf-8")
    seed(tmp_path)
