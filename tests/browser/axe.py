"""What axe finds on a page (WCAG 2.2 AA and best practice)."""

from __future__ import annotations

import json

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
SHAPE = """element => {
  const classes = element.getAttribute('class') + element.getAttributeNames().sort();
  const within = [...element.children].map(shape);
  const said = within.length > 0 || element.textContent.trim() !== '';
  return element.tagName + classes + said + '(' + [...new Set(within)] + ')';
}"""
"""What an element is made of, whatever it says: two rows with the same marks have the same."""
ALIKE = f"""() => {{
  const shape = {SHAPE};
  const within = element =>
    element ? element.tagName + element.getAttribute('class') + within(element.parentElement) : '';
  const met = {{}};
  const left_out = new Set();
  document.querySelectorAll('tr, li, td, th, li a, svg a').forEach(element => {{
    const its = shape(element) + within(element.parentElement);
    met[its] = (met[its] || 0) + 1;
    if (met[its] > 2 && ![...left_out].some(other => other.contains(element))) {{
      left_out.add(element);
    }}
  }});
  return [...left_out];
}}"""
"""The rows, cells and links of lists and drawings that are of the same shape as two others before,
within the same: one of them may be striped."""
RUN = f"""([rules, whole]) => {{
  const exclude = whole ? [] : ({ALIKE})();
  return axe.run(exclude.length ? {{exclude}} : document, rules).then(found => found.violations);
}}"""
FADED = "() => document.getAnimations().length === 0"
"""The admin's colours fade from light to dark and back: what is seen in between passes away."""


def axe_finds_nothing(page: Page, shown: str, *, whole: bool) -> None:
    """Fail with what axe finds: on the whole page, or on all of it that is not alike."""
    # It is more than half a megabyte, and stays in a page: but a window may get another page.
    if page.evaluate("typeof axe === 'undefined' || window.withAxe !== document"):
        page.evaluate(AXE_SCRIPT)
        page.evaluate("() => { window.withAxe = document }")
    violations = page.evaluate(RUN, [RULES, whole])
    assert violations == [], f"{shown}: {json.dumps(violations, indent=1)[:4000]}"


def is_fine(page: Page, *, exhaustive: bool) -> None:
    """Axe finds nothing, and a telephone is wide enough: at length, in dark and there, too."""
    axe_finds_nothing(page, "light", whole=exhaustive)
    if exhaustive:
        page.emulate_media(color_scheme="dark")
        page.wait_for_function(FADED)
        axe_finds_nothing(page, "dark", whole=True)
        page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    if exhaustive:
        page.wait_for_function(FADED)
        axe_finds_nothing(page, "360 px", whole=True)
    page.set_viewport_size({"width": 1440, "height": 900})
