"""Pages as trees of elements, read strictly: what a test asks of markup is asked here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
DRAWN = frozenset("circle line path polygon polyline rect use".split())
"""Elements of drawings: they may close themselves."""


@dataclass(eq=False, slots=True)
class Element:
    """An element, what it holds in order, and the language its words are in."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def get(self, name: str, otherwise: str = "") -> str:
        """An attribute's value."""
        return self.attributes.get(name, otherwise)

    def has(self, *classes: str) -> bool:
        """Whether it has one of these classes."""
        return not set(classes).isdisjoint(self.get("class").split())

    def all(self, *tags: str) -> Iterator[Element]:
        """The elements within, in order; all of them, or those of some tags."""
        for child in self.children:
            if isinstance(child, Element):
                if not tags or child.tag in tags:
                    yield child
                yield from child.all(*tags)

    def around(self) -> Iterator[Element]:
        """This element and those around it, from the inside out."""
        here: Element | None = self
        while here is not None:
            yield here
            here = here.parent

    def texts(self) -> Iterator[tuple[Element, str]]:
        """Each piece of text within, and the element that holds it."""
        for child in self.children:
            if isinstance(child, Element):
                yield from child.texts()
            else:
                yield self, child

    @property
    def text(self) -> str:
        """The words within, with single spaces; the title of a drawing is not seen."""
        seen = [text for at, text in self.texts() if at is self or at.tag != "title"]
        return " ".join("".join(seen).split())

    @property
    def language(self) -> str:
        """The language that its words are said to be in."""
        return next((lang for element in self.around() if (lang := element.get("lang"))), "")


class Page:
    """A page as it was sent; ``slips`` are the tags that are not nested as they should be."""

    def __init__(self, text: str) -> None:
        reader = _Reader()
        reader.feed(text)
        reader.close()
        self.root = reader.root
        self.slips = reader.slips

    @cached_property
    def elements(self) -> list[Element]:
        """All elements in order."""
        return list(self.root.all())

    @cached_property
    def ids(self) -> list[str]:
        """Every id, as often as it is given."""
        return [element.get("id") for element in self.elements if "id" in element.attributes]

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a fragment can lead to."""
        return frozenset(self.ids)

    def all(self, *tags: str) -> list[Element]:
        """The elements of some tags, in order."""
        return [element for element in self.elements if element.tag in tags]

    @cached_property
    def links(self) -> list[Element]:
        """The links of the page's body."""
        return [link for link in self.all("a") if "href" in link.attributes]

    @property
    def title(self) -> str:
        """What the page calls itself."""
        return next((element.text for element in self.all("title")), "")

    @property
    def description(self) -> str:
        """What the page says of itself to those who have not opened it."""
        descriptions = (meta for meta in self.all("meta") if meta.get("name") == "description")
        return next((meta.get("content").strip() for meta in descriptions), "")

    @cached_property
    def references(self) -> set[str]:
        """The ids that the page's own attributes refer to."""
        wanted: set[str] = set()
        for element in self.elements:
            for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"):
                wanted.update(element.get(name).split())
            if element.tag == "use":
                wanted.add(element.get("href").removeprefix("#"))
            for name in ("fill", "stroke", "marker-end", "marker-start", "clip-path", "mask"):
                wanted.update(re.findall(r"^url\(#([^)]+)\)$", element.get(name)))
        return wanted


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self.slips: list[str] = []
        self._open = self.root

    def _append(self, tag: str, attrs: list[tuple[str, str | None]]) -> Element:
        given = {name: value or "" for name, value in attrs}
        if len(given) < len(attrs):
            self.slips.append(f"<{tag}> has an attribute twice")
        element = Element(tag, given, self._open)
        self._open.children.append(element)
        return element

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._append(tag, attrs)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._append(tag, attrs)
        if tag not in DRAWN and tag not in VOID:
            self.slips.append(f"<{tag}/> closes itself")

    def handle_endtag(self, tag: str) -> None:
        if self._open.tag != tag or self._open.parent is None:
            self.slips.append(f"</{tag}> inside <{self._open.tag}>")
        else:
            self._open = self._open.parent

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)
