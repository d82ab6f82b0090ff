"""The marks or numbers of a promise calendar and the cells of its table, written here: there are
hundreds of them on a page, for which a template takes several times as long."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from milestones.charts.bars import stacked_bar
from milestones.charts.promise_calendar import PromiseCalendar
from milestones.charts.promise_calendar_drawings import (
    Band,
    CalendarColumn,
    Mark,
    Number,
    Promise,
    Row,
)
from milestones.choices import COUNTRY_PAIRS, Status
from milestones.pages.dates import day_words
from milestones.pages.links import PageLinks
from milestones.pages.pieces import kept_pieces
from milestones.pages.text import colon, status_label, truncated
from milestones.statistics import Tally

WIDE_NUMBER, NARROW_NUMBER = 72, 28
"""The widths of a cell's number in the two drawings."""
MAX_NAME_LENGTH = 80
"""After how many characters the name of a mark leaves out the rest of the milestone's words. Both
drawings have all names: they are short enough for gzip, which looks back 32 KB, to find them again
in the second."""


@dataclass(frozen=True)
class WrittenCalendar:
    """A promise calendar as written: the marks or numbers of the wide and of the narrow drawing as
    SVG, each a link with its name; and the rows of its table, each with its cells."""

    wide: Markup
    narrow: Markup
    rows: Sequence[tuple[Row, Markup]]


def written_calendar(links: PageLinks, calendar: PromiseCalendar) -> WrittenCalendar:
    """Write those rows of a calendar that have not been written just alike before."""
    wide, narrow = calendar.wide, calendar.narrow
    places = _token(wide.frame, wide.headings, narrow.frame, narrow.headings, calendar.has_marks)
    written = [
        kept_pieces(
            links,
            (
                *("calendar", places, bands[0].start, bands[1].start),
                *(row.area.slug, str(row.area), row.content),
            ),
            partial(_written_row, links, calendar, row, bands),
        )
        for row, *bands in zip(calendar.rows, wide.bands, narrow.bands, strict=True)
    ]
    in_wide, in_narrow, cells = zip(*written, strict=True)
    between = Markup("\n")
    return WrittenCalendar(
        between.join(in_wide),
        between.join(in_narrow),
        list(zip(calendar.rows, cells, strict=True)),
    )


@lru_cache(maxsize=64)
def _token(*_places: Hashable) -> object:
    """What stands for equal places in the keys of all rows: they are hashed once, not each time."""
    return object()


def _written_row(
    links: PageLinks, calendar: PromiseCalendar, row: Row, bands: Sequence[Band]
) -> tuple[Markup, ...]:
    """A row in the wide and in the narrow drawing, and its cells in the table."""
    starts = _starts_of_marks(links, row)
    parts = {
        column: _number(links, row, column, cell.tally)
        for column, cell in row.cells.items()
        if not cell.promises
    }
    drawn = [
        "\n".join(
            [
                *(starts[mark.promise.code] + _shape(mark) for mark in drawing.marks(band)),
                *(_placed(number, parts[number.column], width) for number in drawing.numbers(band)),
            ]
        )
        for drawing, band, width in zip(
            (calendar.wide, calendar.narrow), bands, (WIDE_NUMBER, NARROW_NUMBER), strict=True
        )
    ]
    return tuple(map(Markup, (*drawn, _cells(links, calendar, row))))


def _starts_of_marks(links: PageLinks, row: Row) -> dict[str, str]:
    """How the link of each mark begins, by the milestone's code: with its name."""
    return {
        promise.code: f'<a href="{escape(links.page("milestone", promise.code))}">'
        f"<title>{escape(promise_name(promise))}</title>"
        for cell in row.cells.values()
        for promise in cell.promises
    }


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
            f'<use href="#mark-hit" {place}/><use href="#half-{first}" {place}/>'
            f'<use href="#half-{second[0]}" x="{x}" y="{y + 11}"/>'
        )
    return f"{arrow}{status}{frame}</a>"


def _placed(each: Number, parts: tuple[str, int, str], width: int) -> str:
    """The number of a cell over the shares of the statuses, at its place."""
    (start, n, shares), x, y = parts, each.x, each.y
    return (
        f'{start}<rect class="hit-area" x="{x}" y="{y}" width="{width}" height="30"/>'
        f'<text class="cell-number" x="{x + width // 2}" y="{y + 14}">{n}</text>'
        f'<svg x="{x}" y="{y + 19}" width="{width}" height="10">{shares}</svg></a>'
    )


def _number(
    links: PageLinks, row: Row, column: CalendarColumn, tally: Tally
) -> tuple[str, int, str]:
    """What both drawings have in common of a number: the link with its name, the number, and the
    shares of the statuses."""
    n = tally.milestones
    milestones = ngettext("%(n)s milestone", "%(n)s milestones", n) % {"n": n}
    name = f"{row.area}, {calendar_column(column)}{colon()} {milestones}"
    address = links.milestones(area=row.area.slug or None, **column.filters)
    shares = []
    for segment in stacked_bar(tally):
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


def _cells(links: PageLinks, calendar: PromiseCalendar, row: Row) -> str:
    """The cells of a row of the table: how many milestones there are of each status, or in all if
    the drawing has their numbers; each a link to them."""
    cells, language = [], get_language()
    for column in calendar.columns:
        figures = ['<span class="no-value">–</span>']
        if cell := row.cells.get(column):
            counts = cell.tally.by_status
            of_cell = {"area": row.area.slug or None, **column.filters}
            figures = (
                [
                    _figure(
                        links.milestones(status=status.value, **of_cell),
                        counts[status],
                        _of_status(status, language),
                    )
                    for status in reversed(Status)
                    if counts[status]
                ]
                if calendar.has_marks
                else [_figure(links.milestones(**of_cell), cell.tally.milestones)]
            )
        cells.append(f"<td>{' '.join(figures)}</td>")
    return "\n".join(cells)


def _figure(address: str, n: int, words: str = "") -> str:
    return f'<a class="cell-status" href="{escape(address)}">{words}{n}</a>'


@lru_cache(maxsize=64)
def _of_status(status: Status, _language: str | None) -> str:
    """The mark of a status, and its label for who does not see it."""
    return (
        f'<svg class="mark mark-{status.value}" aria-hidden="true" focusable="false">'
        f'<use href="#m-{status.value}"/></svg>'
        f'<span class="visually-hidden">{escape(status.label)}{colon()} </span>'
    )


def promise_name(promise: Promise) -> str:
    """What a mark of a promise calendar stands for: the milestone's words, status, deadline and
    revised date."""
    due, revised = promise.due, promise.revised
    facts = _facts(promise.statuses, due and due.words, revised and revised.words, get_language())
    return f"{promise.code}{colon()} {truncated(promise.text, MAX_NAME_LENGTH)} – {facts}"


@lru_cache(maxsize=2048)
def _facts(
    statuses: tuple[str, ...], due: str | None, revised: str | None, _language: str | None
) -> str:
    """Status, deadline and revised date in the current language: few differ, each occurs often."""
    pairs = COUNTRY_PAIRS if len(statuses) > 1 else ()
    parts = [f"{pair.label}{colon()} {status_label(statuses[n])}" for n, pair in enumerate(pairs)]
    parts += [] if pairs else [status_label(statuses[0])]
    parts += [_("due %(when)s") % {"when": due} if due else _("no deadline")]
    parts += [_("revised to %(when)s") % {"when": revised}] if revised else []
    return "; ".join(parts)
