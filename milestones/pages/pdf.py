"""Pages as PDF, if WeasyPrint is installed (see requirements-pdf.txt).

One is made at a time, in a process of its own with limits of time and memory: see
``milestones.pages.pdf_process``.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from html.parser import HTMLParser
from math import ceil
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

logger = logging.getLogger(__name__)

SECONDS: float = 60
"""How long a PDF may take. All milestones of the plan take 5 seconds where nobody else asks."""
MEMORY = 256 * 2**20
"""How many bytes of data it may hold. All milestones of the plan take 170 MiB at their most."""
LOCK = Path(__file__)
"""Whoever makes a PDF holds this file, which all workers of a tracker have."""
COMMAND = [sys.executable, "-m", "milestones.pages.pdf_process"]
SECRETS = ("SECRET_KEY", "DATABASE_URL", "EMAIL_URL")
"""What the process has no need to know."""


class PdfBusy(Exception):
    """Another PDF is being made."""


class PdfFailed(Exception):
    """It took too long or too much memory, or could not be made at all."""


_looking = Lock()


def pdf_offered() -> bool:
    """Whether WeasyPrint and the libraries of the system that it draws with are there."""
    with _looking:
        return _is_installed()


def look_for_library() -> None:
    """Find out beforehand, beside all else, so that no reader waits for it."""
    Thread(target=pdf_offered, name="pdf_offered", daemon=True).start()


@cache
def _is_installed() -> bool:
    """Loaded by another process, since each worker would keep 35 MB of it: that takes a second of
    a processor, which pages may have first."""
    tried = subprocess.run(
        [sys.executable, "-c", "import os; os.nice(19); import weasyprint"],
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


def pdf_of(make_page: Callable[[], str], address: str) -> bytes:
    """The page that is made when its turn has come, as it would be printed, as a tagged PDF.

    ``address`` is the page's own. Raises PdfBusy while another is made, and PdfFailed.
    """
    with _turn() as lock:
        page = make_page()
        job = {
            "page": page,
            "address": address,
            "stylesheets": stylesheets_of(page, address),
            "seconds": ceil(SECONDS),
            "memory": MEMORY,
        }
        return _made(json.dumps(job).encode(), lock)


@contextmanager
def _turn() -> Iterator[int]:
    """Hold the lock, and give it. Raises PdfBusy if another does, whichever worker it is."""
    with LOCK.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PdfBusy from None
        yield file.fileno()


def _made(job: bytes, lock: int) -> bytes:
    """What the process makes of a job. It holds the lock, too, and so outlives a worker alone."""
    try:
        process = subprocess.run(  # noqa: S603
            COMMAND,
            input=job,
            capture_output=True,
            check=True,
            timeout=SECONDS,
            cwd=settings.BASE_DIR,
            env={name: value for name, value in os.environ.items() if name not in SECRETS},
            pass_fds=(lock,),
        )
    except subprocess.TimeoutExpired as error:
        logger.error("No PDF was made within %s seconds.", SECONDS)
        raise PdfFailed from error
    except subprocess.CalledProcessError as error:
        logger.error("No PDF was made: %s %s", error, error.stderr.decode()[-2000:])
        raise PdfFailed from error
    if not process.stdout.startswith(b"%PDF"):
        logger.error("No PDF was made: its process wrote %r.", process.stdout[:100])
        raise PdfFailed
    return process.stdout


class _Links(HTMLParser):
    """Collects where a page's stylesheets are."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link to a stylesheet."""
        attributes = dict(attrs)
        if tag == "link" and attributes.get("rel") == "stylesheet":
            self.addresses.append(attributes.get("href") or "")


def stylesheets_of(page: str, address: str) -> dict[str, str]:
    """What a page's stylesheets say, by their whole addresses, in the page's order.

    They are read from our files, never from the network. Raises ValueError for any other.
    """
    links = _Links()
    links.feed(page)
    return {urljoin(address, link): _content(_asset_name(link)) for link in links.addresses}


def _asset_name(address: str) -> str:
    """The name of the asset at an address. Raises ValueError if it can be none."""
    path = unquote(urlsplit(address).path)
    name = path.removeprefix(str(settings.STATIC_URL))
    if name == path:
        raise ValueError(f"{address} is none of our assets.")
    return name


def _content(name: str) -> str:
    """An asset as it is now; under the name that it was collected by, as it was then."""
    found = finders.find(name)
    if found:
        return Path(found).read_text(encoding="utf-8")
    if not staticfiles_storage.exists(name):
        raise ValueError(f"There is no asset {name}.")
    with staticfiles_storage.open(name) as file:
        content: str = file.read().decode()
        return content
