"""Whether PDFs can be made is found out once, and no reader waits for it twice."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from milestones.pages import pdf


class Trials:
    """Stands in for the process that tries whether the library loads; it ends when told to."""

    def __init__(self) -> None:
        self.count = 0
        self.may_end = threading.Event()

    def run(self, *_command: Any, **_options: Any) -> subprocess.CompletedProcess[bytes]:
        self.count += 1
        assert self.may_end.wait(10)
        return subprocess.CompletedProcess([], 0)


@pytest.fixture(autouse=True)
def _not_tried_yet() -> Iterator[None]:
    pdf._is_installed.cache_clear()
    yield
    pdf._is_installed.cache_clear()


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> Trials:
    trials = Trials()
    monkeypatch.setattr(subprocess, "run", trials.run)
    return trials


def test_readers_who_ask_at_once_wait_for_one_trial(trials: Trials) -> None:
    with ThreadPoolExecutor(4) as readers:
        offered = [readers.submit(pdf.pdf_offered) for _reader in range(4)]
        trials.may_end.set()
        assert [answer.result() for answer in offered] == [True] * 4
    assert trials.count == 1


def test_a_process_that_has_looked_beforehand_lets_nobody_wait(trials: Trials) -> None:
    trials.may_end.set()
    pdf.look_for_library()
    for thread in threading.enumerate():
        if thread.name == "pdf_offered":
            thread.join(10)
    trials.may_end.clear()
    assert pdf.pdf_offered()
    assert trials.count == 1


def test_a_busy_machine_tries_it_no_later_than_it_answers_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was tried at the lowest priority, and the first readers waited for more than a minute."""
    library = f"import os, sys\nsys.exit(os.nice(0) != {os.nice(0)})\n"
    (tmp_path / "weasyprint.py").write_text(library, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert pdf.pdf_offered()
