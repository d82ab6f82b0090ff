"""Status updates as a feed (RFC 4287), in pages (RFC 5005)."""

import datetime as dt
import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from milestones.choices import Pair
from milestones.models import PairStatus, StatusUpdate, UpdateWithdrawal, Withdrawal
from milestones.opendata.feeds.common import Links, day_in_english, strip_control_chars
from milestones.opendata.feeds.revisions import EPOCH
from milestones.opendata.feeds.updates import FeedPage, Update, UpdatesQuery
from milestones.queries.urls import query_string, with_query

TITLE = "SPP Tracker: status updates"
NAMESPACE = uuid.UUID("5d1b3f0a-3c9e-4d0e-9a55-2b6f6b8a1c05")
"""The namespace of the ids of the feed and its entries, so that every host has the same ids."""


class _Feed(Atom1Feed):
    """Django's feed, with the full content of its entries and links to its other pages."""

    def latest_post_date(self) -> dt.datetime:
        """When an entry last changed; never the clock's time."""
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
        )
        for item in page.entries:
            if isinstance(item, Update):
                feed.add_item(**_update(item, links))
            elif isinstance(item, UpdateWithdrawal):
                feed.add_item(**_update_withdrawal(item, links))
            else:
                feed.add_item(**_withdrawal(item, links))
        text: str = feed.writeString("utf-8")
        return text


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
