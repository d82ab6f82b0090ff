"""The days that a reader may ask a page for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import template
from django.template import RequestContext

from milestones.asked import MOST_DAYS, Asked
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
    plan = [one for one in asked.days_on_record if one.is_plan]
    reported = [one for one in asked.days_on_record if not one.is_plan]
    offered = reported[: MOST_DAYS - 1] + plan
    choices = tuple(
        DayToChoose(
            date=one.day,
            address=this_page(
                context,
                as_of=None if one.day == asked.newest_day else one.day.isoformat(),
                page=None,
            ),
            newest=one.day == asked.newest_day,
            plan=one.is_plan,
        )
        for one in offered
    )
    more = len(offered) < len(asked.days_on_record)
    return DaysToChoose(choices, more=more) if choices else None
