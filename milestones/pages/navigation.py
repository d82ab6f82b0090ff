"""The main navigation, and the links to this page in other languages."""

from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from milestones.pages.links import SiteLinks
from milestones.queries.urls import page_url


@dataclass(frozen=True)
class NavItem:
    """A page of the navigation. ``current`` is ``page`` on it, ``true`` on a page below it."""

    address: str
    label: str | Promise
    current: str


NAV_PAGES: dict[str, tuple[str | Promise, set[str]]] = {
    "overview": (_("Overview"), {"area"}),
    "deadlines": (_("Deadlines"), set()),
    "milestones": (_("Milestones"), {"milestone"}),
    "pairs": (pgettext_lazy("country pairs", "Compare"), set()),
    "changes": (_("Changes"), set()),
    "reports": (_("Reports"), {"plan_document", "report_document"}),
    "data": (_("Data"), set()),
    "about": (_("About"), set()),
}
"""The pages by URL name, with the URL names of the pages below each."""


def nav_items(request: HttpRequest, links: SiteLinks) -> list[NavItem]:
    """The main navigation of a page."""
    current = request.resolver_match.url_name if request.resolver_match else ""
    return [
        NavItem(
            links.page(name), label, "page" if current == name else "true" * (current in children)
        )
        for name, (label, children) in NAV_PAGES.items()
    ]


@dataclass(frozen=True)
class LanguageLink:
    """A language of the site, its own name for itself, and the URL of the page in it."""

    code: str
    name: str
    address: str


def languages(request: HttpRequest) -> list[LanguageLink]:
    """A page in every language; the overview in the languages that do not have the page."""
    return [
        LanguageLink(code, name, _in_language(request, code)) for code, name in settings.LANGUAGES
    ]


def _in_language(request: HttpRequest, code: str) -> str:
    this_page, match = request.get_full_path(), request.resolver_match
    if code == translation.get_language():
        return this_page
    this_path, question_mark, query = this_page.partition("?")
    path = this_path
    if match:
        with suppress(NoReverseMatch):
            path = page_url(match.view_name, *(match.args or match.kwargs.values()), language=code)
    if path == this_path:
        return page_url("overview", language=code)
    return f"{path}{question_mark}{query}"
