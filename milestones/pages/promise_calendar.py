"""The marks or numbers of a promise calendar and the cells of its table, written here: there are
hundreds of them on a page, for which a template takes several times as long."""

from collections.abc import Iterator
from functools import cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup, escape

from milestones.charts.bars import stacked_bar
from milestones.charts.promise_calendar import PromiseCalendar
from milestones.charts.promise_calendar_drawings import (
    CalendarColumn,
    Drawing,
    Mark,
    Number,
    Promise,
    Row,
)
from milestones.choices import COUNTRY_PAIRS, Status
from milestones.dates import ImpreciseDate
from milestones.pages.dates import day_words
from milestones.pages.links import PageLinks
from milestones.pages.text import colon, status_label, truncated

WIDE_NUMBER, NARROW_NUMBER = 72, 28
"""The widths of a cell's number in the two drawings."""
MAX_NAME_LENGTH = 140
"""After how many characters the name of a mark leaves out the rest of the milestone's words."""


def calendar_marks(links: PageLinks, calendar: PromiseCalendar) -> tuple[Markup, Markup]:
    """The milestones of the wide and of the narrow drawing as SVG: each a link with its name, and
    with the arrow to its revised date."""
    names = promise_names(calendar.wide)
    starts = {
        code: f'<a href="{escape(links.page("milestone", code))}"><title>{escape(name)}</title>'
        for code, name in names.items()
    }

    def marks(drawing: Drawing) -> Markup:
        drawn = [starts[mark.promise.milestone.code] + _shape(mark) for mark in drawing.marks]
        return Markup("\n".join(drawn))  # noqa: S704 - escaped above

    return marks(calendar.wide), marks(calendar.narrow)


def _shape(mark: Mark) -> str:
    promise, x, y = mark.promise, mark.x, mark.y
    place = f'x="{x}" y="{y}"'
    arrow, frame = "", ""
    if mark.arrow:
        vague = " vague-slip" if promise.revised_is_vague else ""
        arrow = (
            f'<path class="slip{vague}" d="{mark.arrow}"/><path class="slip-to" d="{mark.head}"/>'
        )
    if promise.is_vague:
        frame = f'<path class="vague-due" d="M{x - 3} {y - 3}h26v26h-26z"/>'
    first, *second = promise.statuses
    status = f'<use href="#mark-{first}" {place}/>'
    if second:
        status = (
            f'<use href="#half-{first}" {place}/>'
            f'<use href="#half-{second[0]}" x="{x}" y="{y + 11}"/>'
        )
    return f'{arrow}<use href="#mark-hit" {place}/>{status}{frame}</a>'


def calendar_numbers(links: PageLinks, calendar: PromiseCalendar) -> tuple[Markup, Markup]:
    """The numbers of the cells in the wide and in the narrow drawing as SVG, none if these have
    marks: each a link with its name, over the shares of the statuses."""
    parts = {(each.area.pk, each.column): _number(links, each) for each in calendar.wide.numbers}

    def numbers(drawing: Drawing, width: int) -> Markup:
        drawn = []
        for each in drawing.numbers:
            start, number, shares = parts[each.area.pk, each.column]
            x, y = each.x, each.y
            drawn.append(
                f'{start}<rect class="hit-area" x="{x}" y="{y}" width="{width}" height="30"/>'
                f'<text class="cell-number" x="{x + width // 2}" y="{y + 14}">{number}</text>'
                f'<svg x="{x}" y="{y + 19}" width="{width}" height="10">{shares}</svg></a>'
            )
        return Markup("\n".join(drawn))  # noqa: S704

    return numbers(calendar.wide, WIDE_NUMBER), numbers(calendar.narrow, NARROW_NUMBER)


def _number(links: PageLinks, placed: Number) -> tuple[str, int, str]:
    """What both drawings have in common of a number: the link with its name, the number, and the
    shares of the statuses."""
    n = placed.tally.milestones
    milestones = ngettext("%(n)s milestone", "%(n)s milestones", n) % {"n": n}
    name = f"{placed.area}, {calendar_column(placed.column)}{colon()} {milestones}"
    address = links.milestones(area=placed.area.slug or None, **placed.column.filters)
    shares = []
    for segment in stacked_bar(placed.tally):
        place = f'x="{segment.x}" width="{segment.width}" height="10"'
        shares.append(f'<rect class="fill-{segment.status.value}" {place}/>')
        if segment.hatched:
            shares.append(f'<rect {place} fill="url(#h-{segment.status.value})"/>')
    return f'<a href="{escape(address)}"><title>{escape(name)}</title>', n, "".join(shares)


def calendar_column(column: CalendarColumn) -> str:
    """The days of a column in words: a month, a year, or no deadline."""
    if column.last is None:
        return _("No deadline")
    return str(column.year) if column.is_year else day_words(column.last, "F Y")


def calendar_rows(links: PageLinks, calendar: PromiseCalendar) -> Iterator[tuple[Row, Markup]]:
    """The rows of the table, each with its cells: how many milestones there are of each status, or
    in all if the drawing has their numbers; each a link to them."""
    of_status = {status: _of_status(status) for status in reversed(Status)}
    for row in calendar.rows:
        cells = []
        for column in calendar.columns:
            figures = ['<span class="no-value">–</span>']
            if cell := row.cells.get(column):
                counts = cell.tally.by_status
                of_cell = {"area": row.area.slug or None, **column.filters}
                figures = (
                    [
                        _figure(
                            links.milestones(status=status.value, **of_cell), counts[status], words
                        )
                        for status, words in of_status.items()
                        if counts[status]
                    ]
                    if calendar.has_marks
                    else [_figure(links.milestones(**of_cell), cell.tally.milestones)]
                )
            cells.append(f"<td>{' '.join(figures)}</td>")
        yield row, Markup("\n".join(cells))  # noqa: S704 - escaped above


def _figure(address: str, n: int, words: str = "") -> str:
    return f'<a class="cell-status" href="{escape(address)}">{words}{n}</a>'


def _of_status(status: Status) -> str:
    """The mark of a status, and its label for who does not see it."""
    return (
        f'<svg class="mark mark-{status.value}" aria-hidden="true" focusable="false">'
        f'<use href="#m-{status.value}"/></svg>'
        f'<span class="visually-hidden">{escape(status.label)}{colon()} </span>'
    )


def promise_names(drawing: Drawing) -> dict[str, str]:
    """What each mark of a promise calendar stands for, by the milestone's code: its words, status,
    deadline and revised date."""
    # Few statuses and dates occur, each often.
    label, due, revised_to = cache(status_label), cache(_due), cache(_revised_to)
    after_name = colon()

    def name(promise: Promise) -> str:
        milestone, statuses = promise.milestone, promise.statuses
        pairs = COUNTRY_PAIRS if len(statuses) > 1 else ()
        parts = [f"{pair.label}{after_name} {label(statuses[n])}" for n, pair in enumerate(pairs)]
        parts += [] if pairs else [label(statuses[0])]
        parts += [due(promise.due), *([revised_to(milestone.revised)] if milestone.revised else [])]
        words = truncated(milestone.text, MAX_NAME_LENGTH)
        return f"{milestone.code}{after_name} {words} – {'; '.join(parts)}"

    return {mark.promise.milestone.code: name(mark.promise) for mark in drawing.marks}


def _due(when: ImpreciseDate | None) -> str:
    return _("due %(when)s") % {"when": when} if when else _("no deadline")


def _revised_to(when: ImpreciseDate) -> str:
    return _("revised to %(when)s") % {"when": when}
