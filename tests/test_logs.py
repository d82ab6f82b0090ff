"""Log lines as text and as JSON, request ids, and the access log."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest

from spp_tracker.logs import JsonFormatter, TextFormatter, configuration
from spp_tracker.request_log import RequestFilter, RequestLog, request_id
from tests.wsgi import ask, environ


@pytest.fixture(autouse=True)
def _outside_of_requests() -> Iterator[None]:
    token = request_id.set(None)
    yield
    request_id.reset(token)


def event(message: str, name: str = "spp_tracker", **fields: Any) -> logging.LogRecord:
    record = logging.LogRecord(name, logging.WARNING, "file.py", 1, message, (), None)
    record.created = 1164888000.1234
    vars(record).update(fields)
    assert RequestFilter().filter(record)
    return record


def as_text(record: logging.LogRecord) -> str:
    return TextFormatter().format(record)


def hello(_environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"Hello"]


START = "2006-11-30T12:00:00.123Z WARNING spp_tracker: "


def test_a_line_of_text() -> None:
    assert as_text(event("The disk is full.")) == f"{START}The disk is full."
    fields: dict[str, Any] = {
        "free": 0,
        "path": "/var/lib",
        "at": None,
        "areas": ["TS"],
        "is_old": True,
    }
    assert as_text(event("full", **fields)) == (
        START + 'full free=0 path=/var/lib at=- areas=["TS"] is_old=true'
    )


def test_a_line_of_json() -> None:
    request_id.set("0123456789abcdef")
    assert JsonFormatter().format(event("The disk is full.", free=0, path=None)) == (
        '{"time": "2006-11-30T12:00:00.123Z", "level": "WARNING", "logger": "spp_tracker", '
        '"message": "The disk is full.", "free": 0, "path": null, '
        '"request_id": "0123456789abcdef"}'
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("ada", "ada"),
        ("ada.lovelace@example.org", "ada.lovelace@example.org"),
        ("Zoë", "Zoë"),
        ("", '""'),
        ("-", '"-"'),
        ("ada by=root", '"ada by=root"'),
        ('ada" by=root', '"ada\\" by=root"'),
        ("ada\n2026 INFO security: logged_in", '"ada\\n2026 INFO security: logged_in"'),
        ("ada\u2028\x7f\u202e\x1b[2J", '"ada\\u2028\\x7f\\u202e\\u001b[2J"'),
    ],
)
def test_no_value_looks_like_another_field_or_line(value: str, written: str) -> None:
    assert as_text(event("login_failed", user=value)) == f"{START}login_failed user={written}"
    line = JsonFormatter().format(event("login_failed", user=value))
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["user"] == value


def test_no_message_begins_a_line_and_exceptions_are_indented() -> None:
    assert as_text(event("Not found: /a\nb")) == f"{START}Not found: /a\\nb"
    try:
        raise ValueError("a\n2026 INFO security: logged_in\x1b")
    except ValueError:
        record = event("It failed.", exc_info=sys.exc_info())
    first, *trace = as_text(record).split("\n")
    assert first == f"{START}It failed."
    assert trace[-2:] == ["    ValueError: a", "    2026 INFO security: logged_in\\x1b"]
    assert all(line.startswith("    ") for line in trace)
    assert "ValueError: a\\n2026" in JsonFormatter().format(record)


def test_what_is_no_plain_value_is_left_out() -> None:
    assert as_text(event("Not Found", request=HttpRequest(), status_code=404)) == (
        f"{START}Not Found status_code=404"
    )


def test_the_token_of_a_link_that_sets_a_password_is_in_no_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("INFO", "access")
    link = "/admin/account/password/MQ/d1xw3v-0c0ffee0c0ffee/"
    ask(RequestLog(hello, access_log=True), link)
    lines = [as_text(caplog.records[0]), as_text(event(f"Internal Server Error: {link}"))]
    lines.append(JsonFormatter().format(event("login_failed", path=link)))
    for line in lines:
        assert "/admin/account/password/MQ/***/" in line
        assert "c0ffee" not in line


def test_security_events_go_to_their_file_and_nowhere_else() -> None:
    logs = configuration(
        form="json", level="ERROR", access_log=False, security_log="/var/log/security.log"
    )
    assert logs["handlers"]["security"]["filename"] == "/var/log/security.log"
    assert logs["loggers"]["security"] == {
        "handlers": ["security"],
        "level": "INFO",
        "propagate": False,
    }


@pytest.mark.parametrize(
    ("given", "is_taken"),
    [
        ("0123456789abcdef", True),
        ("a6b0a0f6-1fd9-4ffb-a8c8-5b4e2c0d3c11", True),
        ("short", False),
        ("a" * 65, False),
        ("0123456789\nabcdef", False),
        ("12345678 by=root", False),
    ],
)
def test_the_id_of_a_proxy_is_taken_if_it_is_safe(given: str, is_taken: bool) -> None:
    answer = ask(RequestLog(hello, access_log=False), "/", HTTP_X_REQUEST_ID=given)
    assert (answer.headers["x-request-id"] == given) == is_taken


def test_the_access_log_has_a_line_for_each_request(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "access")
    logged = RequestLog(hello, access_log=True)
    ask(logged, "/healthz?q=secret", "HEAD", REMOTE_ADDR="192.0.2.7")
    ask(logged, "/fran\xc3\xa7ais\n", REMOTE_ADDR="192.0.2.8", HTTP_X_REQUEST_ID="12345678")
    for record in caplog.records:
        fixed = {"created": 1164888000, "milliseconds": 1.5, "request_id": "12345678"}
        vars(record).update(fixed)
    assert [as_text(record) for record in caplog.records] == [
        "2006-11-30T12:00:00.000Z INFO access: request method=HEAD path=/healthz status=200 "
        "milliseconds=1.5 address=192.0.2.7 request_id=12345678",
        '2006-11-30T12:00:00.000Z INFO access: request method=GET path="/français\\n" status=200 '
        "milliseconds=1.5 address=192.0.2.8 request_id=12345678",
    ]


def test_an_access_is_logged_when_the_answer_ends(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "access")
    body: Any = RequestLog(hello, access_log=True)(environ("/"), lambda *_started: None)
    assert next(body) == b"Hello"
    assert caplog.records == []
    body.close()
    assert len(caplog.records) == 1


def test_without_the_setting_no_access_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "access")
    ask(RequestLog(hello, access_log=False), "/")
    assert caplog.records == []
