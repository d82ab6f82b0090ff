"""Logs, one line an event, as text or as JSON (docs/logs.md describes the fields).

Nothing that a person sends can begin a line of its own, or look like another field: what is not
printable is escaped, and a value with blanks or quotes is quoted. No line has the token of a link
that sets a forgotten password.
"""

import datetime as dt
import json
import logging
import re
import textwrap
from typing import Any

FORMATS = ("text", "json")
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")

# What Python itself knows of an event. Whatever else a record has is a field of the event.
_OWN = {*vars(logging.makeLogRecord({})), "message", "asctime", "taskName"}
_PLAIN = (str, int, float, list, dict, type(None))
_RESET_TOKEN = re.compile(r"(/account/password/[^/\s]+/)[^/\s]+")


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    """The fields of an event, in the order in which they are written."""
    instant = dt.datetime.fromtimestamp(record.created, dt.UTC)
    extra = {
        name: _without_token(value) if isinstance(value, str) else value
        for name, value in vars(record).items()
        if name not in _OWN and isinstance(value, _PLAIN)
    }
    return {
        "time": instant.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname,
        "logger": record.name,
        "message": _without_token(record.getMessage()),
        **extra,
    }


def _without_token(text: str) -> str:
    """A text in which the token of a link that sets a password is masked."""
    return _RESET_TOKEN.sub(r"\1***", text)


class JsonFormatter(logging.Formatter):
    """A JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields = _fields(record)
        if record.exc_info:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields)


class TextFormatter(logging.Formatter):
    """``time level logger: message name=value …``; below it the exception, if any, indented."""

    def format(self, record: logging.LogRecord) -> str:
        fields = _fields(record)
        time, level, logger, message = (fields.pop(name) for name in list(fields)[:4])
        values = "".join(f" {name}={_as_word(value)}" for name, value in fields.items())
        line = _printable(f"{time} {level} {logger}: {message}{values}")
        if record.exc_info:
            trace = self.formatException(record.exc_info).split("\n")
            line += "\n" + textwrap.indent("\n".join(map(_printable, trace)), "    ")
        return line


def _as_word(value: Any) -> str:
    """A value as it is, or as JSON if it could be mistaken for something else."""
    if value is None:
        return "-"
    if isinstance(value, str) and re.fullmatch(r"[\w./:@+][\w./:@+-]*", value):
        return value
    return json.dumps(value, ensure_ascii=False)


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode() for char in text
    )


def configuration(*, form: str, level: str, access_log: bool, security_log: str) -> dict[str, Any]:
    """Python's logging, set up: all to stderr, except security events if a file is named.

    The file may be moved away at any time (logrotate): a new one is begun.
    """
    stderr = {"class": "logging.StreamHandler", "formatter": form, "filters": ["request"]}
    file = {
        "class": "logging.handlers.WatchedFileHandler",
        "filename": security_log,
        "encoding": "utf-8",
        "formatter": form,
        "filters": ["request"],
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request": {"()": "spp_tracker.request_log.RequestFilter"}},
        "formatters": {"text": {"()": TextFormatter}, "json": {"()": JsonFormatter}},
        "handlers": {"stderr": stderr, "security": file if security_log else stderr},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # By default Django mails errors to administrators; here they go to the log only.
            "django": {"handlers": [], "level": level},
            "security": {"handlers": ["security"], "level": "INFO", "propagate": False},
            "access": {"level": "INFO" if access_log else "CRITICAL"},
            # What it warns of is in the security log.
            "axes": {"level": "ERROR"},
            # It tells of each security key that is added or used, as the security log does.
            "fido2": {"level": "WARNING"},
            # These warn about each CSS rule that is for screens only.
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }
