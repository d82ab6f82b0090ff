"""The templates of the public pages, which are Jinja's. The admin's and the mails' are Django's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

from django.conf import settings
from django.template.backends import jinja2
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils import translation
from jinja2 import BytecodeCache, Environment, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from milestones.choices import DELIVERED, Pair
from milestones.opendata.licences import licence, terms
from milestones.pages import changes, counts, dates, filters, links, meta, navigation, text
from milestones.pages.annotations import annotation_label
from milestones.queries.filtersets import PAGE_SIZES
from milestones.queries.suggestions import suggestions
from milestones.search import marked

GLOBALS: dict[str, Any] = {
    # What a page has that has no query of its own.
    "query": None,
    "links": links.SiteLinks(),
    "DELIVERED": DELIVERED,
    "LOCALES": meta.LOCALES,
    "PAGE_SIZES": PAGE_SIZES,
    "PAIRS": tuple(Pair),
    "annotation_label": annotation_label,
    "by_phase": counts.by_phase,
    "change_links": changes.ChangeLinks,
    "change_notes": changes.notes,
    "days_to_choose": dates.days_to_choose,
    "figures": counts.figures,
    "filter_chips": filters.chips,
    "flags": filters.flags,
    "headline_figures": counts.headline_figures,
    "languages": navigation.languages,
    "licence": licence,
    "meaning": text.meaning,
    "found_elsewhere": text.found_elsewhere,
    "marked": marked,
    "moved": changes.moved,
    "page_numbers": filters.page_numbers,
    "phase": text.phase,
    "nav_items": navigation.nav_items,
    "relaxations": filters.relaxations,
    "root": get_script_prefix,
    "sort_choices": filters.sort_choices,
    "static": static,
    "suggestions": suggestions,
    "structured_data": meta.structured_data,
    "terms": terms,
    "title_details": meta.title_details,
    "whole_bar": counts.whole_bar,
}
FILTERS: dict[str, Callable[..., str]] = {
    "iso_day": dates.iso_day,
    "truncated": text.truncated,
}
WORDS: dict[str, Callable[..., str]] = {
    "caveats": text.caveats,
    "date": dates.day_words,
    "figure_label": counts.figure_label,
    "pair_label": text.pair_label,
    "status_label": text.status_label,
    "words": str,
}
"""Filters whose result depends on the language, and on nothing else but their arguments."""


def _filled(message: str, values: dict[str, Any]) -> Markup:
    """A message of ours, which may have tags, with values, which are escaped."""
    return Markup(message) % values  # noqa: S704


def _gettext(message: str, **values: Any) -> Markup:
    return _filled(translation.gettext(message), values)


def _pgettext(context: str, message: str, **values: Any) -> Markup:
    return _filled(translation.pgettext(context, message), values)


def _ngettext(one: str, many: str, number: int, **values: Any) -> Markup:
    return _filled(translation.ngettext(one, many, number), values)


def _npgettext(context: str, one: str, many: str, number: int, **values: Any) -> Markup:
    return _filled(translation.npgettext(context, one, many, number), values)


MESSAGES: dict[str, Callable[..., Markup]] = {
    "_": _gettext,
    "gettext": _gettext,
    "pgettext": _pgettext,
    "ngettext": _ngettext,
    "npgettext": _npgettext,
}


class _Compiled(BytecodeCache):
    """Compiled templates: those of one language serve the others."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is compiled already, if it is of the same source."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._code[bucket.key, bucket.checksum] = bucket.code


class PageTemplates(jinja2.Jinja2):
    """Jinja templates with an environment for each language.

    So what is said in a language is looked up once, and not again on each page.
    """

    @property
    def env(self) -> Environment:
        """The environment of the reader's language."""
        return self._environments[translation.get_language() or settings.LANGUAGE_CODE]

    @env.setter
    def env(self, plain: Environment) -> None:
        shared = {
            "loader": plain.loader,
            "auto_reload": plain.auto_reload,
            "bytecode_cache": _Compiled(),
        }
        self._environments = {
            code: _environment(code, **shared) for code, _name in settings.LANGUAGES
        }

    def load(self) -> None:
        """Load every template in every language, so that no first page waits for it."""
        for environment in self._environments.values():
            for name in environment.list_templates():
                environment.get_template(name)


def _environment(language: str, **options: Any) -> Environment:
    """An environment of one language, in which a name that is missing is an error."""
    environment = Environment(
        **options,
        # An optimizer would write the words of one language into what all of them share.
        optimized=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.filters |= FILTERS | _in(language, WORDS)
    environment.globals |= GLOBALS | _in(language, MESSAGES)
    with translation.override(language):
        constants = {"language": language, "lang_en": text.lang_en(), "colon": text.colon()}
    environment.globals |= constants
    return environment


def _in(language: str, functions: Mapping[str, Callable[..., Any]]) -> dict[str, Any]:
    """Functions of words in a language, each of which keeps its latest results."""
    return {name: _kept(language, function) for name, function in functions.items()}


def _kept(language: str, function: Callable[..., Any]) -> Callable[..., Any]:
    # By type, too: markup is not escaped again, and equal to the same words that are no markup.
    @lru_cache(maxsize=4096, typed=True)
    def kept(*args: Any, **values: Any) -> Any:
        with translation.override(language):
            return function(*args, **values)

    return kept
