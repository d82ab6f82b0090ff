"""Drawings in a PDF: WeasyPrint draws each by itself, knowing neither the page's stylesheets nor
the marks and hatchings that are drawn elsewhere on it.

Only for where WeasyPrint is installed: it brings the libraries that read styles here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from xml.etree.ElementTree import Element, SubElement, tostring

import tinycss2
from cssselect2 import ElementWrapper, Matcher, SelectorError, compile_selector_list

SVG = "{http://www.w3.org/2000/svg}"
PAINT = frozenset(
    "color fill stroke stroke-dasharray stroke-linecap stroke-linejoin stroke-width".split()
)
"""What a stylesheet says of a drawing that may be written into it, too."""


def put_behind(page: Element, sheets: str) -> dict[str, bytes]:
    """Put each silent drawing of a page behind an empty place of its size; give them by address.

    What is behind a place is decoration to those who listen to a PDF, as what is hidden from
    them is on the page. ``sheets`` is what the page's stylesheets say, one after the other.
    """
    _paint(page, sheets)
    defined = {one.get("id"): one for one in page.iter() if one.get("id")}
    addresses: dict[bytes, str] = {}
    for place in [one for one in page.iter(f"{SVG}svg") if one.get("aria-hidden")]:
        drawing = tostring(_whole(place, defined))
        address = addresses.setdefault(drawing, f"drawing:{len(addresses)}")
        _empty(place, behind=address)
    return {address: drawing for drawing, address in addresses.items()}


def _paint(page: Element, sheets: str) -> None:
    """Write what the stylesheets say of drawings into them."""
    matcher = Matcher()
    for selectors, said in _rules(sheets):
        for selector in selectors:
            matcher.add_selector(selector, said)
    for wrapper in ElementWrapper.from_html_root(page).iter_subtree():
        if str(wrapper.etree_element.tag).startswith(SVG):
            for *_weight, said in matcher.match(wrapper):
                wrapper.etree_element.attrib.update(said)


def _rules(sheets: str) -> Iterator[tuple[list[object], dict[str, str]]]:
    """What holds whatever the medium, with the constants that are given last: those for print."""
    constants = dict(re.findall(r"--([\w-]+):\s*([^;}]+)", sheets))
    sheets = re.sub(r"var\(--([\w-]+)\)", lambda name: constants.get(name[1], ""), sheets)
    for rule in tinycss2.parse_stylesheet(sheets, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        said = {
            one.lower_name: tinycss2.serialize(one.value).strip()
            for one in tinycss2.parse_blocks_contents(rule.content)
            if one.type == "declaration" and one.lower_name in PAINT
        }
        try:
            yield compile_selector_list(rule.prelude) if said else [], said
        except SelectorError:
            continue


def _whole(drawing: Element, defined: dict[str | None, Element]) -> Element:
    """A drawing with all that it refers to."""
    whole = deepcopy(drawing)
    whole.tail = None
    for use in whole.findall(f"{SVG}use"):
        mark = deepcopy(defined[use.get("href", "").removeprefix("#")])
        whole.set("viewBox", mark.get("viewBox", ""))
        whole.remove(use)
        whole.extend(mark)
    hatchings = {
        name for one in whole.iter() for name in re.findall(r"#([\w-]+)", one.get("fill", ""))
    }
    SubElement(whole, f"{SVG}defs").extend(
        deepcopy(defined[name]) for name in sorted(hatchings) if name in defined
    )
    return whole


def _empty(place: Element, behind: str) -> None:
    kind, tail = place.get("class", ""), place.tail
    place.clear()
    place.tag, place.tail = "span", tail
    place.attrib = {"class": kind, "style": f"background-image: url({behind})"}
