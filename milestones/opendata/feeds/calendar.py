"""Deadlines as a calendar (RFC 5545): an all-day event for each, on the day it is due."""

import datetime as dt
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import Truncator
from icalendar import Calendar, Event, vRecur

from milestones.choices import Basis, Pair, Precision, Status
from milestones.dates import ImpreciseDate
from milestones.history import lines_in_force
from milestones.models import Deadline, Milestone, PairStatus
from milestones.opendata.exports.export import BATCH
from milestones.opendata.exports.streaming import snapshot
from milestones.opendata.feeds.common import Links, line_text, strip_control_chars
from milestones.opendata.feeds.revisions import Revision, revisions
from milestones.queries import MilestoneQuery

NAME = "Deadlines of the Security Priorities"
EXACT = (Precision.DAY, Precision.MONTH)

# A calendar must have at least one component: this is the only one if there are no events.
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
    """The deadlines of the milestones that match the query, in their order.

    They are sent in pieces while they are read from the database. Each deadline that matches is
    an event. A revised deadline is another event, and the original stays where it was. The
    calendar's day affects an event only through the record of its milestone, so an event changes
    only when its sequence number does.
    """
    with snapshot():
        # Split at the last match: the text searched for may contain the same.
        head, end, foot = _calendar(query, links).to_ical().rpartition(b"END:VCALENDAR")
        chunks = _pieces(query, links)
        yield head + (next(chunks, b"") or NO_EVENTS)
        yield from chunks
    yield end + foot


def _pieces(query: MilestoneQuery, links: Links) -> Iterator[bytes]:
    milestones = query.milestones.with_deadlines().iterator(chunk_size=BATCH)
    while batch := list(islice(milestones, BATCH)):
        yield b"".join(event.to_ical() for event in _events(batch, query, links))


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
    filters: dict[str, Any] = dict(sorted(query.active_filters.items()))
    filters.pop("sort", None)
    calendar.add("url", links.page("deadlines", **filters))
    # The first is the standard (RFC 7986); Outlook reads the second.
    calendar.add("refresh-interval", dt.timedelta(days=1), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "P1D")
    return calendar


def _name(query: MilestoneQuery) -> str:
    """The calendar's name, which includes its day and its filters."""
    day = f" as of {date_format(query.day)}" if query.params.get("as_of") else ""
    only = query.filters_in_words
    return _on_one_line(f"{NAME}{day} ({only})" if only else f"{NAME}{day}")


def _about(query: MilestoneQuery) -> str:
    """The day and the filters, which the events do not contain."""
    if query.day == dt.date.min:
        return "There are no data."
    only = query.filters_in_words
    scope = f"Filters: {only}" if only else "All milestones."
    return _on_one_line(f"Data as of {date_format(query.day)}. {scope}")


def _on_one_line(text: str) -> str:
    """What may be written into a property that icalendar does not escape."""
    return strip_control_chars(" ".join(text.splitlines()))


def _events(
    milestones: Sequence[Milestone], query: MilestoneQuery, links: Links
) -> Iterator[Event]:
    lines = lines_in_force(milestones, query.day, query.pair)
    revision_of = revisions(milestones, query.day)
    with translation.override("en"):
        for milestone in milestones:
            due = Due(milestone, lines[milestone.pk], revision_of[milestone.pk], query, links)
            yield from due.events()


@dataclass(frozen=True)
class Due:
    """A milestone with everything that its events contain."""

    milestone: Milestone
    lines: Sequence[PairStatus]
    revision: Revision
    query: MilestoneQuery
    links: Links

    def events(self) -> Iterator[Event]:
        """An event for each deadline that matches the query, and for the revised one if it does."""
        for deadline in self.milestone.deadlines.all():
            if self.query.includes_deadline(deadline.when):
                event = self._event(
                    f"deadline-{deadline.order}",
                    deadline.when,
                    "due",
                    _original_text(deadline),
                    is_derived=deadline.basis == Basis.DERIVED,
                )
                if deadline.recurring:
                    event.add("rrule", _yearly_rule(deadline.when))
                yield event
        revised = self.milestone.revised
        if revised and self.query.includes_deadline(revised):
            about = self._revised_text(revised)
            yield self._event("revised-deadline", revised, "revised deadline", about)

    def _event(
        self, name: str, when: ImpreciseDate, what: str, about: str, *, is_derived: bool = False
    ) -> Event:
        pair = "" if self.query.pair is Pair.ALL else f"-{self.query.pair.lower()}"
        summary = f"{self.milestone.code} {what} ({Status(self.milestone.status).label})"
        summary = f"{summary}: {Truncator(self.milestone.text).chars(80)}"
        event = Event()
        event.add("summary", strip_control_chars(summary))
        event.add("description", self._description(about))
        is_certain = when.precision in EXACT and not is_derived
        event.add("status", "CONFIRMED" if is_certain else "TENTATIVE")
        event.add("uid", f"{self.milestone.code}-{name}{pair}@spp-tracker")
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
        paragraphs = [
            self.milestone.text,
            about,
            self._standing,
            *(f"{line_text(line)}." for line in self.lines),
            self._address,
        ]
        return strip_control_chars("\n\n".join(paragraph for paragraph in paragraphs if paragraph))

    @property
    def _standing(self) -> str:
        """The status with the day that it was reported for.

        Not with the calendar's day, which changes with the record of any milestone.
        """
        pair = "" if self.query.pair is Pair.ALL else f" for {self.query.pair.label}"
        status = Status(self.milestone.status).label
        if not self.lines:
            return f"Status{pair}: {status}. No status has been reported."
        day = date_format(self.lines[0].update.as_of)
        return f"Status{pair} as last reported, as of {day}: {status}."

    def _revised_text(self, revised: ImpreciseDate) -> str:
        last = self.milestone.last_deadline
        original = f"; originally due {_by_date(last)}" if last else ""
        return f"Revised deadline: due {_by_date(revised)}{original}."


def _original_text(deadline: Deadline) -> str:
    recurrence = ", recurs annually" if deadline.recurring else ""
    basis = (
        "as printed in the document"
        if deadline.basis == Basis.PRINTED
        else "calculated from the plan’s date; the document gives none"
    )
    return f"Due {_by_date(deadline.when)}{recurrence}. Wording: “{deadline.wording}” ({basis})."


def _by_date(when: ImpreciseDate) -> str:
    if when.precision == Precision.DAY:
        return f"by {when.words}"
    return f"by the end of {when.words}"


def _yearly_rule(when: ImpreciseDate) -> vRecur:
    if when.precision == Precision.DAY:
        return vRecur(FREQ="YEARLY")
    # Day -1 is the last of the month: the last day of February differs between years.
    return vRecur(FREQ="YEARLY", BYMONTH=when.date.month, BYMONTHDAY=-1)
