"""Draws static/social.png, the picture that goes with a link to the tracker: its name, no figures.

Figures would be out of date wherever the link was shared. Run it from the project's folder with
Chromium installed: python docs/social_image.py
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1200, 630
DRAWING = """
<style>body { margin: 0 }</style>
<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">
  <rect width="1200" height="630" fill="#10222c" />
  <g transform="translate(96 132) scale(5)">
    <path fill="#f4f7f6" d="M0 2h26v5H0z" />
    <path fill="#8bbbdc" d="M0 10h18v5H0z" />
    <path fill="#f2a33c" d="M0 18h10v5H0z" />
  </g>
  <g fill="#f4f7f6" font-family="DejaVu Serif, Georgia, serif">
    <text x="96" y="372" font-size="92">SPP Tracker</text>
    <text x="96" y="446" font-size="30" fill="#b6c5ca">
      The Security Priorities of Canada, Mexico and the United States
    </text>
    <text x="96" y="540" font-size="38">What was promised, by when, and its current status</text>
  </g>
</svg>
"""


def draw(path: Path) -> None:
    """Write the picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content(DRAWING)
        page.screenshot(path=path)
        browser.close()


if __name__ == "__main__":
    draw(Path("static/social.png"))
