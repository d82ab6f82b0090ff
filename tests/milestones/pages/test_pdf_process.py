"""The process that makes a PDF: nothing is fetched, and it gives way to everybody else."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from milestones.pages.pdf_process import NICENESS, SuppliedFiles, pdf_of

SAY_LIMITS = """
import os, resource
from milestones.pages.pdf_process import limit_resources
limit_resources(seconds=7, memory=2**28)
print(os.nice(0), resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_DATA))
"""


@pytest.fixture
def given() -> SuppliedFiles:
    given = SuppliedFiles({"http://testserver/static/site.css": "p { color: red }"})
    given.drawings = {"drawing:0": b"<svg/>"}
    return given


@pytest.mark.parametrize(
    "address",
    [
        "http://testserver/static/print.css",
        "http://testserver/en/",
        "https://example.org/pixel.png",
        "file:///etc/passwd",
        "data:text/plain,words",
        "drawing:1",
    ],
)
def test_nothing_else_is_fetched(given: SuppliedFiles, address: str) -> None:
    with pytest.raises(ValueError, match="did not come with the page"):
        given.fetch(address)


def test_what_came_with_the_page_is_there(given: SuppliedFiles) -> None:
    stylesheet = given.fetch("http://testserver/static/site.css")
    assert (stylesheet.read(), stylesheet.content_type) == (b"p { color: red }", "text/css")
    drawing = given.fetch("drawing:0")
    assert (drawing.read(), drawing.content_type) == (b"<svg/>", "image/svg+xml")


def test_a_page_that_asks_for_files_is_made_without_them() -> None:
    page = """<html lang="en"><head><title>Briefing</title>
        <link rel="stylesheet" href="file:///etc/passwd"></head>
        <body><h1>Where it stands</h1><img src="file:///etc/hostname" alt="A name"></body></html>"""
    assert pdf_of(page, "http://testserver/en/briefing.pdf", {}).startswith(b"%PDF-")


def test_it_gives_way_and_has_limits() -> None:
    process = subprocess.run(
        [sys.executable, "-c", SAY_LIMITS], check=True, stdout=subprocess.PIPE, text=True
    )
    niceness = min(os.nice(0) + NICENESS, 19)
    assert process.stdout == f"{niceness} (7, 7) (268435456, 268435456)\n"
