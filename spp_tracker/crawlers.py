"""What search engines are told: which pages there are, and where a walk would not end.

Every page can be filtered, sorted and shown as of any day, so the addresses with a query are
without number. Crawlers leave them out; programs that show a preview of a shared address may
fetch each, for somebody shared it.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse
from django.views.decorators.http import require_safe

from milestones.models import Milestone, StatusReport
from milestones.queries.urls import page_url
from priorities.models import PriorityArea

PREVIEWS = (
    "Bluesky",
    "Discordbot",
    "facebookexternalhit",
    "LinkedInBot",
    "Mastodon",
    "redditbot",
    "SkypeUriPreview",
    "Slackbot",
    "TelegramBot",
    "Twitterbot",
    "WhatsApp",
)
"""Programs that show a preview of an address that somebody shared."""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Which addresses crawlers leave out, and where the list of pages is (RFC 9309)."""
    root = get_script_prefix()
    admin = f"Disallow: {reverse('admin:index')}"
    lines = [
        *(f"User-agent: {name}" for name in PREVIEWS),
        admin,
        "",
        "User-agent: *",
        admin,
        f"Allow: {root}sitemap",
        f"Disallow: {root}*?",
        f"Disallow: {root}*/briefing.pdf",
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


class _Translated(Sitemap):  # type: ignore[type-arg]
    """Pages that there are in every language."""

    i18n = True
    alternates = True

    def get_protocol(self, protocol: str | None = None) -> str:
        """As the sitemap itself was asked for."""
        return protocol or "https"


class PageSitemap(_Translated):
    """The pages that there is one of, the areas, and the documents."""

    def items(self) -> list[tuple[Any, ...]]:
        """The name of each page and what it is about."""
        single = (
            *("overview", "deadlines", "milestones", "pairs", "changes"),
            *("reports", "plan_document", "data", "about", "briefing"),
        )
        return [
            *((name,) for name in single),
            *(("area", slug) for slug in PriorityArea.objects.values_list("slug", flat=True)),
            *(
                ("report_document", pk)
                for pk in StatusReport.objects.values_list("pk", flat=True).order_by("pk")
            ),
        ]

    def location(self, item: tuple[Any, ...]) -> str:
        """The path in the language that is asked for."""
        return page_url(*item)


class MilestoneSitemap(_Translated):
    """The milestones that are on record."""

    limit = 10_000

    def items(self) -> Any:
        """Their codes, in document order."""
        return (
            Milestone.objects.filter(standings__isnull=False)
            .distinct()
            .order_by("pk")
            .values_list("code", flat=True)
        )

    def location(self, item: str) -> str:
        """The path in the language that is asked for."""
        return page_url("milestone", item)


SITEMAPS = {"pages": PageSitemap, "milestones": MilestoneSitemap}
