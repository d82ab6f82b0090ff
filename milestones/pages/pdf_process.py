"""Makes a PDF of a page in a process of its own, which knows neither Django nor the record.

    python -m milestones.pages.pdf_process

reads what to make as JSON (see ``milestones.pages.pdf``) and writes the PDF. It fetches nothing:
the page's stylesheets come with the page. WeasyPrint must be installed.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from milestones.pages.pdf_drawings import put_behind

VARIANT = "pdf/ua-1"
"""Tagged, for those who listen to it: PDF/UA-1, ISO 14289-1.

WeasyPrint tags no part with a language of its own: a French or Spanish PDF has the documents'
English sentences read out as French or Spanish. The page that it is made of tells them apart.
"""
NICENESS = 5
"""How far readers of pages go before a PDF where both want the processor."""


def main() -> None:
    """Read what to make, and write the PDF."""
    job = json.load(sys.stdin)
    give_way(seconds=job["seconds"], memory=job["memory"])
    sys.stdout.buffer.write(pdf_of(job["page"], job["address"], job["stylesheets"]))


def give_way(seconds: int, memory: int) -> None:
    """Let others go first, and end after so many seconds of work or with more bytes than these."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def pdf_of(page: str, address: str, stylesheets: Mapping[str, str]) -> bytes:
    """A page as it would be printed, as a tagged PDF: the same bytes for the same page.

    ``address`` is the page's own, ``stylesheets`` what those that it links to say, by address.
    """
    given = SuppliedFiles(stylesheets)
    html = HTML(string=page, base_url=address, url_fetcher=given)
    given.drawings = put_behind(html.etree_element, "\n".join(stylesheets.values()))
    document = html.render(pdf_variant=VARIANT)
    # A title has no line breaks, wherever they stand in a page: browsers see to that themselves.
    metadata = document.metadata
    metadata.title = _on_one_line(metadata.title)
    metadata.description = _on_one_line(metadata.description)
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT)
    return pdf


class SuppliedFiles(URLFetcher):
    """What came with a page, and nothing else."""

    def __init__(self, stylesheets: Mapping[str, str]) -> None:
        super().__init__()
        self.stylesheets = stylesheets
        self.drawings: Mapping[str, bytes] = {}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        """Give what is at an address. Raises ValueError for any other than those given."""
        if url in self.stylesheets:
            kind, content = "text/css; charset=utf-8", self.stylesheets[url].encode()
        elif url in self.drawings:
            kind, content = "image/svg+xml", self.drawings[url]
        else:
            raise ValueError(f"{url} did not come with the page.")
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def _on_one_line(text: str | None) -> str:
    return " ".join((text or "").split())


if __name__ == "__main__":
    main()
