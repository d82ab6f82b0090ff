"""The Jinja templates of the public pages. The admin and the mails use Django templates."""

from collections.abc import Callable, Mapping, MutableMapping
from functools import cache, lru_cache
from types import CodeType, FunctionType, MethodType
from typing import Any

from django.conf import settings
from django.template.backends import jinja2
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import get_script_prefix
from django.utils import translation
from jinja2 import BytecodeCache, Environment, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from milestones.charts.bars import PLAIN, stacked_bar
from milestones.choices import DELIVERED, NOT_DELIVERED, Pair
from milestones.opendata.licences import licence, terms
from milestones.pages import (
    attention,
    briefing,
    changes,
    counts,
    dates,
    filters,
    lateness,
    links,
    meta,
    navigation,
    promise_calendar,
    text,
)
from milestones.pages.source_lines import AnnotationLabels
from milestones.queries.attention import HORIZONS
from milestones.queries.filtersets import PAGE_SIZES
from milestones.queries.suggestions import suggestions
from milestones.search import marked


def written_once(macro: Macro) -> Callable[..., str]:
    """A macro whose result depends on nothing but few different arguments, which it writes once in
    each language."""
    return lru_cache(maxsize=64, typed=True)(macro)


GLOBALS: dict[str, Any] = {
    # For pages without a query of their own.
    "query": None,
    "links": links.SiteLinks(),
    "DELIVERED": DELIVERED,
    "NOT_DELIVERED": NOT_DELIVERED,
    "LOCALES": meta.LOCALES,
    "HORIZONS": HORIZONS,
    "PAGE_SIZES": PAGE_SIZES,
    "PAIRS": tuple(Pair),
    "PLAIN": PLAIN,
    "annotation_labels": AnnotationLabels,
    "area_row": counts.area_row,
    "area_section": briefing.area_section,
    "by_phase": counts.by_phase,
    "change_links": changes.ChangeLinks,
    "change_row": briefing.change_row,
    "change_notes": changes.notes,
    "deliveries": counts.deliveries,
    "due_figures": counts.due_figures,
    "first_reports": changes.first_reports,
    "deadline_column": counts.deadline_column,
    "deadline_row": counts.deadline_row,
    "days_to_choose": dates.days_to_choose,
    "figures": counts.figures,
    "filter_chips": filters.chips,
    "filters_in_heading": filters.in_heading,
    "flags": filters.flags,
    "headline_figures": counts.headline_figures,
    "lang_of": text.lang_of,
    "languages": navigation.languages,
    "late_by": lateness.late_by,
    "late_in_short": lateness.late_in_short,
    "late_by_pair": lateness.late_by_pair,
    "licence": licence,
    "meaning": text.meaning,
    "found_elsewhere": text.found_elsewhere,
    "marked": marked,
    "overdue_words": lateness.overdue_words,
    "moved": changes.moved,
    "order_sentence": filters.order_sentence,
    "page_numbers": filters.page_numbers,
    "phase": text.phase,
    "nav_items": navigation.nav_items,
    "explained_reasons": attention.explained_reasons,
    "reason_counts": attention.reason_counts,
    "relaxations": filters.relaxations,
    "root": get_script_prefix,
    "short_row": briefing.short_row,
    "sort_choices": filters.sort_choices,
    "stacked_bar": stacked_bar,
    "static": cache(static),
    "suggestions": suggestions,
    "structured_data": meta.structured_data,
    "terms": terms,
    "status_ages": dates.status_ages,
    "title_details": meta.title_details,
    "written_calendar": promise_calendar.written_calendar,
    "written_once": written_once,
}
WORDS: dict[str, Callable[..., str]] = {
    "calendar_column": promise_calendar.calendar_column,
    "caveats": text.caveats,
    "date": dates.day_words,
    "file_size": filesizeformat,
    "figure_label": counts.figure_label,
    "line_parties": text.line_parties,
    "number_words": text.number_words,
    "pair_label": text.pair_label,
    "percent": text.percent,
    "status_label": text.status_label,
    "words": str,
}
"""Filters whose result depends on the language and on their arguments only."""


def _with_values(translated: Callable[..., str]) -> Callable[..., Markup]:
    """The messages of a function, which may contain tags, with values, which are escaped."""

    def message(*args: Any, **values: Any) -> Markup:
        return Markup(translated(*args)) % values  # noqa: S704 - values are escaped

    return message


MESSAGES = {
    "_": _with_values(translation.gettext),
    "gettext": _with_values(translation.gettext),
    "pgettext": _with_values(translation.pgettext),
    "ngettext": _with_values(translation.ngettext),
    "npgettext": _with_values(translation.npgettext),
}


class _SharedBytecode(BytecodeCache):
    """Compiled templates: those of one language serve the others."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key, bucket.checksum] = bucket.code


def written(value: Any) -> str:
    """A value as a template writes it: as ``markupsafe.escape``, which makes copies of markup, and
    markup of numbers. A page writes thousands of them."""
    kind = type(value)
    if kind is Markup:
        markup: Markup = value
        return markup
    return str(value) if kind is int else escape(value)


_PLAIN = {FunctionType, MethodType, type(lru_cache(len))}
_OF_TEMPLATE = ("_loop_vars", "_block_vars")
"""What each call of a template has besides its own values, for what takes the context."""


class _PageContext(Context):
    """The context of a template, which looks at what it calls once. Jinja asks in several ways
    whether it takes the context, too, and a page calls thousands of functions."""

    def call(self, called: Any, /, *args: Any, **values: Any) -> Any:
        """Call a function with these values, and with the context if it takes that."""
        if type(called) not in _PLAIN or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **values)
        for variables in _OF_TEMPLATE:
            values.pop(variables, None)
        return called(*args, **values)


class _PageEnvironment(Environment):
    """An environment whose globals do not change once a template is loaded."""

    context_class = _PageContext

    def _generate(self, *args: Any, **options: Any) -> str:
        """The code of a template, which escapes all that it writes by ``written``."""
        code = super()._generate(*args, **options)
        return f"{code}\nfrom {__name__} import {written.__name__} as escape"

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template in one dictionary, which is copied and compared at each render
        and import many times as fast as Jinja's chain of two."""
        return {**self.globals, **(d or {})}


class PageTemplates(jinja2.Jinja2):
    """Jinja templates with an environment for each language.

    So the texts of a language are looked up once, not on each page.
    """

    @property
    def env(self) -> Environment:
        return self._environments[translation.get_language() or settings.LANGUAGE_CODE]

    @env.setter
    def env(self, base: Environment) -> None:
        shared = {
            "loader": base.loader,
            "auto_reload": base.auto_reload,
            "bytecode_cache": _SharedBytecode(),
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
    """An environment of one language, in which a missing name is an error."""
    environment = _PageEnvironment(
        **options,
        # An optimizer would write the texts of one language into the bytecode that all share.
        optimized=False,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.filters |= {"truncated": text.truncated, "unbroken": text.unbroken}
    environment.filters |= _localized(language, WORDS)
    environment.globals |= GLOBALS | _localized(language, MESSAGES)
    with translation.override(language):
        constants = {"language": language, "lang_en": text.lang_en(), "colon": text.colon()}
    environment.globals |= constants
    return environment


def _localized(language: str, functions: Mapping[str, Callable[..., Any]]) -> dict[str, Any]:
    """Functions that run in a language, each of which caches its latest results."""
    return {name: _cached(language, function) for name, function in functions.items()}


def _cached(language: str, function: Callable[..., Any]) -> Callable[..., Any]:
    # By type, too: markup equals a plain string of the same text, but is not escaped again.
    @lru_cache(maxsize=4096, typed=True)
    def cached(*args: Any, **values: Any) -> Any:
        with translation.override(language):
            return function(*args, **values)

    return cached
