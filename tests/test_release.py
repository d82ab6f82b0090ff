"""The mark of a release: it has whatever an answer depends on, and is known before any is given."""

from __future__ import annotations

import gc
import runpy
from collections.abc import Iterator
from importlib.metadata import Distribution
from pathlib import Path
from types import SimpleNamespace

import pytest
from pytest_django import Settings

import spp_tracker
from spp_tracker import release as marking
from spp_tracker.release import FOLDERS, release

DJANGO = ("Django", "5.2.19")


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    """As in a process that starts."""
    release.cache_clear()
    yield
    release.cache_clear()


@pytest.fixture
def files(tmp_path: Path, settings: Settings) -> Path:
    """A small release, to be tampered with."""
    settings.BASE_DIR = tmp_path
    for folder in FOLDERS:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file").write_text("as it is")
    return tmp_path


def anew() -> str:
    """The mark that a process gives which starts now."""
    release.cache_clear()
    return release()


def install(monkeypatch: pytest.MonkeyPatch, *distributions: tuple[str, str]) -> None:
    """Have exactly these installed, by name and version."""
    installed = [
        SimpleNamespace(metadata={"Name": name, "Version": version})
        for name, version in distributions
    ]
    monkeypatch.setattr(marking, "distributions", lambda: installed)


@pytest.mark.parametrize("folder", FOLDERS)
def test_another_file_is_another_release(files: Path, folder: str) -> None:
    before = anew()
    (files / folder / "file").write_text("otherwise")
    assert anew() != before
    (files / folder / "file").write_text("as it is")
    assert anew() == before
    (files / folder / "another").touch()
    assert anew() != before


def test_what_is_installed_and_which_version_is_part_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    marks = []
    for installed in (
        [DJANGO],
        [DJANGO, ("weasyprint", "70.0")],
        [DJANGO, ("weasyprint", "70.1")],
    ):
        install(monkeypatch, *installed)
        marks.append(anew())
        install(monkeypatch, *installed[::-1])
        assert anew() == marks[-1]
    assert len(set(marks)) == len(marks)


def test_every_distribution_is_known_by_name_and_version() -> None:
    installed = set(marking._installed())
    for name in ("Django", "psycopg2-binary", "granian"):
        assert f"{name} {Distribution.from_name(name).version}" in installed


def test_a_process_knows_its_release_before_it_loads_and_serves_anything(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.DEBUG = True  # Django's application alone
    known: list[tuple[int, bool]] = []
    monkeypatch.setattr(
        "django.core.wsgi.get_wsgi_application",
        lambda: known.append((release.cache_info().currsize, gc.isenabled())),
    )
    gc.unfreeze()
    runpy.run_path(str(Path(spp_tracker.__path__[0]) / "wsgi.py"))
    # Neither while it loads nor later is it looked through for garbage.
    assert known == [(1, False)]
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0


def test_a_process_stays_with_the_release_it_started_with(files: Path) -> None:
    before = release()
    (files / "templates" / "file").write_text("of the next release")
    assert release() == before
