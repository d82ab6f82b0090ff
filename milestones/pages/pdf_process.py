"""Makes a PDF of a page in a separate process, without Django and without the database.

    python -m milestones.pages.pdf_process

reads a job as JSON (see ``milestones.pages.pdf``) and writes the PDF. It fetches nothing: the
page's stylesheets come with the page. WeasyPrint must be installed.
"""

import gc
import json
import os
import resource
import sys
from collections.abc import Mapping

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

from milestones.pages.pdf_drawings import inline_drawings

VARIANT = "pdf/ua-1"
"""Tagged for screen readers: PDF/UA-1, ISO 14289-1.

WeasyPrint does not tag the language of a part: screen readers read the documents' English
sentences in a French or Spanish PDF as French or Spanish. The HTML page does mark them.
"""
NICENESS = 5
"""How much lower the priority of a PDF is than that of pages."""


def main() -> None:
    """Read the job and write the PDF."""
    # The process ends with the PDF: until then, to look for garbage would take a sixth of its time.
    gc.disable()
    job = json.load(sys.stdin)
    limit_resources(seconds=job["seconds"], memory=job["memory"])
    sys.stdout.buffer.write(pdf_of(job["page"], job["address"], job["stylesheets"]))


def limit_resources(seconds: int, memory: int) -> None:
    """Lower the priority, and limit the CPU time in seconds and the data in bytes."""
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def pdf_of(page: str, address: str, stylesheets: Mapping[str, str]) -> bytes:
    """A page as it would be printed, as a tagged PDF: the same bytes for the same page.

    ``address`` is the page's URL, ``stylesheets`` the content of its stylesheets by URL.
    """
    files = SuppliedFiles(stylesheets)
    html = HTML(string=page, base_url=address, url_fetcher=files)
    files.drawings = inline_drawings(html.etree_element, "\n".join(stylesheets.values()))
    document = html.render(pdf_variant=VARIANT)
    # Browsers remove line breaks from a title, but WeasyPrint does not.
    metadata = document.metadata
    metadata.title = _on_one_line(metadata.title)
    metadata.description = _on_one_line(metadata.description)
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT)
    return pdf


class SuppliedFiles(URLFetcher):
    """Fetches only the files that came with a page."""

    def __init__(self, stylesheets: Mapping[str, str]) -> None:
        super().__init__()
        self.stylesheets = stylesheets
        self.drawings: Mapping[str, bytes] = {}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
        """The content at a URL. Raises ValueError if it did not come with the page."""
        if url in self.stylesheets:
            media_type, content = "text/css; charset=utf-8", self.stylesheets[url].encode()
        elif url in self.drawings:
            media_type, content = "image/svg+xml", self.drawings[url]
        else:
            raise ValueError(f"{url} did not come with the page.")
        return URLFetcherResponse(url, content, {"Content-Type": media_type})


def _on_one_line(text: str | None) -> str:
    return " ".join((text or "").split())


if __name__ == "__main__":
    main()
