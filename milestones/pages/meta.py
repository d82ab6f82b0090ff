"""Metadata in the head of a page, for search engines and for previews of shared links."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from markupsafe import Markup

from milestones.opendata.datasets import DATASETS
from milestones.opendata.licences import licence
from milestones.pages.dates import day_words
from milestones.pages.links import PageLinks
from milestones.queries import MilestoneQuery

LOCALES = {"en": "en_CA", "fr": "fr_CA", "es": "es_MX"}
"""The locale of each language in the format of Open Graph."""

Node = dict[str, Any]


def title_details(query: MilestoneQuery | None) -> str:
    """What distinguishes this view of a page in its title: its filters, its day, its page number.

    Empty for a page without a query or with an invalid one.
    """
    if query is None or query.problems:
        return ""
    return "; ".join(filter(None, _details(query)))


def _details(query: MilestoneQuery) -> Iterator[str]:
    yield query.filters_in_words
    if query.params.get("as_of") or query.params.get("to"):
        yield _("as of %(day)s") % {"day": day_words(query.day)}
    if query.params.get("from"):
        yield _("since %(day)s") % {"day": day_words(query.form.cleaned_data["from"])}
    if "page" in query.names and query.page > 1:
        yield _("page %(number)s") % {"number": query.page}


def structured_data(
    links: PageLinks, trail: list[tuple[str, str]], *, with_data: bool = False
) -> Markup:
    """A script element with breadcrumbs and, ``with_data``, the datasets as JSON-LD (schema.org).

    Browsers do not run it. It is empty if there are no breadcrumbs and no datasets. ``trail`` has
    the name and the path of each page down to this one.
    """
    graph: list[Node] = [_breadcrumbs(links, trail)] if len(trail) > 1 else []
    if with_data:
        graph += [_dataset(links, name) for name in DATASETS]
    if not graph:
        return Markup()
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    # Nothing in the text may close the element.
    text = text.replace("<", "\\u003c")
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704 - escaped above


def _breadcrumbs(links: PageLinks, trail: list[tuple[str, str]]) -> Node:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": links.site + path}
            for position, (name, path) in enumerate(trail, 1)
        ],
    }


def _dataset(links: PageLinks, name: str) -> Node:
    dataset = DATASETS[name]
    return {
        "@type": "Dataset",
        "name": str(dataset.title),
        "description": _(
            "The Security Priorities of Canada, Mexico and the United States: %(title)s."
        )
        % {"title": dataset.title},
        "license": licence().address,
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": file.media_type,
                "contentUrl": links.site + file.address,
            }
            for file in links.files(name)
        ],
    }
