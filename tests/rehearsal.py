"""Each part of a cluster fails in turn, while people read and an editor records.

``scripts/cluster --rehearse`` prints what was measured.
"""

from __future__ import annotations

import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPException
from itertools import pairwise
from threading import Event, Thread
from urllib.parse import urlencode

from tests.cluster import DATABASE, MAX_LAG, PASSWORD, Cluster, cluster
from tests.proxy import HOST, Proxy

READERS = 4
OPERATOR_SECONDS = 3.0
"""How long a failure lasts before somebody, or what watches in his place, does something."""
CODE = "TS-1.4"
STATUSES = f"/statuses.csv?code={CODE}"
HISTORY = f"/history.csv?code={CODE}"
PAGES = ("/en/", "/en/milestones/", f"/fr/milestones/{CODE}/", STATUSES, "/es/pairs/", STATUSES)
RECORDED = re.compile(rb"Record (\d+)\b")


@dataclass(frozen=True)
class Answer:
    """What one request got. ``seen`` is the newest record in it, if it has any; status 0 is a
    connection that broke."""

    asked_at: float
    answered_at: float
    status: int
    seen: int | None


@dataclass
class Log:
    """What happened while the cluster was under load."""

    answers: list[Answer] = field(default_factory=list)
    recorded_at: dict[int, float] = field(default_factory=dict)
    """When each record was acknowledged."""
    refused_at: list[float] = field(default_factory=list)
    """When a record could not be made: the editor is told so."""
    unseen: list[int] = field(default_factory=list)
    """The records that their editor did not see right after."""
    on_record: set[int] = field(default_factory=set)
    """What the history has at the end."""

    @property
    def lost(self) -> set[int]:
        """The records that were acknowledged and are gone."""
        return self.recorded_at.keys() - self.on_record

    @property
    def too_stale(self) -> int:
        """How many answers were further behind than the setting allows."""
        return sum(self.staleness(answer) > MAX_LAG for answer in self.answers)

    def staleness(self, answer: Answer) -> float:
        """For how many seconds something newer than the answer had been acknowledged when it was
        asked for; 0 if nothing had."""
        if answer.seen is None:
            return 0
        missed = [at for number, at in self.recorded_at.items() if number > answer.seen]
        return max(0, answer.asked_at - min(missed, default=answer.asked_at))


@dataclass(frozen=True)
class Phase:
    """What was measured while the cluster was in one state."""

    name: str
    seconds: float
    requests: int
    failed: dict[int, int]
    """By status, 0 for connections that broke."""
    slowest: float
    stalest: float
    records: int
    refused: int
    longest_pause: float
    """The seconds between two acknowledged records."""


class Visitor:
    """Somebody with a browser, who stays connected as long as that works."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy
        self._connection = proxy.connect()
        self._cookies: dict[str, str] = {}

    def ask(self, address: str, form: dict[str, str] | None = None) -> tuple[int, bytes]:
        """The status and the body; status 0 if the connection broke."""
        headers = {"Host": HOST, "Referer": f"https://{HOST}/"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={it}" for name, it in self._cookies.items())
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            body = None if form is None else urlencode(form)
            self._connection.request("GET" if form is None else "POST", address, body, headers)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, HTTPException):
            self._connection.close()
            self._connection = self._proxy.connect()
            return 0, b""
        for cookie in response.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return response.status, content

    def close(self) -> None:
        """Leave."""
        self._connection.close()

    def log_in(self) -> None:
        """As the administrator."""
        _status, page = self.ask("/admin/login/")
        form = fields(page) | {"username": "ada", "password": PASSWORD}
        status, _page = self.ask("/admin/login/", form)
        assert status == 302, "The administrator cannot log in."
        status, _page = self.ask("/admin/")
        assert status == 200, "The administrator has to do something else first."


def fields(page: bytes) -> dict[str, str]:
    """What a page has in its fields."""
    reader = _Fields()
    reader.feed(page.decode())
    return reader.values


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        kind = found.get("type")
        is_chosen = "checked" in found or kind not in {"submit", "radio", "checkbox"}
        if tag == "input" and is_chosen:
            self.values[name] = found.get("value", "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in found:
            self.values[self._select] = found.get("value", "")


def read(visitor: Visitor, log: Log, is_over: Event) -> None:
    """Ask for one page after another."""
    while not is_over.is_set():
        for address in PAGES:
            asked_at = time.monotonic()
            status, body = visitor.ask(address)
            seen = None
            if address == STATUSES and status == 200:
                found = RECORDED.search(body)
                seen = int(found[1]) if found else 0
            log.answers.append(Answer(asked_at, time.monotonic(), status, seen))


def record(editor: Visitor, address: str, log: Log, is_over: Event) -> None:
    """Record one status after another in the admin, each of a later date, and look at it."""
    number = 0
    while not is_over.wait(0.1):
        number += 1
        day = f"{2007 + number // 300}-{1 + number % 300 // 28:02}-{1 + number % 28:02}"
        if _record(editor, address, day, f"Record {number}"):
            log.recorded_at[number] = time.monotonic()
            status, body = editor.ask(STATUSES)
            if status == 200 and f"Record {number}".encode() not in body:
                log.unseen.append(number)
        else:
            log.refused_at.append(time.monotonic())
    _status, history = editor.ask(HISTORY)
    log.on_record = {int(number) for number in RECORDED.findall(history)}


def _record(editor: Visitor, address: str, day: str, words: str) -> bool:
    """Whether it was acknowledged."""
    entered = {
        "as_of": day,
        "whom": "together",
        "status_ALL": "initiated",
        "as_reported_ALL": words,
        "source": "Letter",
    }
    status, page = editor.ask(address)
    if status == 200:
        status, page = editor.ask(address, fields(page) | entered | {"preview": "1"})
    if status == 200:
        status, page = editor.ask(address, fields(page) | {"record": "1"})
    return status == 302


@contextmanager
def under_load(found: Cluster) -> Iterator[Log]:
    """Let people read and an editor record while the block lasts."""
    key = found.primary.execute(
        f"SELECT id FROM milestones_milestone WHERE code = '{CODE}'",  # noqa: S608
        DATABASE,
    )
    log, is_over = Log(), Event()
    editor, *readers = (Visitor(found.proxy) for _ in range(1 + READERS))
    editor.log_in()
    recorder = (editor, f"/admin/milestones/milestone/{key}/record/", log, is_over)
    threads = [Thread(target=record, args=recorder)]
    threads += [Thread(target=read, args=(reader, log, is_over)) for reader in readers]
    for thread in threads:
        thread.start()
    try:
        yield log
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
        for visitor in (editor, *readers):
            visitor.close()


def rehearse(found: Cluster, seconds: float) -> tuple[Log, list[Phase]]:
    """Let each part fail in turn, and come back; each state lasts so many seconds."""
    periods: list[tuple[str, float, float]] = []

    def during(name: str, *steps: Callable[[], object]) -> None:
        """Take the steps, the operator's a while after the failure, and go on for a while."""
        began = time.monotonic()
        for step in steps:
            step()
        time.sleep(seconds)
        periods.append((name, began, time.monotonic()))

    def operator() -> None:
        time.sleep(OPERATOR_SECONDS)

    host = found.hosts[0]
    with under_load(found) as log:
        during("everything runs")
        during("the replica stands still", found.pause_replica)
        during("the replica goes on", found.resume_replica)
        during(
            "the replica is killed",
            found.replica.kill,
            operator,
            lambda: found.set_synchronous(False),
        )
        during("the replica is back", found.replica.start, lambda: found.set_synchronous(True))
        during("an application host is killed", host.kill)
        during("the application host is back", host.start)
        during(
            "the primary is killed, the replica promoted",
            found.primary.kill,
            operator,
            found.promote,
        )
        during("the former primary is the replica", found.rebuild_replica)
    return log, [measured(log, *period) for period in periods]


def measured(log: Log, name: str, began: float, ended: float) -> Phase:
    """What happened between two instants."""
    answers = [answer for answer in log.answers if began <= answer.asked_at < ended]
    records = sorted(at for at in log.recorded_at.values() if began <= at < ended)
    instants = [began, *records, ended]
    return Phase(
        name=name,
        seconds=ended - began,
        requests=len(answers),
        failed=dict(Counter(answer.status for answer in answers if answer.status != 200)),
        slowest=max(answer.answered_at - answer.asked_at for answer in answers),
        stalest=max(map(log.staleness, answers)),
        records=len(records),
        refused=sum(began <= at < ended for at in log.refused_at),
        longest_pause=max(after - before for before, after in pairwise(instants)),
    )


def table(log: Log, phases: list[Phase]) -> str:
    """What was measured, as a table in Markdown."""
    lines = [
        "| state | seconds | requests | failed | slowest | stalest | records | refused | pause |",
        "| --- | --: | --: | --: | --: | --: | --: | --: | --: |",
    ]
    for phase in phases:
        failed = ", ".join(f"{count} × {status}" for status, count in phase.failed.items()) or "0"
        lines.append(
            f"| {phase.name} | {phase.seconds:.0f} | {phase.requests:,} | {failed} "
            f"| {phase.slowest:.2f} s | {phase.stalest:.2f} s | {phase.records} | {phase.refused} "
            f"| {phase.longest_pause:.1f} s |"
        )
    return "\n".join(
        [
            *lines,
            "",
            f"Acknowledged records that are lost: {len(log.lost)} of {len(log.recorded_at)}. "
            f"Not seen by who had just recorded them: {len(log.unseen)}. "
            f"Answers further behind than {MAX_LAG} s: {log.too_stale}.",
        ]
    )


def main(arguments: list[str]) -> None:
    """Start a cluster and let it run until it is interrupted, or rehearse its failures."""
    # So that everything is ended, as after Ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster() as found:
        if arguments == ["--rehearse"]:
            sys.stdout.write(f"{table(*rehearse(found, seconds=8))}\n")
            return
        sys.stdout.write(f"https://{HOST} is at 127.0.0.1:{found.proxy.https}. Ctrl-C stops it.\n")
        sys.stdout.flush()
        with suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main(sys.argv[1:])
