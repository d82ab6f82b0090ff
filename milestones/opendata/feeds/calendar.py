"""Deadlines as a calendar (RFC 5545): an all-day event for each, on the day it falls due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils import translation
from icalendar import Calendar, Event, vRecur

from milestones.choices import Basis, Pair, Precision, Status
from milestones.dates import ImpreciseDate
from milestones.history import lines_in_force
from milestones.models import Deadline, Milestone, PairStatus
from milestones.opendata.exports import BATCH, snapshot
from milestones.opendata.feeds.links import Links
from milestones.opendata.feeds.revisions import Revision, revisions
from milestones.opendata.feeds.text import (
    format_date,
    line_text,
    strip_control_chars,
    truncate_title,
)
from milestones.queries import MilestoneQuery
from milestones.queries.labels import filter_labels

NAME = "Deadlines of the Security Priorities"
EXACT = (Precision.DAY, Precision.MONTH)

# A calendar without any component would not be one: this is in it where there is no event.
NO_EVENTS = b"""\
BEGIN:VTIMEZONE\r
TZID:UTC\r
BEGIN:STANDARD\r
DTSTART:19700101T000000\r
TZOFFSETFROM:+0000\r
TZOFFSETTO:+0000\r
END:STANDARD\r
END:VTIMEZONE\r
"""


def calendar_pieces(query: MilestoneQuery, links: Links) -> Generator[bytes]:
    """The deadlines of the milestones asked for, in their order, in pieces as they come from
    the database.

    Each deadline that is asked for is an event. A revised deadline is another, and the original
    stays where it was. Nothing in an event depends on the day that the calendar is about but by
    what its own milestone's record says: so it is another only when its sequence is.
    """
    with snapshot():
        # From the right: what was searched for may say the same.
        head, end, foot = _calendar(query, links).to_ical().rpartition(b"END:VCALENDAR")
        pieces = _pieces(query, links)
        yield head + (next(pieces, b"") or NO_EVENTS)
        yield from pieces
    yield end + foot


def _pieces(query: MilestoneQuery, links: Links) -> Iterator[bytes]:
    milestones = query.milestones.with_deadlines().iterator(chunk_size=BATCH)
    while some := list(islice(milestones, BATCH)):
        yield b"".join(event.to_ical() for event in _events(some, query, links))


def _calendar(query: MilestoneQuery, links: Links) -> Calendar:
    with translation.override("en"):
        name, about = _name(query), _about(query)
    calendar = Calendar()
    calendar.add("prodid", "-//SPP Tracker//Deadlines//EN")
    calendar.add("version", "2.0")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("description", about)
    calendar.add("x-wr-caldesc", about)
    shown: dict[str, Any] = dict(sorted(query.active_filters.items()))
    shown.pop("sort", None)
    calendar.add("url", links.page("deadlines", **shown))
    # The first is the standard (RFC 7986), the second what Outlook reads.
    calendar.add("refresh-interval", dt.timedelta(days=1), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    return calendar


def _name(query: MilestoneQuery) -> str:
    """What tells a calendar from one with other filters, or of another day."""
    day = f" as of {format_date(query.day)}" if query.params.get("as_of") else ""
    only = "; ".join(filter_labels(query))
    return strip_control_chars(f"{NAME}{day} ({only})" if only else f"{NAME}{day}")


def _about(query: MilestoneQuery) -> str:
    """The day and the filters, which events themselves do not tell."""
    if query.day == dt.date.min:
        return "Nothing is on record."
    only = "; ".join(filter_labels(query))
    which = f"Only milestones with: {only}" if only else "All milestones."
    return strip_control_chars(f"As on record on {format_date(query.day)}. {which}")


def _events(
    milestones: Sequence[Milestone], query: MilestoneQuery, links: Links
) -> Iterator[Event]:
    lines = lines_in_force(milestones, query.day, query.pair)
    known = revisions(milestones, query.day)
    with translation.override("en"):
        for milestone in milestones:
            due = Due(milestone, lines[milestone.pk], known[milestone.pk], query, links)
            yield from due.events()


@dataclass(frozen=True)
class Due:
    """A milestone as its events tell of it."""

    milestone: Milestone
    lines: Sequence[PairStatus]
    revision: Revision
    query: MilestoneQuery
    links: Links

    def events(self) -> Iterator[Event]:
        """An event for each deadline asked for, and for the revised one if it is, too."""
        code, status = self.milestone.code, Status(self.milestone.status).label
        sentence = truncate_title(self.milestone.text)
        for deadline in self.milestone.deadlines.all():
            if self.query.includes_deadline(deadline.when):
                event = self._event(f"deadline-{deadline.order}", deadline.when)
                event.add("summary", strip_control_chars(f"{code} due ({status}): {sentence}"))
                event.add("description", self._description(_original(deadline)))
                vague = deadline.precision not in EXACT or deadline.basis == Basis.DERIVED
                event.add("status", "TENTATIVE" if vague else "CONFIRMED")
                if deadline.recurring:
                    event.add("rrule", _every_year(deadline.when))
                yield event
        revised = self.milestone.revised
        if revised and self.query.includes_deadline(revised):
            event = self._event("revised-deadline", revised)
            event.add(
                "summary", strip_control_chars(f"{code} revised deadline ({status}): {sentence}")
            )
            event.add("description", self._description(self._revised(revised)))
            event.add("status", "CONFIRMED" if revised.precision in EXACT else "TENTATIVE")
            yield event

    def _event(self, which: str, when: ImpreciseDate) -> Event:
        pair = "" if self.query.pair is Pair.ALL else f"-{self.query.pair.lower()}"
        event = Event()
        event.add("uid", f"{self.milestone.code}-{which}{pair}@spp-tracker")
        event.add("sequence", self.revision.number)
        event.add("dtstamp", self.revision.at)
        event.add("last-modified", self.revision.at)
        event.add("dtstart", when.date)
        event.add("dtend", when.date + dt.timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("categories", [strip_control_chars(self.milestone.initiative.area.name)])
        event.add("url", self._address)
        return event

    @property
    def _address(self) -> str:
        return self.links.page("milestone", self.milestone.code)

    def _description(self, about: str) -> str:
        told = [
            self.milestone.text,
            about,
            self._standing,
            *(f"{line_text(line)}." for line in self.lines),
            self._address,
        ]
        return strip_control_chars("\n\n".join(words for words in told if words))

    @property
    def _standing(self) -> str:
        """The status with the day that it was reported for, not the one that the calendar is
        about: that moves with the record of any milestone."""
        pair = "" if self.query.pair is Pair.ALL else f" for {self.query.pair.label}"
        status = Status(self.milestone.status).label
        if not self.lines:
            return f"Status{pair}: {status}. Nothing has been reported of it."
        day = format_date(self.lines[0].update.as_of)
        return f"Status{pair} as last reported, as of {day}: {status}."

    def _revised(self, revised: ImpreciseDate) -> str:
        last = self.milestone.last_deadline
        before = f"; originally due {_by(last)}" if last else ""
        return f"Revised deadline: due {_by(revised)}{before}."


def _original(deadline: Deadline) -> str:
    then = ", then every year" if deadline.recurring else ""
    basis = (
        "printed in the document"
        if deadline.basis == Basis.PRINTED
        else "reckoned from the plan’s date; the document prints none"
    )
    return f"Due {_by(deadline.when)}{then}. In the words “{deadline.wording}” ({basis})."


def _by(when: ImpreciseDate) -> str:
    if when.precision == Precision.DAY:
        return f"by {when.words}"
    return f"by the end of {when.words}"


def _every_year(when: ImpreciseDate) -> vRecur:
    if when.precision == Precision.DAY:
        return vRecur(FREQ="YEARLY")
    # The last day of February is not the same every year.
    return vRecur(FREQ="YEARLY", BYMONTH=when.date.month, BYMONTHDAY=-1)
