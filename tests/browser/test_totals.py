"""The row of all areas lies under the rows of the areas that it sums, on every width."""

import pytest
from playwright.sync_api import Page

EDGES = """() => {
  const table = document.querySelector('.shares');
  const last = [...table.querySelectorAll('tbody tr')].at(-1);
  return [last, table.querySelector('tfoot tr')].map(row => {
    const box = row.getBoundingClientRect();
    return [Math.round(box.left), Math.round(box.right)];
  });
}"""


@pytest.mark.parametrize("width", [360, 700, 768, 1440])
def test_the_row_of_all_areas_is_as_wide_as_the_others(page: Page, site: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/en/")
    area, total = page.evaluate(EDGES)
    assert total == area
