"""The timeline as it is drawn: nothing runs into a word or a figure of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

QUERIES = [
    "/en/deadlines/",
    "/fr/deadlines/",
    "/es/deadlines/?pair=US-MX",
    "/en/deadlines/?as_of=2005-12-31",
    "/fr/deadlines/?as_of=2006-12-31",
    "/en/deadlines/?as_of=2007-01-31",
    "/en/deadlines/?as_of=2009-03-01",
]
"""Days before, between and after the deadlines; on some the line falls on a column."""

WORDS = """() => [...document.querySelectorAll('.timeline text')].map(text => {
  const {left, right, top, bottom} = text.getBoundingClientRect();
  return {words: text.textContent.trim(), left, right, top, bottom};
}).filter(box => box.right > box.left)"""

LINES = """() => [...document.querySelectorAll('svg[role=group] .today')].flatMap(path => {
  if (!path.getClientRects().length) return [];
  const place = path.getScreenCTM();
  const at = (x, y) => new DOMPoint(x, y).matrixTransform(place);
  return [...path.getAttribute('d').matchAll(/M(\\d+) (\\d+)([VH])(\\d+)/g)].map(piece => {
    const [x, y, way, end] = [+piece[1], +piece[2], piece[3], +piece[4]];
    const [from, to] = [at(x, y), way === 'V' ? at(x, end) : at(end, y)];
    return {words: 'the line of the day', left: from.x - 1, right: to.x + 1,
            top: from.y - (way === 'H'), bottom: to.y + (way === 'H')};
  });
})"""

Box = dict[str, float]


def touch(box: Box, other: Box) -> bool:
    return (
        box["left"] < other["right"] - 1
        and other["left"] < box["right"] - 1
        and box["top"] < other["bottom"] - 1
        and other["top"] < box["bottom"] - 1
    )


@pytest.mark.parametrize("query", QUERIES)
def test_no_word_of_the_timeline_is_crossed_or_covered(page: Page, site: str, query: str) -> None:
    page.goto(site + query)
    for width, media in [(1440, "screen"), (1024, "screen"), (794, "print")]:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(media="print" if media == "print" else "screen")
        words, lines = page.evaluate(WORDS), page.evaluate(LINES)
        assert lines
        crossed = [word["words"] for word in words for line in lines if touch(word, line)]
        assert crossed == [], width
        covered = [
            (word["words"], other["words"])
            for number, word in enumerate(words)
            for other in words[number + 1 :]
            if touch(word, other)
        ]
        assert covered == [], width
