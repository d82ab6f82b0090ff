"""Pages as PDF, if WeasyPrint is installed (see requirements-pdf.txt).

Only one is made at a time, in a separate process with limits on time and memory: see
``milestones.pages.pdf_process``.
"""

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
from pathlib import Path
from threading import Lock, Thread
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

logger = logging.getLogger(__name__)

CPU_SECONDS = 60
"""How long the processor may work on a PDF. All milestones of the plan take it 5 seconds, on a slow
machine 20."""
SECONDS: float = 110
"""The time limit of a PDF: pages go first, so on a busy machine it waits for the processor. nginx
waits for 120 seconds (deploy/nginx.conf)."""
MEMORY = 512 * 2**20
"""The limit of the process's data in bytes. The longest briefing of the plan takes 200 MiB, that of
a record of a thousand milestones or more 340."""
LOCK = Path(__file__)
"""The file that is locked while a PDF is made; all workers of a tracker have it."""
COMMAND = [sys.executable, "-m", "milestones.pages.pdf_process"]
SECRETS = ("SECRET_KEY", "DATABASE_URL", "EMAIL_URL")
"""Environment variables that the process does not need."""


class PdfBusy(Exception):
    """Another PDF is being made."""


class PdfFailed(Exception):
    """The PDF took too long or too much memory, or could not be made at all."""


_check_lock = Lock()


def pdf_offered() -> bool:
    """Whether WeasyPrint and the system libraries that it uses are installed."""
    with _check_lock:
        return _is_installed()


def look_for_library() -> None:
    """Call ``pdf_offered`` in the background at start-up, so that no reader waits for the check."""
    Thread(target=pdf_offered, name="pdf_offered", daemon=True).start()


@cache
def _is_installed() -> bool:
    """Whether WeasyPrint can be imported, tried in another process.

    Each worker would keep 35 MB of it in memory. The import takes a second of CPU time, at the
    priority of pages: readers may wait for it.
    """
    process = subprocess.run(
        [sys.executable, "-c", "import weasyprint"], capture_output=True, check=False
    )
    return process.returncode == 0


def pdf_of(make_page: Callable[[], str], address: str) -> bytes:
    """The page as it would be printed, as a tagged PDF.

    ``make_page`` is called only once no other PDF is being made; ``address`` is the page's URL.
    Raises PdfBusy while another PDF is being made, and PdfFailed.
    """
    with _locked() as lock:
        page = make_page()
        job = {
            "page": page,
            "address": address,
            "stylesheets": stylesheets_of(page, address),
            "seconds": CPU_SECONDS,
            "memory": MEMORY,
        }
        return _made(json.dumps(job).encode(), lock)


@contextmanager
def _locked() -> Iterator[int]:
    """Hold the lock and yield its file descriptor. Raises PdfBusy if any worker holds it."""
    with LOCK.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PdfBusy from None
        yield file.fileno()


def _made(job: bytes, lock: int) -> bytes:
    """The PDF of a job. Its process holds the lock too, so the lock stays if the worker dies."""
    try:
        process = subprocess.run(  # noqa: S603 - COMMAND is fixed
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


class _StylesheetLinks(HTMLParser):
    """Collects the URLs of a page's stylesheets."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "link" and attributes.get("rel") == "stylesheet":
            self.addresses.append(attributes.get("href") or "")


def stylesheets_of(page: str, address: str) -> dict[str, str]:
    """The content of a page's stylesheets by their absolute URLs, in the page's order.

    They are read from static files, never from the network. Raises ValueError for any other URL.
    """
    links = _StylesheetLinks()
    links.feed(page)
    return {urljoin(address, link): _content(_asset_name(link)) for link in links.addresses}


def _asset_name(address: str) -> str:
    """The name of the static file at a URL. Raises ValueError if there can be none."""
    path = unquote(urlsplit(address).path)
    name = path.removeprefix(str(settings.STATIC_URL))
    if name == path:
        raise ValueError(f"{address} is none of our assets.")
    return name


def _content(name: str) -> str:
    """The content of a static file: of its source, or of the collected file if only that exists."""
    path = finders.find(name)
    if path:
        return Path(path).read_text(encoding="utf-8")
    if not staticfiles_storage.exists(name):
        raise ValueError(f"There is no asset {name}.")
    with staticfiles_storage.open(name) as file:
        content: str = file.read().decode()
        return content
