"""Drawings as WeasyPrint can draw them: whole, and with their looks written into them."""

from __future__ import annotations

from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from milestones.pages.pdf_drawings import SVG, inline_drawings

SHEETS = """
:root { --delayed: red; --edge: grey }
.mark-delayed { color: var(--delayed) }
.bar .fill-delayed { fill: var(--delayed); stroke: var(--edge); margin: 1px }
.hatch { stroke: var(--hatch) }
a:hover::unheard-of { fill: blue }
@media print { :root { --delayed: #b23c0e; --hatch: #fff } }
@media (prefers-color-scheme: dark) { .mark-delayed { color: white } }
"""


def read(markup: str | bytes) -> Element:
    return ET.fromstring(markup)  # noqa: S314


def page(drawings: str) -> Element:
    return read(
        f"""<html><body>
        <svg xmlns="{SVG[1:-1]}" class="sprite"><defs>
          <symbol id="m-delayed" viewBox="0 0 16 16"><path fill="currentColor" d="M0 0h9"/></symbol>
          <pattern id="h-delayed"><path class="hatch" d="M0 0v6"/></pattern>
          <g class="bar" id="mark-delayed">
            <rect class="fill-delayed" width="20"/><rect width="20" fill="url(#h-delayed)"/>
          </g>
        </defs></svg>
        {drawings.replace("<svg", f'<svg xmlns="{SVG[1:-1]}" aria-hidden="true"')}
        </body></html>"""
    )


MARK = '<svg class="mark mark-delayed"><use href="#m-delayed"/></svg>'
BAR = """<svg class="bar" width="100%" height="18">
    <rect class="fill-delayed" width="50%" height="100%"/>
    <rect width="50%" height="100%" fill="url(#h-delayed)"/>
</svg>"""


def drawn(drawings: str) -> Element:
    (only,) = inline_drawings(page(drawings), SHEETS).values()
    return read(only)


def test_a_mark_has_its_shape_and_its_colour() -> None:
    mark = drawn(MARK)
    assert mark.get("viewBox") == "0 0 16 16"
    assert mark.get("color") == "#b23c0e"
    assert [part.tag for part in mark] == [f"{SVG}path", f"{SVG}defs"]


def test_a_bar_has_the_constants_for_print_and_its_hatching() -> None:
    plain, hatched, defined = drawn(BAR)
    assert (plain.get("fill"), plain.get("stroke")) == ("#b23c0e", "grey")
    assert plain.get("margin") is None
    assert hatched.get("fill") == "url(#h-delayed)"
    (hatching,) = defined
    assert hatching[0].get("stroke") == "#fff"


def test_what_is_used_within_a_link_comes_with_its_colour_and_hatching() -> None:
    calendar = drawn('<svg class="bar"><a><use href="#mark-delayed" x="4"/></a></svg>')
    defined = {part.get("id"): part for part in calendar[-1]}
    assert set(defined) == {"mark-delayed", "h-delayed"}
    assert defined["mark-delayed"][0].get("fill") == "#b23c0e"


def test_a_drawing_has_the_size_that_it_has_on_the_page() -> None:
    whole = page('<svg class="swatch" width="6" height="16"/>')
    (address,) = inline_drawings(whole, SHEETS)
    (place,) = whole.iter("span")
    assert place.get("style") == f"background-image: url({address}); width: 6px; height: 16px"


def test_a_drawing_stands_behind_an_empty_place_and_words_stay() -> None:
    whole = page(f"<td>{MARK}Delayed</td>")
    (address,) = inline_drawings(whole, SHEETS)
    (place,) = whole.iter("span")
    assert place.attrib == {
        "class": "mark mark-delayed",
        "style": f"background-image: url({address})",
    }
    assert list(place) == []
    assert place.tail == "Delayed"


def test_what_is_drawn_often_is_kept_once() -> None:
    assert len(inline_drawings(page(MARK * 3 + BAR), SHEETS)) == 2


def test_a_drawing_that_is_told_in_words_stays_where_it_is() -> None:
    whole = page("")
    drawing = read(f'<svg xmlns="{SVG[1:-1]}"><title>A timeline</title></svg>')
    whole.append(drawing)
    assert inline_drawings(whole, SHEETS) == {}
    assert drawing in list(whole)
