"""Two days compared: links to the rows behind each count, and what moved, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milestones.asked import AskedChanges
from milestones.comparisons import Cell, Change, Direction, Movement
from milestones.filters import ANY, PAGING
from milestones.templatetags.catalogue import Chip
from milestones.templatetags.catalogue import chips as usual_chips
from milestones.templatetags.tracker import File, given, in_all_formats, query_of, this_page
from milestones.templatetags.words import colon

register = template.Library()

DAYS = ("from", "to", "as_of")
PICKED = ("was", "now", "direction", "changed")
"""What picks rows from the matrix; the matrix itself is the same whichever are picked."""


@register.simple_tag(takes_context=True)
def picked(context: RequestContext, asked: AskedChanges, **params: Any) -> str:
    """The address of just the rows that a count of these changes counts."""
    return f"{reverse('changes')}?{_query(context, asked, PICKED, params)}#changed"


@register.simple_tag(takes_context=True)
def picked_cell(context: RequestContext, cell: Cell) -> str:
    """The address of just the milestones in a cell of the matrix, changed otherwise or not."""
    changed = ANY if cell.direction == Direction.SAME else None
    return picked(context, context["asked"], was=cell.was_code, now=cell.now, changed=changed)


@register.filter
def is_picked(cell: Cell, asked: AskedChanges) -> bool:
    """Whether the rows shown are those of this cell."""
    return (asked.data.get("was"), asked.data.get("now")) == (cell.was_code, cell.now)


@register.simple_tag(takes_context=True)
def between(context: RequestContext, **days: Any) -> str:
    """The address of this page with other days, ``from`` or ``to``."""
    return f"{context['request'].path}?{_query(context, context['asked'], (), days)}"


@register.simple_tag(takes_context=True)
def changes_files(context: RequestContext) -> list[File]:
    """The files with just the rows that this page shows, on any later day too."""
    return in_all_formats(lambda suffix: changes_file(context, suffix))


@register.simple_tag(takes_context=True)
def changes_file(context: RequestContext, suffix: str) -> str:
    """The address of a file with just the rows that this page shows, on any later day too."""
    query = _query(context, context["asked"], PAGING, {})
    return f"{reverse('data_file', args=['changes', suffix])}?{query}"


def _query(
    context: RequestContext, asked: AskedChanges, without: Any, params: dict[str, Any]
) -> str:
    """This page's query with the days written out, and some parameters changed."""
    names = [name for name in asked.names if name not in {*DAYS, *without, "page"}]
    return query_of({**asked.days, **given(context, names), **params})


@register.simple_tag(takes_context=True)
def narrowing(context: RequestContext) -> list[Chip]:
    """The filters that narrow this page (see ``chips``), and what is picked from the matrix."""
    asked: AskedChanges = context["asked"]
    usual = [chip for chip in usual_chips(context) if chip.name not in {*DAYS, *PICKED}]
    return usual + [
        Chip(
            name,
            str(field.label or ""),
            _choice(field, values[0]),
            this_page(context, **{name: None, "page": None}),
        )
        for name, values in given(context, PICKED).items()
        for field in [asked.form.fields[name]]
    ]


def _choice(field: Any, value: str) -> str:
    return str(dict(field.choices).get(value, value))


@register.filter
def moved(direction: Direction | None) -> str:
    """Which way a milestone moved, in words."""
    return {
        Direction.AHEAD: _("Moved ahead"),
        Direction.BEHIND: _("Fell behind"),
        Direction.SAME: _("Same status"),
        None: _("Newly promised"),
    }[direction]


@register.filter
def notes(change: Change) -> list[str]:
    """What else changed besides the status: revised dates and words, for each pair if apart."""
    if change.movements[0] is change.whole:
        return list(_notes(change.whole))
    return [
        f"{movement.pair.label}{colon()} {note}"
        for movement in change.movements
        for note in (_of_pair(movement, change.whole), *_notes(movement))
        if note
    ]


def _of_pair(movement: Movement, whole: Movement) -> str:
    """Which way a pair moved, if it is not the way of the whole."""
    if movement.direction in {whole.direction, Direction.SAME}:
        return ""
    return _("moved ahead") if movement.direction == Direction.AHEAD else _("fell behind")


def _notes(movement: Movement) -> Iterator[str]:
    yield from (note for note in (_of_date(movement), _of_words(movement)) if note)


def _of_words(movement: Movement) -> str:
    return _("same status, other words") if movement.reworded else ""


def _of_date(movement: Movement) -> str:
    was, now = movement.was.revised, movement.now.revised
    if was == now:
        return ""
    if was is None:
        return _("a revised date")
    if now is None:
        return _("no revised date any more")
    months = movement.put_off or 0
    if months > 0:
        put_off = ngettext("put off %(n)s month", "put off %(n)s months", months)
        return put_off % {"n": months}
    if months < 0:
        sooner = ngettext("%(n)s month sooner", "%(n)s months sooner", -months)
        return sooner % {"n": -months}
    return _("the revised date otherwise exact")
