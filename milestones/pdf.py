"""Pages as PDF, where WeasyPrint is installed (see requirements-pdf.txt)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

VARIANT = "pdf/ua-1"
"""Tagged, for those who listen to it: PDF/UA-1, ISO 14289-1.

WeasyPrint tags no part with a language of its own: a French or Spanish PDF has the documents'
English sentences read out as French or Spanish. The page that it is made of tells them apart.
"""


@cache
def pdf_offered() -> bool:
    """Whether WeasyPrint and the libraries of the system that it draws with are there."""
    try:
        import weasyprint  # noqa: F401, PLC0415
    except (ImportError, OSError):
        return False
    return True


def pdf_of(page: str, address: str) -> bytes:
    """A page as it would be printed, as a tagged PDF. Only our own assets are fetched for it.

    ``address`` is the page's own. Raises ImportError where PDF is not offered.
    """
    from weasyprint import HTML  # noqa: PLC0415

    from milestones.pdf_drawings import put_behind  # noqa: PLC0415

    drawings: dict[str, bytes] = {}

    def fetched(wanted: str) -> Any:
        if wanted in drawings:
            return _fetched(wanted, drawings[wanted], "image/svg+xml")
        return _asset(wanted)

    html = HTML(string=page, base_url=address, url_fetcher=fetched)
    drawings |= put_behind(html.etree_element, _sheets(html.etree_element))
    document = html.render(pdf_variant=VARIANT)
    # A title has no line breaks, wherever they stand in a page: browsers see to that themselves.
    told = document.metadata
    told.title, told.description = _on_one_line(told.title), _on_one_line(told.description)
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT)
    return pdf


def _on_one_line(words: str | None) -> str:
    return " ".join((words or "").split())


def _asset(address: str) -> Any:
    """An asset from our files, never from the network. Raises ValueError for anything else."""
    name = _asset_name(address)
    kind = {"css": "text/css", "svg": "image/svg+xml"}.get(name.rpartition(".")[2], "")
    return _fetched(address, _content(name), kind)


def _fetched(address: str, content: bytes, kind: str) -> Any:
    from weasyprint.urls import URLFetcherResponse  # noqa: PLC0415

    return URLFetcherResponse(address, content, {"Content-Type": kind})


def _sheets(page: Element) -> str:
    """What the stylesheets of a page say, one after the other."""
    links = page.iterfind(".//link[@rel='stylesheet']")
    return "\n".join(_content(_asset_name(link.get("href", ""))).decode() for link in links)


def _asset_name(address: str) -> str:
    """The name of the asset at an address. Raises ValueError if it can be none."""
    path = unquote(urlsplit(address).path)
    name = path.removeprefix(str(settings.STATIC_URL))
    if name == path:
        raise ValueError(f"{address} is none of our assets.")
    return name


def _content(name: str) -> bytes:
    """An asset as it is now; under the name that it was collected by, as it was then."""
    found = finders.find(name)
    if found:
        return Path(found).read_bytes()
    if not staticfiles_storage.exists(name):
        raise ValueError(f"There is no asset {name}.")
    with staticfiles_storage.open(name) as file:
        content: bytes = file.read()
        return content
