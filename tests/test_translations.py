"""French and Spanish: everything is said in them, and what is sent is what was written."""

from __future__ import annotations

import datetime as dt
import gettext
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import ngettext

Catalogue = dict[str | tuple[str, int], str]
"""Translations by message; a message with a plural stands once for each form, with its number."""

LOCALES = settings.BASE_DIR / "spp_tracker" / "locale"
TRANSLATED = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PACKAGES = ["milestones", "priorities", "spp_tracker", "templates"]
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]|\{\w+\}|</?\w+[^>]*>|&\w+;")
COUNTS = {"%(n)s", "%(months)s"}
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

pytestmark = pytest.mark.parametrize("language", TRANSLATED)


def written(language: str) -> Path:
    return LOCALES / language / "LC_MESSAGES" / "django.po"


def read(compiled: Path) -> Catalogue:
    with compiled.open("rb") as file:
        catalogue: Catalogue = vars(gettext.GNUTranslations(file))["_catalog"]
    return catalogue


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Catalogue]:
    """Compiles a catalogue: what is not translated, or only guessed, is not in the result."""
    folder = tmp_path_factory.mktemp("compiled")

    def compiled(path: Path) -> Catalogue:
        result = folder / "django.mo"
        subprocess.run(["msgfmt", f"--output-file={result}", path], check=True)
        return read(result)

    return compiled


@pytest.fixture(scope="session")
def marked(
    tmp_path_factory: pytest.TempPathFactory, compiled: Callable[[Path], Catalogue]
) -> Catalogue:
    """Every message that the code marks, each as its own translation; read from a copy."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copy(settings.BASE_DIR / "manage.py", copy)
    for package in PACKAGES:
        without = shutil.ignore_patterns("__pycache__", "locale")
        shutil.copytree(settings.BASE_DIR / package, copy / package, ignore=without)
    (copy / "spp_tracker" / "locale").mkdir()
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "--locale=en", "--verbosity=0"],
        cwd=copy,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "spp_tracker.settings_test"},
        check=True,
        capture_output=True,
    )
    catalogue = copy / "spp_tracker" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    itself = copy / "itself.po"
    subprocess.run(["msgen", f"--output-file={itself}", catalogue], check=True)
    return compiled(itself)


def original(message: str | tuple[str, int]) -> str:
    """A message's words, without its number and what it is about."""
    words = message if isinstance(message, str) else message[0]
    return words.split("\4")[-1]


def test_every_message_is_translated_and_none_is_guessed(
    language: str, marked: Catalogue, compiled: Callable[[Path], Catalogue]
) -> None:
    translated = compiled(written(language))
    assert set(translated) - set(marked) == set()
    assert set(marked) - set(translated) == set()


def test_what_is_sent_is_what_was_written(
    language: str, compiled: Callable[[Path], Catalogue]
) -> None:
    assert read(written(language).with_suffix(".mo")) == compiled(written(language))


def test_no_translation_loses_a_placeholder_or_a_tag(
    language: str, compiled: Callable[[Path], Catalogue]
) -> None:
    for message, words in compiled(written(language)).items():
        if message:
            texts = (original(message), words)
            wanted, translated = (set(PLACEHOLDER.findall(text)) for text in texts)
            lost = wanted ^ translated
            assert not lost or (isinstance(message, tuple) and lost <= COUNTS), (message, words)


def test_no_translation_begins_or_ends_with_a_stray_space(
    language: str, compiled: Callable[[Path], Catalogue]
) -> None:
    for message, words in compiled(written(language)).items():
        if message:
            assert words.strip(" \n") == words, message
            assert "  " not in words, message


def test_a_count_is_followed_by_the_form_that_its_language_has_for_it(language: str) -> None:
    with translation.override(language):
        counted = [ngettext("%(n)s milestone", "%(n)s milestones", n) % {"n": n} for n in (0, 1, 2)]
    assert counted == {
        "fr": ["0 jalon", "1 jalon", "2 jalons"],
        "es": ["0 hitos", "1 hito", "2 hitos"],
    }.get(language)


def test_a_time_is_written_as_in_the_country(language: str) -> None:
    with translation.override(language):
        written = date_format(dt.datetime(2026, 11, 28, 13, 8, tzinfo=dt.UTC), "DATETIME_FORMAT")
    assert written.replace(NO_BREAK_SPACE, " ") == {
        "fr": "28 novembre 2026, 13 h 08",
        "es": "28 de noviembre de 2026 a las 13:08",
    }.get(language)


def test_punctuation_is_spaced_as_the_language_has_it(
    language: str, compiled: Callable[[Path], Catalogue]
) -> None:
    wrong = {
        # As in Canada: a no-break space inside quotes and before a colon, none before ; ! and ?
        "fr": rf"«[^{NO_BREAK_SPACE}]|[^{NO_BREAK_SPACE}]»|[^{NO_BREAK_SPACE}]:|\s[;!?]|[“”'\"]",
        "es": r"\s[:;!?]|['\"]",
    }[language]
    for message, words in compiled(written(language)).items():
        if message:
            assert not re.search(wrong, re.sub(r"<[^>]+>", "", words)), words
