"""Text is large enough to read, and what a chart shows by colour alone stands out from paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "static"
TOKENS = (STATIC / "tokens.css").read_text("utf-8")
LIGHT, DARK = TOKENS.split("@media print")[0].split("@media (prefers-color-scheme: dark)")
SMALLEST = 14
"""Pixels."""
SOLID = ("completed", "on_track", "delayed")
"""The fills that have no edge of their own."""


def token(theme: str, name: str) -> str:
    match = re.search(rf"--{name}: (#[0-9a-f]+);", theme)
    assert match, name
    digits = match[1][1:]
    return digits if len(digits) == 6 else "".join(2 * digit for digit in digits)


def luminance(colour: str) -> float:
    """The relative luminance, as WCAG 2.2 defines it."""
    shares = [int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("status", SOLID)
def test_a_fill_stands_out_from_paper(theme: str, status: str) -> None:
    assert contrast(token(theme, f"fill-{status}"), token(theme, "paper")) >= 3


@pytest.mark.parametrize("sheet", ["tokens.css", "site.css", "admin.css", "milestone.css"])
def test_no_text_is_smaller_than_14_pixels(sheet: str) -> None:
    rules = re.findall(r"(?:--text-\w+|font-size): ([\d.]+)rem;", (STATIC / sheet).read_text())
    assert [size for size in rules if 16 * float(size) < SMALLEST] == []
