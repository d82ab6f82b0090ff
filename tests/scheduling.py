"""How the tests are shared out among the cores of a computer, and what these share."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling

CRAWLED = ("tests/test_crawl.py", "tests/test_figures.py", "tests/test_findable.py")
"""Files that look at what one crawl found: whoever has crawled looks at all of it."""
BROWSER = "tests/browser/"
"""Files that share a browser, two trackers and a walk: a worker that waits for them leaves the rest
to the others."""
LONGEST = (
    BROWSER,
    *CRAWLED,
    "tests/test_every_address_by_role.py",
    "tests/milestones/queries/test_query_counts.py",
    "tests/milestones/queries/test_oracle.py",
    "tests/test_benchmarks.py",
    "tests/milestones/pages/test_tables_have_their_files.py",
    "tests/milestones/opendata/test_same_rows.py",
    "tests/milestones/opendata/test_feeds_same_rows.py",
)
"""Files that take long, and what comes next. Begun last, each would leave the other cores idle."""


class Files(LoadFileScheduling):
    """A worker is given a file at a time; files that share what is costly are as if one."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        if file.startswith(BROWSER):
            return BROWSER
        return CRAWLED[0] if file in CRAWLED else file


def longest_first(item: pytest.Item) -> int:
    """Where a test belongs among the others: as far forward as its file takes long."""
    ranks = (rank for rank, path in enumerate(LONGEST) if item.nodeid.startswith(path))
    return next(ranks, len(LONGEST))


def once_per_run(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]
) -> Path:
    """A folder that whichever worker needs it first makes, for all workers of this run.

    The others wait until it is done. If making it failed, the next that needs it begins anew.
    """
    own = factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / name
        if not made.exists():
            being_made = factory.mktemp(name)
            make(being_made)
            being_made.rename(made)
    return made
