"""robots.txt and sitemaps: the pages that search engines visit, and those that they leave out.

Every page can be filtered, sorted and shown as of any day, so there is no end of addresses with
a query. Crawlers leave them out; programs that preview a shared address may fetch it, because
somebody shared it.
"""

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, reverse
from django.views.decorators.http import require_safe

from milestones.models import Milestone, Standing, StatusReport
from milestones.queries.urls import page_url
from milestones.urls import pages
from priorities.models import PriorityArea

PREVIEWS = (
    "Bluesky Discordbot facebookexternalhit LinkedInBot Mastodon redditbot SkypeUriPreview Slackbot"
    " TelegramBot Twitterbot WhatsApp"
).split()
"""Programs that show a preview of a shared address."""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The addresses that crawlers leave out, and the address of the sitemap (RFC 9309)."""
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


class _TranslatedSitemap(Sitemap):  # type: ignore[type-arg]
    """Pages that exist in every language."""

    i18n = True
    alternates = True


class PageSitemap(_TranslatedSitemap):
    """The pages that exist once, the areas and the documents: their URL names and arguments."""

    def items(self) -> list[tuple[Any, ...]]:
        return [
            *((url.name,) for url in pages if not url.pattern.converters),
            *(("area", slug) for slug in PriorityArea.objects.values_list("slug", flat=True)),
            *(
                (name, pk)
                for name in ("report_document", "report_differences")
                for pk in StatusReport.objects.values_list("pk", flat=True).order_by("pk")
            ),
        ]

    def location(self, item: tuple[Any, ...]) -> str:
        return page_url(*item)


class MilestoneSitemap(_TranslatedSitemap):
    """The milestones on record: their codes, in document order."""

    limit = 10_000

    def items(self) -> Any:
        return (
            Milestone.objects.filter(Exists(Standing.objects.filter(milestone=OuterRef("pk"))))
            .order_by("pk")
            .values_list("code", flat=True)
        )

    def location(self, item: str) -> str:
        return page_url("milestone", item)


SITEMAPS = {"pages": PageSitemap, "milestones": MilestoneSitemap}
