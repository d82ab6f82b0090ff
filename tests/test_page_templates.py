"""The public pages' templates: Jinja's, strict, escaped, and in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.test import Client
from django.test.signals import template_rendered
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy
from jinja2 import Environment, UndefinedError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from milestones.choices import Status
from spp_tracker.jinja2 import written

PAGES = settings.BASE_DIR / "templates" / "pages"
ADDRESSES = """
    /en/ /fr/priorities/cargo-security/ /es/deadlines/ /en/milestones/ /en/milestones/TS-1.1/
    /en/pairs/ /en/changes/ /en/reports/ /en/reports/plan/ /en/data/ /en/about/ /en/briefing/
    /en/attention/ /embed/ /embed/nowhere/ /badge/all.svg /changes.atom /en/nowhere/
    /en/?overdue=perhaps
""".split()
MESSAGE = "{% trans pair=pair %}For <strong>{{ pair }}</strong> only.{% endtrans %}"


@pytest.fixture(params=[code for code, _name in settings.LANGUAGES])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def environment() -> Environment:
    pages: Any = engines["jinja2"]
    made: Environment = pages.env
    return made


def render(source: str, **context: Any) -> str:
    return environment().from_string(source).render(**context)


def test_every_template_can_be_loaded_at_once() -> None:
    pages: Any = engines["jinja2"]
    pages.load()
    names = environment().list_templates()
    assert {"base.html", "badge.svg", "feeds/update.html", "macros/charts.html"} <= set(names)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_no_public_page_uses_a_django_template(client: Client, address: str) -> None:
    rendered: list[Any] = []

    def note(template: Any, **_signal: Any) -> None:
        rendered.append(template.name)

    template_rendered.connect(note)
    try:
        assert client.get(address).status_code in {200, 400, 404}
    finally:
        template_rendered.disconnect(note)
    assert rendered == []


def test_a_name_that_is_missing_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="'nothing' is undefined"):
        render("{{ nothing }}")
    with pytest.raises(UndefinedError, match="'nothing' is undefined"):
        render("{% if nothing %}{% endif %}")


def test_values_are_escaped_and_the_tags_of_our_messages_are_not() -> None:
    assert render("{{ value }}", value="<b>") == "&lt;b&gt;"
    assert render(MESSAGE, pair="<b>") == "For <strong>&lt;b&gt;</strong> only."


class Heading:
    """Something that says itself what it is in HTML."""

    def __html__(self) -> str:
        return "<h1>R&amp;D</h1>"


@pytest.mark.parametrize(
    "value",
    [
        *("<a href='?a=1&b=2'>\"", Markup("<b>R&amp;D</b>"), SafeString("<b>"), Heading()),
        *(-12, 1.5, True, None, Status.DELAYED, gettext_lazy("Milestones"), ["<b>"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_each_value_is_written_as_markupsafe_escapes_it(value: object) -> None:
    assert written(value) == escape(value) == render("{{ value }}", value=value)


def test_templates_write_all_values_in_few_steps() -> None:
    template = environment().from_string("{{ value }}")
    assert template.root_render_func.__globals__["escape"] is written


class Page:
    def name(self, *args: Any, **values: Any) -> str:
        return f"{args} {values}"

    @pass_context
    def in_context(self, context: Context, n: int) -> str:
        return f"{n} of {context['all']}"


def function(*args: Any, **values: Any) -> str:
    return f"{args} {values}"


@pass_context
def from_context(context: Context, n: int) -> str:
    return f"{n} of {context['all']}"


@pytest.mark.parametrize(
    "source",
    ["{{ f(2, key=3) }}", "{% for n in [2] %}{% set m = n %}{{ f(m, key=3) }}{% endfor %}"],
    ids=["outside", "in a loop"],
)
@pytest.mark.parametrize(
    "called", [function, Page().name, lru_cache(function)], ids=["function", "method", "cached"]
)
def test_what_a_template_calls_gets_its_values_and_no_others(source: str, called: object) -> None:
    assert render(source, f=called) == "(2,) {&#39;key&#39;: 3}"


@pytest.mark.parametrize("called", [from_context, Page().in_context])
def test_what_asks_for_the_context_gets_it(called: object) -> None:
    assert render("{% for n in [2] %}{{ f(n) }}{% endfor %}", f=called, all=7) == "2 of 7"


def test_a_mark_is_written_once_in_each_language(language: str) -> None:
    label = {"en": "Delayed", "fr": "Retard déclaré", "es": "Retrasado"}[language]
    marks: Any = environment().get_template("macros/marks.html").module
    assert label in marks.marked_status("delayed")
    assert marks.marked_status("delayed") is marks.marked_status(Status.DELAYED.value)
    assert marks.mark("delayed") is marks.mark("delayed")


def test_a_message_that_is_kept_does_not_make_markup_of_the_same_words() -> None:
    markup, words = Markup("<i>R&D</i>"), "<i>R&D</i>"
    assert render(MESSAGE, pair=markup) == "For <strong><i>R&D</i></strong> only."
    escaped = "For <strong>&lt;i&gt;R&amp;D&lt;/i&gt;</strong> only."
    assert render(MESSAGE, pair=words) == escaped


def test_words_are_those_of_the_reader_s_language(language: str) -> None:
    source = (
        "{{ language }}: {{ _('Milestones') }}, {{ 'delayed'|status_label }}{{ colon }}"
        " {% trans n=2 %}{{ n }} milestone{% pluralize %}{{ n }} milestones{% endtrans %}"
        "<q{{ lang_en }}>"
    )
    assert render(source) == {
        "en": "en: Milestones, Delayed: 2 milestones<q>",
        "fr": 'fr: Jalons, Retard déclaré\N{NO-BREAK SPACE}: 2 jalons<q lang="en">',
        "es": 'es: Hitos, Retrasado: 2 hitos<q lang="en">',
    }.get(language)


def test_every_macro_is_used() -> None:
    sources = {path: path.read_text("utf-8") for path in PAGES.rglob("*.*")}
    everything = "\n".join(sources.values())
    macros = re.findall(r"\{% macro (\w+)\(", everything)
    assert "entries" in macros
    unused = [name for name in macros if len(re.findall(rf"\b{name}[(,]", everything)) < 2]
    assert unused == []
