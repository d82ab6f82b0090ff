"""Status updates as a feed (RFC 4287), in pages (RFC 5005)."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from milestones.choices import Pair
from milestones.models import PairStatus, StatusUpdate, UpdateWithdrawal, Withdrawal
from milestones.opendata.feeds.common import Links, day_in_english, strip_control_chars
from milestones.opendata.feeds.revisions import EPOCH
from milestones.opendata.feeds.updates import (
    EntryKey,
    FeedItem,
    FeedPage,
    Update,
    UpdatesQuery,
    read_items,
)
from milestones.queries.cache import cached_items
from milestones.queries.urls import query_string, with_query

TITLE = "SPP Tracker: status updates"
NAMESPACE = uuid.UUID("5d1b3f0a-3c9e-4d0e-9a55-2b6f6b8a1c05")
"""The namespace of the ids of the feed and its entries, so that every host has the same ids."""


@dataclass(frozen=True)
class _Entry:
    """An entry of the feed as XML, and when it last changed."""

    xml: str
    changed_at: dt.datetime


class _Feed(Atom1Feed):
    """Django's feed, with the full content of its entries and links to its other pages."""

    def latest_post_date(self) -> dt.datetime:
        """When an entry last changed; never the clock's time."""
        return max((entry.changed_at for entry in self.feed["entries"]), default=EPOCH)

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        for rel, address in self.feed["pages"].items():
            handler.addQuickElement("link", "", {"rel": rel, "href": address})

    def write_items(self, handler: SimplerXMLGenerator) -> None:
        for entry in self.feed["entries"]:
            # It writes as it is what is XML already.
            handler.ignorableWhitespace(entry.xml)


class _FeedOfOne(Atom1Feed):
    """Writes a single entry."""

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for rel, address in item["related"]:
            handler.addQuickElement("link", "", {"rel": rel, "href": address})
        handler.addQuickElement("content", item["content"], {"type": "html"})


def atom(query: UpdatesQuery, page: FeedPage, path: str, links: Links) -> str:
    """The Atom feed of a page of updates, in English; ``path`` is the path of the feed."""
    params: dict[str, Any] = dict(sorted(query.active_filters.items()))
    params.pop("page", None)

    def page_address(number: int) -> str:
        return links.whole(with_query(path, params | {"page": number > 1 and number}))

    # The link relations of RFC 5005.
    numbers = {"first": 1, "last": page.last, "previous": page.previous, "next": page.next}
    with translation.override("en"):
        feed = _Feed(
            title=TITLE,
            link=links.page("changes", **params),
            description=None,
            subtitle=_about(query),
            language="en",
            author_name="SPP Tracker",
            feed_url=page_address(page.number),
            feed_guid=_id("feed", query_string(params)),
            pages={rel: page_address(number) for rel, number in numbers.items() if number},
            entries=_entries(page.entries, query.pair, links),
        )
        text: str = feed.writeString("utf-8")
        return text


def _entries(keys: Sequence[EntryKey], pair: Pair, links: Links) -> list[_Entry]:
    """The entries with these keys, most of which are as they were when the feed was last read."""
    # What all links begin with and keep.
    base = links.page("overview")

    def make(missing: list[tuple[str, EntryKey]]) -> dict[tuple[str, EntryKey], _Entry]:
        items = read_items([key for _base, key in missing], pair)
        return {(base, key): _entry(item, links) for key, item in items.items()}

    entries = cached_items("feed entries", [(base, key) for key in keys], make)
    return [entries[base, key] for key in keys]


def _entry(item: FeedItem, links: Links) -> _Entry:
    if isinstance(item, Update):
        fields = _update(item, links)
    elif isinstance(item, UpdateWithdrawal):
        fields = _update_withdrawal(item, links)
    else:
        fields = _withdrawal(item, links)
    feed = _FeedOfOne(title="", link="", description=None)
    feed.add_item(**fields)
    xml = StringIO()
    feed.write_items(SimplerXMLGenerator(xml, "utf-8", short_empty_elements=True))
    return _Entry(xml.getvalue(), fields["updateddate"])


def _about(query: UpdatesQuery) -> str | None:
    """The day and the filters of the query."""
    sentences = [f"Until {day_in_english(query.day)}."] if query.params.get("as_of") else []
    if only := query.filters_in_words:
        sentences.append(f"Filters: {only}")
    return strip_control_chars(" ".join(sentences)) or None


def _update(item: Update, links: Links) -> dict[str, Any]:
    update, milestone = item.update, item.update.milestone
    sources = [_source(line, links) for line in item.lines]
    related_updates = filter(None, (item.corrects, item.superseded_by))
    related = [
        *(("via", source) for source in sources[:1] if source),
        *(("related", _update_id(other, item.pair)) for other in related_updates),
    ]
    newer = item.superseded_by
    later = f"#update-{newer.as_of}-{newer.revision}" if newer else ""
    context = {
        "item": item,
        "lines": list(zip(item.lines, sources, strict=True)),
        "correction": links.page("milestone", milestone.code, fragment=later) if later else "",
    }
    return {
        "title": _title(item),
        "link": links.page("milestone", milestone.code, fragment="#history"),
        "description": None,
        "unique_id": _update_id(update, item.pair),
        "pubdate": update.recorded_at,
        "updateddate": item.changed_at,
        "categories": [strip_control_chars(milestone.initiative.area.name)],
        "related": related,
        "content": _content("update", **context),
    }


def _title(item: Update) -> str:
    if item.was is None:
        change = f"new in the plan, {item.now.label}"
    elif item.was == item.now:
        change = f"still {item.now.label}"
    else:
        change = f"{item.was.label} → {item.now.label}"
    pair = "" if item.pair is Pair.ALL else f", {item.pair.label}"
    state = "Withdrawn: " if item.withdrawal else "Superseded: " if item.superseded_by else ""
    corrected = " corrected" if item.corrects else ""
    code, day = item.update.milestone.code, day_in_english(item.update.as_of)
    return f"{state}{code}{pair}{corrected}: {change} (as of {day})"


def _update_withdrawal(withdrawal: UpdateWithdrawal, links: Links) -> dict[str, Any]:
    update, milestone = withdrawal.update, withdrawal.update.milestone
    return {
        "title": f"Withdrawn: status of {milestone.code} (as of {day_in_english(update.as_of)})",
        "link": links.page("milestone", milestone.code, fragment="#history"),
        "description": None,
        "unique_id": _id("withdrawal", milestone.code, update.as_of, update.revision),
        "pubdate": withdrawal.withdrawn_at,
        "updateddate": withdrawal.withdrawn_at,
        "categories": [strip_control_chars(milestone.initiative.area.name)],
        "related": [],
        "content": _content("update_withdrawal", withdrawal=withdrawal),
    }


def _withdrawal(withdrawal: Withdrawal, links: Links) -> dict[str, Any]:
    report = withdrawal.report
    return {
        "title": strip_control_chars(
            f"Withdrawn: {report.title} (as of {day_in_english(report.as_of)})"
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
    """The URL of the report line that a status line was read from; empty if there is none."""
    if not line.update.report_id or not line.source_line:
        return ""
    report = line.update.report_id
    return links.page("report_document", report, fragment=f"#L{line.source_line}")


def _content(kind: str, **context: Any) -> str:
    return strip_control_chars(render_to_string(f"feeds/{kind}.html", context).strip())


def _update_id(update: StatusUpdate, pair: Pair) -> str:
    return _id("update", update.milestone.code, update.as_of, update.revision, pair)


def _id(*names: Any) -> str:
    return uuid.uuid5(NAMESPACE, " ".join(map(str, names))).urn
