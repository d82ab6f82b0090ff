"""Drawings in a PDF: WeasyPrint draws each one on its own, without the page's stylesheets and
without the symbols and patterns that are defined elsewhere on the page.

Import it only if WeasyPrint is installed, which brings the CSS libraries used here.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement, tostring

import tinycss2
from cssselect2 import ElementWrapper, Matcher, SelectorError, compile_selector_list

SVG = "{http://www.w3.org/2000/svg}"
PAINT = frozenset(
    "color fill font-family font-size font-weight stroke stroke-dasharray stroke-linecap"
    " stroke-linejoin stroke-width text-anchor".split()
)
"""The CSS properties that can also be written as attributes of a drawing."""


def inline_drawings(page: Element, sheets: str) -> dict[str, bytes]:
    """Make each drawing self-contained, and each that is hidden from screen readers the
    background of an empty element.

    The element has the drawing's size. Returns the drawings by URL. Screen readers skip the
    background of an element in a PDF, as they skip the hidden drawing on the page. ``sheets`` is
    the content of the page's stylesheets, one after the other.
    """
    _inline_styles(page, sheets)
    elements = {element.get("id"): element for element in page.iter() if element.get("id")}
    addresses: dict[bytes, str] = {}
    drawings = [svg for svg in page.iter(f"{SVG}svg") if svg.get("class") != "sprite"]
    for svg in drawings:
        if not svg.get("aria-hidden"):
            svg[:] = _self_contained(svg, elements)
            _name(svg, elements)
            continue
        drawing = tostring(_self_contained(svg, elements))
        address = addresses.setdefault(drawing, f"drawing:{len(addresses)}")
        _replace_with_background(svg, address=address)
    for parent in list(page.iter()):
        # Each drawing has its own copy of what it uses from here.
        for child in [each for each in parent if each.get("class") == "sprite"]:
            parent.remove(child)
    return {address: drawing for drawing, address in addresses.items()}


def _name(svg: Element, elements: dict[str | None, Element]) -> None:
    """Give a drawing its name as a title, which is what WeasyPrint tells readers of screens."""
    name = elements.get(svg.get("aria-labelledby"))
    if name is not None:
        title = Element(f"{SVG}title")
        title.text = " ".join("".join(name.itertext()).split())
        svg.insert(0, title)


def _inline_styles(page: Element, sheets: str) -> None:
    """Write the stylesheets' declarations for drawings into the drawings as attributes."""
    matcher = Matcher()
    for selectors, declarations in _rules(sheets):
        for selector in selectors:
            matcher.add_selector(selector, declarations)
    for wrapper in ElementWrapper.from_html_root(page).iter_subtree():
        if str(wrapper.etree_element.tag).startswith(SVG):
            for *_weight, declarations in matcher.match(wrapper):
                wrapper.etree_element.attrib.update(declarations)
            if wrapper.local_name == "text":
                # It would be drawn over the words that it surrounds.
                wrapper.etree_element.attrib.pop("stroke", None)


def _rules(sheets: str) -> Iterator[tuple[list[object], dict[str, str]]]:
    """The rules outside media queries, with the last value of each variable: that for print."""
    variables = dict(re.findall(r"--([\w-]+):\s*([^;}]+)", sheets))
    sheets = re.sub(r"var\(--([\w-]+)\)", lambda match: variables.get(match[1], ""), sheets)
    for rule in tinycss2.parse_stylesheet(sheets, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        declarations = {
            node.lower_name: tinycss2.serialize(node.value).strip()
            for node in tinycss2.parse_blocks_contents(rule.content)
            if node.type == "declaration" and node.lower_name in PAINT
        }
        try:
            yield compile_selector_list(rule.prelude) if declarations else [], declarations
        except SelectorError:
            continue


def _self_contained(svg: Element, elements: dict[str | None, Element]) -> Element:
    """A copy of a drawing with the shapes, symbols and patterns that it refers to."""
    drawing = deepcopy(svg)
    drawing.tail = None
    for use in drawing.findall(f"{SVG}use"):
        # A mark is as large as its symbol, which WeasyPrint does not know of the element itself.
        symbol = deepcopy(elements[use.get("href", "").removeprefix("#")])
        drawing.set("viewBox", symbol.get("viewBox", ""))
        drawing.remove(use)
        drawing.extend(symbol)
    defined = SubElement(drawing, f"{SVG}defs")
    names: set[str] = set()
    # A shape may be filled with a pattern in turn.
    while more := {name for name in _used(drawing) if name in elements} - names:
        defined.extend(deepcopy(elements[name]) for name in sorted(more))
        names |= more
    return drawing


def _used(drawing: Element) -> set[str]:
    """The names of the shapes that a drawing uses, and of the patterns that it is filled with."""
    references = (
        element.get(name, "")
        for element in drawing.iter()
        for name in ("href", "fill")
        if name == "fill" or element.tag == f"{SVG}use"
    )
    return {name for each in references for name in re.findall(r"#([\w-]+)", each)}


def _replace_with_background(element: Element, address: str) -> None:
    css_class, tail = element.get("class", ""), element.tail
    sizes = {side: element.get(side, "") for side in ("width", "height")}
    declarations = [
        f"{side}: {size}{'px' if size.isdecimal() else ''}" for side, size in sizes.items() if size
    ]
    element.clear()
    element.tag, element.tail = "span", tail
    style = "; ".join([f"background-image: url({address})", *declarations])
    element.attrib = {"class": css_class, "style": style}
