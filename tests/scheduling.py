"""How the tests are shared out among the cores of a computer, and what these share."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

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
    "tests/test_backup.py",
    "tests/test_below_path.py",
)
"""Files that take long, and what comes next. Begun last, each would leave the other cores idle."""

ONLY_AT_LENGTH = {"test_openapi_queries.py"}
"""Files of which every test is exhaustive, and which take seconds to import."""


class Files(LoadFileScheduling):
    """A worker is given a file at a time; files that share what is costly are as if one."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        if file.startswith(BROWSER):
            return BROWSER
        return CRAWLED[0] if file in CRAWLED else file


def import_own_share(config: pytest.Config) -> None:
    """Have a worker that is about to collect all tests import its share of them first.

    Each worker collects every test, in the same order: the first time, all would compile the same
    file at the same time, each for itself. So they find most of it done by the others.
    """
    if config.args == config.getini("testpaths"):
        for module in share_of(config):
            # Whatever is wrong with it is told when it is collected.
            with suppress(Exception):
                import_module(module)


def share_of(config: pytest.Config) -> Iterator[str]:
    """The modules that are for this worker to import: each only for one."""
    worker: dict[str, Any] = config.workerinput  # type: ignore[attr-defined]
    turn = int(worker["workerid"].removeprefix("gw"))
    files = sorted((config.rootpath / "tests").rglob("test_*.py"))
    for file in files[turn :: worker["workercount"]]:
        if file.name not in ONLY_AT_LENGTH:
            yield ".".join(file.relative_to(config.rootpath).with_suffix("").parts)


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
