"""Requests that mean harm, of people who are logged in and of those who are not.

    python -m tests.rehearsals.attack                          # on SQLite
    scripts/with_postgres python -m tests.rehearsals.attack    # on PostgreSQL

Every address of the tracker is asked for and posted to with words that harm a database, a page, a
file or a parser, in its path, parameters, headers, cookies and forms. Prints what was answered,
what the workers hold and whether the record is as it was. The server's log goes to the error
output.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from urllib.parse import quote_from_bytes, urlencode

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from milestones.imports.seed import seed
from spp_tracker.backups.contents import contents
from tests.benchmarks.serving import Server, served
from tests.factories import person
from tests.milestones.hostile import HOSTILE
from tests.rehearsals.programs import say
from tests.routes import address_of, routes

ATTACKERS = 4
LONGEST = 120
"""Seconds. A PDF may take 110 where the processor is busy."""
PARTS = 5
"""How often memory is looked at."""
ROLES = ("Editors", "Publishers", "Administrators")
LARGEST_GROWTH = 1.15
"""What workers may hold at the end, compared with the end of the first part."""

WORDS = (
    *(text[:2_000] for text in HOSTILE.values()),
    *("' OR 1=1 --", "1; DROP TABLE milestones_statusupdate", '") OR ("1"="1', "%' AND sleep(9)#"),
    *(
        "' UNION SELECT password FROM auth_user --",
        "1)) OR pg_sleep(9)--",
        "\\'",
        "${jndi:ldap://x}",
    ),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)"),
    *(
        "../../../../etc/passwd",
        "..\\..\\x",
        "/etc/passwd\0.csv",
        "file:///etc/passwd",
        "//example.org",
    ),
    *(
        "{{ 7*7 }}",
        "{% debug %}",
        "${7*7}",
        "%s%s%n",
        "\r\nSet-Cookie: a=b",
        "\0",
        "\ud800",
        "\ufeff",
    ),
    *("-1", "0", "00", "1e309", "NaN", "9" * 400, "²", "2006-02-30", "9999-12-31", "0000-00-00"),
    *("null", "[]", "{}", "true", "a" * 6_000, "[" * 500, "é" * 900, ",", " ", ""),
)
NAMES = (
    *"q goal area initiative status pair due_from due_to overdue late slipped differ".split(),
    *"match horizon code deadline as_of sort page per_page from to contradiction entry".split(),
    *"next _popup _to_field o p e id__in username password reason lines-0-status file".split(),
    *("__proto__", "status[]", "q.x", "as_of\0", "csrfmiddlewaretoken", "' OR 1=1", "é"),
)
VALID = "delayed US-MX TS-1.1 traveller-security 1 2006-06-15 2006-12 -code any csv".split()
HEADERS = (
    *"Accept Accept-Language Accept-Encoding If-None-Match If-Match If-Modified-Since".split(),
    *"Range Referer Origin User-Agent X-Forwarded-For X-Forwarded-Proto X-Request-ID".split(),
    *"X-Forwarded-Host Authorization Content-Type Expect Forwarded X-Original-URL".split(),
)
METHODS = (*["GET"] * 12, *["POST"] * 5, "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "X")
CSRF = "c" * 32


@dataclass
class Answers:
    """How often each status was answered, and the requests that were answered with an error."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, outcome: str, request: str, *, is_error: bool) -> None:
        with self.lock:
            self.counts[outcome] += 1
            if is_error:
                self.errors.append(f"{outcome} {request}")


class Attacker:
    """Somebody who sends harmful requests, the same ones for the same number."""

    def __init__(self, number: int, addresses: list[str], *, is_logged_in: bool) -> None:
        self.number, self.addresses, self.is_logged_in = number, addresses, is_logged_in
        self.random = random.Random(number)  # noqa: S311 - it has to be repeatable
        self.sessions = 0
        self.cookie = ""

    def log_in(self) -> None:
        """As somebody new, since the requests may change the roles of who sends them."""
        self.sessions += 1
        client = Client()
        name = f"attacker-{self.number}-{self.sessions}"
        role = ROLES[self.sessions % len(ROLES)]
        client.force_login(person(name, role, "TS", is_superuser=self.sessions % 4 == 0))
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.cookie = (
            f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
        )

    def word(self) -> str:
        return self.random.choice(VALID if self.random.random() < 0.3 else WORDS)

    def fields(self) -> str:
        """A query or a form; some of what is percent-encoded is no UTF-8."""
        count = self.random.choice((1, 1, 2, 3, 8))
        pairs = [(self.random.choice(NAMES), self.word()) for _ in range(count)]
        encoded = urlencode(pairs, errors="surrogatepass")
        return encoded + "&q=%ff%fe%c0%af" if self.random.random() < 0.05 else encoded

    def path(self) -> str:
        path = self.random.choice(self.addresses)
        if self.random.random() < 0.3:
            parts = path.split("/")
            place = self.random.randrange(len(parts))
            word = self.word()[:1_500].encode("utf-8", "surrogatepass")
            parts[place] = quote_from_bytes(word, safe=self.random.choice(("", "/.")))
            path = "/" + "/".join(parts).lstrip("/")
        return f"{path}?{self.fields()}" if self.random.random() < 0.7 else path

    def headers(self) -> dict[str, str]:
        sent = {"Cookie": self.cookie} if self.cookie else {}
        names = HEADERS if self.cookie else (*HEADERS, "Cookie", "Host")
        for _ in range(self.random.choice((0, 0, 1, 2))):
            word = self.word().encode("utf-8", "surrogatepass").decode("latin-1")
            word = "".join(character for character in word if character >= " ")[:3_000]
            sent[self.random.choice(names)] = word
        return sent

    def body(self) -> tuple[bytes, str]:
        """A form as browsers send it, or something else."""
        kind = self.random.random()
        token = f"csrfmiddlewaretoken={CSRF}&" if self.is_logged_in else ""
        if kind < 0.6:
            return f"{token}{self.fields()}".encode(), "application/x-www-form-urlencoded"
        if kind < 0.8:
            parts = "".join(
                f'--b\r\nContent-Disposition: form-data; name="{name}"{extra}\r\n\r\n{value}\r\n'
                for name, value, extra in (
                    ("csrfmiddlewaretoken", CSRF, ""),
                    (
                        "file",
                        self.word(),
                        f'; filename="{self.random.choice(("a.csv", "../a.xlsx"))}"',
                    ),
                    (self.random.choice(NAMES), self.word(), ""),
                )
            )
            end = self.random.choice(("--b--\r\n", "", "--b"))
            return (parts + end).encode("utf-8", "surrogatepass"), "multipart/form-data; boundary=b"
        return self.random.randbytes(self.random.choice((0, 10, 5_000))), self.random.choice(
            ("application/json", "text/xml", "multipart/form-data", "", "a" * 500)
        )

    def attack(self, server: Server, count: int, answers: Answers) -> None:
        """Send so many requests, one after another."""
        try:
            for _ in range(count):
                if self.is_logged_in and not self.cookie:
                    self.log_in()
                self.send(server, answers)
        finally:
            connections.close_all()

    def send(self, server: Server, answers: Answers) -> None:
        method, path, headers = self.random.choice(METHODS), self.path(), self.headers()
        body = None
        if method not in {"GET", "HEAD"}:
            body, headers["Content-Type"] = self.body()
        line = f"{method} {path[:300]} {headers} {(body or b'')[:300]!r}"
        sender = server.connect()
        sender.timeout = LONGEST
        try:
            sender.request(method, path, body=body, headers=headers)
            response = sender.getresponse()
            response.read()
        except (HTTPException, OSError) as error:
            answers.add(type(error).__name__, line, is_error=True)
            return
        finally:
            sender.close()
        # A PDF may be refused while another is made.
        is_busy = response.status == HTTPStatus.SERVICE_UNAVAILABLE and "pdf" in path
        is_error = response.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not is_busy
        answers.add(str(response.status), line, is_error=is_error)
        if self.is_logged_in and "/admin/login/" in response.headers.get("Location", ""):
            self.cookie = ""


def addresses(*, is_logged_in: bool) -> list[str]:
    """Every address, those of the admin more often for who is logged in; nobody logs out."""
    values = {"id": 1, "object_id": 1, "app_label": "milestones", "content_type_id": 1}
    found = [
        address_of(name, pattern, **values) for name, pattern in routes() if name != "admin:logout"
    ]
    if is_logged_in:
        found += 2 * [address for address in found if address.startswith("/admin/")]
    return found


def attack(server: Server, count: int, *, is_logged_in: bool) -> bool:
    """Send so many requests on several connections; whether all went well."""
    answers, held = Answers(), list[float]()
    known = addresses(is_logged_in=is_logged_in)
    attackers = [Attacker(number, known, is_logged_in=is_logged_in) for number in range(ATTACKERS)]
    for _ in range(PARTS):
        threads = [
            threading.Thread(target=one.attack, args=(server, count // PARTS // ATTACKERS, answers))
            for one in attackers
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        held.append(max(server.memory()))
    is_flat = held[-1] <= held[0] * LARGEST_GROWTH
    who = "logged in" if is_logged_in else "anonymous"
    counts = ", ".join(f"{status}: {number:,}" for status, number in sorted(answers.counts.items()))
    say(f"{connection.vendor}, {who}: {answers.counts.total():,} requests. {counts}")
    say(f"    The largest worker, MiB: {', '.join(f'{mebibytes:.0f}' for mebibytes in held)}")
    for error in answers.errors[:20]:
        say(f"    {error}")
    return is_flat and not answers.errors


def main() -> int:
    """Attack a tracker with the real record; 1 if anything went wrong."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--anonymous", type=int, default=20_000)
    options.add_argument("--logged-in", type=int, default=5_000)
    asked = options.parse_args()
    call_command("migrate", verbosity=0)
    seed(settings.FIXTURES)
    # Kept responses would hide for long whether memory grows.
    os.environ["CACHE_MEGABYTES"] = "8"
    before = contents()
    with served(workers=2) as server:
        is_well = attack(server, asked.anonymous, is_logged_in=False)
        is_same = contents() == before
        say(f"    The record is {'as before' if is_same else 'NOT as before'}.")
        is_well = attack(server, asked.logged_in, is_logged_in=True) and is_well
    call_command("verify")
    return 0 if is_well and is_same else 1


if __name__ == "__main__":
    sys.exit(main())
