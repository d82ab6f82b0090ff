"""Every page that a link leads to answers, is whole, and everyone finds their way in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from milestones.models import Deadline, Milestone, PairStatus
from milestones.urls import pages as addresses
from priorities.models import Goal, Initiative, PriorityArea
from tests.crawling import FRONTS, Site, Visit, canonical, kind_of
from tests.markup import Element, Page

pytestmark = pytest.mark.django_db

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTROLS = ("input", "select", "textarea")
DATA = "application/ld+json"
"""The type of what looks like a script and is data, which no browser runs."""
TELLING = 24
"""So many characters of a sentence tell where it is from."""


def summary(findings: Iterable[str]) -> str:
    """Findings in a few lines: each only once, with how often it was made."""
    counted = Counter(findings)
    return "\n".join(f"{finding} (x {count})" for finding, count in counted.most_common(40))


def on_every_page(find: Callable[[Visit, Page], Iterable[str]]) -> Callable[[Site], None]:
    """A test that fails with whatever is found on any page."""

    def test(site: Site) -> None:
        visits = [(visit, visit.page) for visit in site.pages if visit.page]
        assert not summary(finding for visit, page in visits for finding in find(visit, page))

    return test


def where(visit: Visit, element: Element) -> str:
    around = [f"{at.tag}.{at.get('class')}" for at in list(element.around())[:3] if at.tag]
    return f"{visit.address}: {' < '.join(around)} “{element.text[:50]}”"


def test_the_crawl_reaches_every_kind_of_page_in_every_language(site: Site) -> None:
    reached = {kind_of(visit.address) for visit in site.pages}
    names = {(kind.name, kind.language) for kind in reached}
    for front in FRONTS:
        missed = {address.name for address in addresses if (address.name, front[1:3]) not in names}
        assert not missed, f"No link of {front} leads to {missed}."
    assert sum(kind_of(visit.address).name == "milestone" for visit in site.pages) >= 106


def test_every_internal_link_answers(site: Site) -> None:
    findings = (
        f"{visit.address}: {visit.status}, linked from {site.linked.get(visit.address)}"
        for visit in site.visits.values()
        if visit.status != 200
    )
    assert not summary(findings)


def test_every_fragment_has_its_anchor(site: Site) -> None:
    def findings() -> Iterator[str]:
        for target, source in site.linked.items():
            fragment = urlsplit(target).fragment
            anchors = site.anchors_at(canonical(target)) if fragment else None
            if anchors is not None and fragment not in anchors:
                yield f"{source} links to {target}"
        for visit in site.pages:
            for link in visit.page.links if visit.page else ():
                href = link.get("href")
                if href.startswith("#") and visit.page and href[1:] not in visit.page.anchors:
                    yield f"{visit.address} links to {href}"

    assert not summary(findings())


@on_every_page
def test_tags_are_nested_as_they_should_be(visit: Visit, page: Page) -> Iterator[str]:
    yield from (f"{visit.path}: {slip}" for slip in page.slips)


@on_every_page
def test_ids_are_unique_and_what_refers_to_them_finds_them(
    visit: Visit, page: Page
) -> Iterator[str]:
    ids = Counter(page.ids)
    yield from (f"{visit.address}: #{name} twice" for name, many in ids.items() if many > 1)
    for missing in page.references - set(ids):
        yield f"{visit.address}: nothing is #{missing}"


@on_every_page
def test_a_page_has_one_h1_and_its_headings_skip_no_level(
    visit: Visit, page: Page
) -> Iterator[str]:
    levels = [int(heading.tag[1]) for heading in page.all(*HEADINGS)]
    if levels.count(1) != 1 or levels[0] != 1:
        yield f"{visit.address}: headings {levels[:5]}"
    for above, below in pairwise(levels):
        if below > above + 1:
            yield f"{visit.address}: h{below} under h{above}"
    for heading in page.all(*HEADINGS):
        if not heading.text:
            yield where(visit, heading) + " is empty"


def test_a_page_says_what_it_is_and_in_which_language(site: Site) -> None:
    titled: dict[tuple[str, str], set[str]] = defaultdict(set)

    def findings() -> Iterator[str]:
        for visit in site.pages:
            assert visit.page
            (html,) = visit.page.all("html")
            if html.get("lang") != visit.path[1:3]:
                yield f"{visit.address}: lang={html.get('lang')}"
            if len(visit.page.title) < 15 or not visit.page.title.strip(" –"):
                yield f"{visit.address}: title “{visit.page.title}”"
            if not 20 <= len(visit.page.description) <= 300:
                yield f"{visit.address}: description “{visit.page.description}”"
            titled[visit.path[1:3], visit.page.title].add(visit.path)
        for (_language, title), paths in titled.items():
            if len(paths) > 1:
                yield f"{sorted(paths)[:3]} are all called “{title}”"

    assert not summary(findings())


@on_every_page
def test_a_page_has_its_landmarks_and_each_can_be_told_by_name(
    visit: Visit, page: Page
) -> Iterator[str]:
    for tag in ("header", "main", "footer"):
        if not page.all(tag):
            yield f"{visit.address}: no <{tag}>"
    names = Counter(nav.get("aria-label") or nav.get("aria-labelledby") for nav in page.all("nav"))
    for name, many in names.items():
        if not name or many > 1:
            yield f"{visit.address}: {many} navigations called “{name}”"


@on_every_page
def test_every_table_has_a_caption_and_its_headings_a_scope(
    visit: Visit, page: Page
) -> Iterator[str]:
    for table in page.all("table"):
        if not any(caption.text for caption in table.all("caption")):
            yield where(visit, table) + " has no caption"
        for heading in table.all("th"):
            if heading.get("scope") not in {"col", "row", "rowgroup", "colgroup"}:
                yield where(visit, heading) + " has no scope"
            if not heading.text:
                yield where(visit, heading) + " is an empty heading"


@on_every_page
def test_every_control_has_a_label(visit: Visit, page: Page) -> Iterator[str]:
    labelled = {label.get("for") for label in page.all("label") if label.text}
    for control in page.all(*CONTROLS):
        inside = any(at.tag == "label" and at.text for at in control.around())
        named = control.get("aria-label") or control.get("aria-labelledby")
        hidden = control.get("type") in {"hidden", "submit"}
        if not (hidden or inside or named or control.get("id") in labelled):
            yield where(visit, control) + control.get("name")
    for button in page.all("button"):
        if not (button.text or button.get("aria-label")):
            yield where(visit, button) + " says nothing"


@on_every_page
def test_every_link_has_words_and_a_button_is_no_link(visit: Visit, page: Page) -> Iterator[str]:
    for link in page.links:
        titles = [title.text for title in link.all("title")]
        if not (link.text or link.get("aria-label") or any(titles)):
            yield where(visit, link) + f" to {link.get('href')} has no words"
        if any(at.tag in {"a", "button"} for at in link.around() if at is not link):
            yield where(visit, link) + " is inside another link"


@on_every_page
def test_no_style_script_or_handler_is_written_into_a_page(
    visit: Visit, page: Page
) -> Iterator[str]:
    for element in page.elements:
        names = [name for name in element.attributes if name.startswith("on")]
        runs = element.tag in {"style", "script"} and element.get("type") != DATA
        if names or "style" in element.attributes or runs:
            yield where(visit, element) + f" {names or 'style or script'}"


@on_every_page
def test_nothing_is_fetched_from_elsewhere(visit: Visit, page: Page) -> Iterator[str]:
    for element in page.all("img", "script", "iframe", "source", "video", "link"):
        target = element.get("src") or element.get("href")
        rel = element.get("rel")
        fetched = element.tag != "link" or rel in {"stylesheet", "icon", "apple-touch-icon"}
        fetched = fetched and element.get("type") != DATA
        if fetched and not target.startswith("/"):
            yield where(visit, element) + target


def test_words_of_the_documents_are_marked_as_english_in_other_languages(site: Site) -> None:
    whole, beginnings = words_of_the_documents()

    def findings() -> Iterator[str]:
        for visit in site.pages:
            assert visit.page
            (body,) = visit.page.all("body")
            for element, text in body.texts() if visit.path[1:3] != "en" else ():
                words = " ".join(text.split())
                theirs = words in whole or (len(words) > TELLING and words[:TELLING] in beginnings)
                if theirs and element.language != "en":
                    yield f"{where(visit, element)}: “{words[:40]}”"

    assert not summary(findings())


def words_of_the_documents() -> tuple[set[str], set[str]]:
    """Names and sentences of the documents; and how the sentences begin, for those cut short.
    Without names that are the same in French or Spanish."""
    names = {
        name
        for model in (Goal, PriorityArea)
        for name, *others in model.objects.values_list("name", "name_fr", "name_es")
        if name not in others
    }
    sentences = {
        *Milestone.objects.values_list("text", flat=True),
        *Milestone.objects.values_list("plan_text", flat=True),
        *Initiative.objects.values_list("text", flat=True),
        *Initiative.objects.values_list("benefits", flat=True),
        *PriorityArea.objects.values_list("objective", flat=True),
        *Deadline.objects.values_list("wording", flat=True),
        *PairStatus.objects.values_list("as_reported", flat=True),
    }
    sentences = {" ".join(sentence.split()) for sentence in sentences}
    return names, {sentence[:TELLING] for sentence in sentences if len(sentence) > TELLING}
