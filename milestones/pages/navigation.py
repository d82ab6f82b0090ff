"""The main navigation, and the links to this page in other languages."""

from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from milestones.pages.links import SiteLinks
from milestones.queries.urls import page_url

NAV_PAGES: dict[str, tuple[str | Promise, set[str]]] = {
    "overview": (_("Overview"), {"area"}),
    "deadlines": (_("Deadlines"), set()),
    "milestones": (_("Milestones"), {"milestone"}),
    "pairs": (_("Compare pairs"), set()),
    "attention": (pgettext_lazy("page", "Attention"), set()),
    "changes": (_("Changes"), set()),
    "reports": (_("Reports"), {"plan_document", "report_document", "report_differences"}),
    "data": (_("Data"), set()),
    "about": (_("About"), set()),
}
"""The pages by URL name, with the URL names of the pages below each."""


def nav_items(request: HttpRequest, links: SiteLinks) -> Iterator[tuple[str, str | Promise, str]]:
    """The main navigation of a page: of each page its URL, its label, and its ``aria-current``:
    ``page`` on it, ``true`` on a page below it."""
    current = request.resolver_match.url_name if request.resolver_match else ""
    for name, (label, children) in NAV_PAGES.items():
        yield (
            links.page(name),
            label,
            "page" if current == name else "true" * (current in children),
        )


def languages(request: HttpRequest) -> list[tuple[str, str, str]]:
    """A page in every language: the language's code, its own name for itself, and the URL, which
    is that of the overview if the language does not have the page."""
    return [(code, name, _in_language(request, code)) for code, name in settings.LANGUAGES]


def _in_language(request: HttpRequest, code: str) -> str:
    this_page, match = request.get_full_path(), request.resolver_match
    if code == translation.get_language():
        return this_page
    this_path, question_mark, query = this_page.partition("?")
    path = this_path
    if match:
        with suppress(NoReverseMatch):
            values = match.args or match.captured_kwargs.values()  # type: ignore[attr-defined]
            path = page_url(match.view_name, *values, language=code)
    if path == this_path:
        return page_url("overview", language=code)
    return f"{path}{question_mark}{query}"
