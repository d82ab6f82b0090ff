"""Status updates as a feed (RFC 4287), in pages (RFC 5005)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from milestones.choices import Pair
from milestones.models import PairStatus, StatusUpdate, Withdrawal
from milestones.opendata.feeds.links import Links
from milestones.opendata.feeds.revisions import EPOCH
from milestones.opendata.feeds.text import format_date, strip_control_chars
from milestones.opendata.feeds.updates import FeedItem, FeedPage, Update, UpdatesQuery
from milestones.queries.labels import filter_labels
from milestones.queries.urls import query_string, with_query

TITLE = "SPP Tracker: what was reported"
NAMESPACE = uuid.UUID("5d1b3f0a-3c9e-4d0e-9a55-2b6f6b8a1c05")
"""What the ids of the feed and its entries are made from: they are the same on every host."""


class _Feed(Atom1Feed):
    """Django's feed, with the whole content of its entries and links to its other pages."""

    def latest_post_date(self) -> dt.datetime:
        """When anything in it was last changed; never the clock's."""
        return max((item["updateddate"] for item in self.items), default=EPOCH)

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for rel, address in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": rel, "href": address})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for rel, address in item["related"]:
            handler.addQuickElement("link", "", {"rel": rel, "href": address})
        handler.addQuickElement("content", item["content"], {"type": "html"})


def atom(query: UpdatesQuery, page: FeedPage, path: str, links: Links) -> str:
    """The feed of a page of news, in English; ``path`` is the feed's own."""
    params: dict[str, Any] = dict(sorted(query.active_filters.items()))
    params.pop("page", None)

    def own(number: int) -> str:
        return links.whole(with_query(path, params | {"page": number > 1 and number}))

    with translation.override("en"):
        feed = _Feed(
            title=TITLE,
            link=links.page("changes", **params),
            description=None,
            subtitle=_about(query),
            language="en",
            author_name="SPP Tracker",
            feed_url=own(page.number),
            feed_guid=_id("feed", query_string(params)),
            pages=_pages(page, own),
        )
        for one in page.entries:
            feed.add_item(**_entry(one, links))
        text: str = feed.writeString("utf-8")
        return text


def _about(query: UpdatesQuery) -> str | None:
    """The day and the filters that were asked for."""
    told = [f"Until {format_date(query.day)}."] if query.params.get("as_of") else []
    if only := "; ".join(filter_labels(query)):
        told.append(f"Only of milestones with: {only}")
    return strip_control_chars(" ".join(told)) or None


def _pages(page: FeedPage, own: Callable[[int], str]) -> dict[str, str]:
    """The other pages of the feed, as RFC 5005 calls them."""
    numbers = {"first": 1, "last": page.last, "previous": page.previous, "next": page.next}
    return {rel: own(number) for rel, number in numbers.items() if number}


def _entry(one: FeedItem, links: Links) -> dict[str, Any]:
    return _of_update(one, links) if isinstance(one, Update) else _of_withdrawal(one, links)


def _of_update(one: Update, links: Links) -> dict[str, Any]:
    update, milestone = one.update, one.update.milestone
    sources = [_source(line, links) for line in one.lines]
    others = filter(None, (one.corrects, one.superseded_by))
    related = [
        *(("via", source) for source in sources[:1] if source),
        *(("related", _id_of(other, one.pair)) for other in others),
    ]
    context = {
        "one": one,
        "lines": list(zip(one.lines, sources, strict=True)),
        "correction": _in_story(one.superseded_by, links) if one.superseded_by else "",
    }
    return {
        "title": _title(one),
        "link": links.page("milestone", milestone.code, fragment="#history"),
        "description": None,
        "unique_id": _id_of(update, one.pair),
        "pubdate": update.recorded_at,
        "updateddate": one.changed_at,
        "categories": [strip_control_chars(milestone.initiative.area.name)],
        "related": related,
        "content": _content("update", **context),
    }


def _title(one: Update) -> str:
    if one.was is None:
        moved = f"newly promised, {one.now.label}"
    elif one.was == one.now:
        moved = f"still {one.now.label}"
    else:
        moved = f"{one.was.label} → {one.now.label}"
    whom = "" if one.pair is Pair.ALL else f", {one.pair.label}"
    fate = "Withdrawn: " if one.withdrawal else "Superseded: " if one.superseded_by else ""
    corrected = " corrected" if one.corrects else ""
    code, day = one.update.milestone.code, format_date(one.update.as_of)
    return f"{fate}{code}{whom}{corrected}: {moved} (as of {day})"


def _of_withdrawal(withdrawal: Withdrawal, links: Links) -> dict[str, Any]:
    report = withdrawal.report
    return {
        "title": strip_control_chars(
            f"Withdrawn: {report.title} (as of {format_date(report.as_of)})"
        ),
        "link": links.page("report_document", report.pk),
        "description": None,
        "unique_id": _id("withdrawal", report.sha256, report.application),
        "pubdate": withdrawal.withdrawn_at,
        "updateddate": withdrawal.withdrawn_at,
        "related": [],
        "content": _content("withdrawal", withdrawal=withdrawal),
    }


def _source(line: PairStatus, links: Links) -> str:
    """The address of the line of the report that a status line was read from, if there is one."""
    if not line.update.report_id or not line.source_line:
        return ""
    report = line.update.report_id
    return links.page("report_document", report, fragment=f"#L{line.source_line}")


def _in_story(update: StatusUpdate, links: Links) -> str:
    """The address of an update's place in the story of its milestone."""
    place = f"#update-{update.as_of}-{update.revision}"
    return links.page("milestone", update.milestone.code, fragment=place)


def _content(kind: str, **context: Any) -> str:
    return strip_control_chars(render_to_string(f"feeds/{kind}.html", context).strip())


def _id_of(update: StatusUpdate, pair: Pair) -> str:
    return _id("update", update.milestone.code, update.as_of, update.revision, pair)


def _id(*names: Any) -> str:
    return uuid.uuid5(NAMESPACE, " ".join(map(str, names))).urn
