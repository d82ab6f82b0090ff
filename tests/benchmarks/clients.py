"""Whether others still hear from the tracker beside clients that are slow or ask for much."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.benchmarks.effort import Effort
from tests.benchmarks.load import GZIP, get
from tests.benchmarks.memory_use import memory_of
from tests.benchmarks.servers import HOST, Site

MAX_WAIT = 5.0
"""Seconds after which a probe counts as not answered."""
BETWEEN_PROBES = 0.3
HALF_SENT = 4
PAPERS = 4
MAX_PAPER = 120.0
SMALL_WINDOW = 2048
"""Bytes that a slow reader has room for."""

PROBED = ("/healthz", "/en/")


@dataclass(frozen=True)
class Probes:
    """How many probes were sent and answered, and the longest that one waited, in seconds."""

    sent: int
    answered: int
    longest: float


@dataclass(frozen=True)
class Papers:
    """Readers of pages beside four who ask for a PDF: what they waited, and the MiB it took.

    ``statuses`` are those of the PDFs: 200, or 503 from a renderer that is busy.
    """

    readers: Probes
    growth: float
    statuses: tuple[int, ...]
    seconds: float


def beside_slow_clients(site: Site, effort: Effort) -> tuple[int, Probes]:
    """How many slow clients of four kinds there were, and what others heard meanwhile."""
    host = f"Host: {HOST}\r\n".encode()
    kinds: tuple[tuple[bytes, int | None], ...] = (
        (b"", None),
        (b"GET /en/ HTTP/1.1\r\nHost: 127", None),
        (b"GET /milestones.json HTTP/1.1\r\n" + host + b"\r\n", SMALL_WINDOW),
        (b"POST /admin/login/ HTTP/1.1\r\n" + host + b"Content-Length: 1000\r\n\r\na=1", None),
    )
    with ExitStack() as clients:
        for _ in range(effort.clients):
            for sent, window in kinds:
                clients.enter_context(_client(site, sent, window))
        return len(kinds) * effort.clients, _probes(site, effort.probes)


def beside_half_sent_requests(site: Site, effort: Effort) -> Probes:
    """What others hear beside four requests that never come to their end."""
    with ExitStack() as clients:
        for _ in range(HALF_SENT):
            clients.enter_context(_client(site, b"GET /en/ HTTP/1.1\r\nHost: 127", None))
        return _probes(site, effort.probes)


def beside_papers(site: Site) -> Papers | None:
    """What readers of pages wait beside four who ask for a PDF each, of four different days.

    None where no PDF is offered.
    """
    if get(f"{site.url}/en/briefing.pdf?as_of=2005-07-01", timeout=MAX_PAPER).status == 404:
        return None
    began = time.perf_counter()
    with memory_of(site.pid) as memory, ThreadPoolExecutor(PAPERS) as pool:
        addresses = [f"{site.url}/en/briefing.pdf?as_of=2006-05-{n + 1:02}" for n in range(PAPERS)]
        papers = [pool.submit(get, address, timeout=MAX_PAPER) for address in addresses]
        readers = _probe_until(site, lambda: all(paper.done() for paper in papers))
        statuses = tuple(paper.result().status for paper in papers)
    return Papers(readers, memory.growth, statuses, time.perf_counter() - began)


@contextmanager
def _client(site: Site, sent: bytes, window: int | None) -> Iterator[None]:
    """A connection on which so much is sent, and nothing is read, until the block ends."""
    with socket.socket() as connection:
        connection.settimeout(MAX_WAIT)
        if window:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, window)
        connection.connect((HOST, site.port))
        connection.sendall(sent)
        yield


def _probes(site: Site, most: int) -> Probes:
    count = iter(range(most))
    return _probe_until(site, lambda: next(count, None) is None)


def _probe_until(site: Site, is_over: Callable[[], bool]) -> Probes:
    """Ask for the health and for a page that nobody has asked for, by turns."""
    waits: list[float] = []
    answered = 0
    while not is_over():
        for path in PROBED:
            began = time.perf_counter()
            answered += _is_answered(f"{site.url}{path}")
            waits.append(time.perf_counter() - began)
        time.sleep(BETWEEN_PROBES)
    return Probes(len(waits), answered, max(waits, default=0.0))


def _is_answered(url: str) -> bool:
    try:
        return get(url, GZIP, timeout=MAX_WAIT).status == 200
    except OSError:
        return False
