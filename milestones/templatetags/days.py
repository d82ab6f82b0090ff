"""The days that a reader may ask a page for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import template
from django.template import RequestContext

from milestones.asked import Asked
from milestones.days import days_on_record
from milestones.templatetags.tracker import this_page

register = template.Library()


@dataclass(frozen=True)
class DayToChoose:
    """A day on record, and the address of this page as of it."""

    date: dt.date
    address: str
    newest: bool
    plan: bool


@dataclass(frozen=True)
class DaysToChoose:
    """The days on record, newest first; ``more`` if not all of them are here."""

    choices: tuple[DayToChoose, ...]
    more: bool


@register.simple_tag(takes_context=True)
def days_to_choose(context: RequestContext) -> DaysToChoose | None:
    """The days on record as links that keep all else; None where nothing is on record.

    The newest is the address without a day: it stays the newest when another is recorded.
    """
    asked: Asked = context["asked"]
    found = days_on_record()
    days = [*found.reported, *([found.plan] if found.plan else [])]
    choices = tuple(
        DayToChoose(
            date=day,
            address=this_page(
                context, as_of=None if day == asked.newest_day else day.isoformat(), page=None
            ),
            newest=day == asked.newest_day,
            plan=day == found.plan,
        )
        for day in days
    )
    return DaysToChoose(choices, found.more) if choices else None
