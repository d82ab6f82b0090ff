"""Reading the environment: each function answers with a setting or says which variable is wrong."""

import hashlib
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

HOW_TO_SET = {
    "SECRET_KEY": (
        "a long random secret that only this installation knows; make one with\n"
        "    python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    ),
    "ALLOWED_HOSTS": (
        "the host names people reach the tracker by, separated by commas, such as\n"
        "    tracker.example.org,www.tracker.example.org"
    ),
}

SWITCH_WORDS = {"true": True, "1": True, "false": False, "0": False}

MAIL_SCHEMES = ("consolemail", "smtp", "smtp+tls", "smtp+ssl")

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"

# A connection is kept for a minute, long enough to serve a busy page without reconnecting and
# short enough to notice that a SQLite file was replaced or a PostgreSQL server moved.
CONNECTION_SECONDS = 60


def require(*names: str) -> None:
    """Refuse to start while any of the variables is missing, naming all of them at once."""
    missing = [name for name in names if not env.str(name, default="").strip()]
    if missing:
        steps = "\n".join(f"  {name}: {HOW_TO_SET[name]}" for name in missing)
        raise ImproperlyConfigured(
            f"SPP Tracker cannot start: {' and '.join(missing)} must be set in the environment.\n"
            f"{steps}\n"
            "To try the tracker on your own computer, `make run` sets everything for you."
        )


def words(name: str) -> list[str]:
    """The words of a comma-separated variable, without blanks."""
    return [word for part in env.str(name).split(",") if (word := part.strip())]


def switch(name: str, *, default: bool) -> bool:
    """An on/off variable; any other word is refused: a typo must not turn a protection off."""
    word = env.str(name, default="").strip().lower() or str(default).lower()
    if word not in SWITCH_WORDS:
        raise ImproperlyConfigured(f"{name} is set to “{word}”. Write true or false.")
    return SWITCH_WORDS[word]


def number(name: str, *, default: int) -> int:
    """A number in plain digits, from 0."""
    digits = env.str(name, default="").strip() or str(default)
    if not (digits.isascii() and digits.isdecimal()):
        raise ImproperlyConfigured(
            f"{name} is set to “{digits}”. Write a number, such as {default}."
        )
    return int(digits)


def choice(name: str, known: Collection[str], *, default: str) -> str:
    """One of the values that are known."""
    value = env.str(name, default="").strip() or default
    if value not in known:
        raise ImproperlyConfigured(f"{name} is set to “{value}”. Write one of {', '.join(known)}.")
    return value


def database(name: str, *, default: Path) -> dict[str, Any]:
    """The database a URL names, tuned for its kind; without one, a SQLite file at `default`."""
    url = env.str(name, default="").strip()
    if not url:
        default.parent.mkdir(exist_ok=True)
        url = f"sqlite:///{default}"
    if not url.startswith(("sqlite://", "postgres://", "postgresql://")):
        # The value is not repeated: it may hold a password, and errors end up in logs.
        raise ImproperlyConfigured(
            f"{name} must begin with postgres:// or sqlite://, such as\n"
            "    postgres://user:password@localhost/spp_tracker"
        )
    parsed: dict[str, Any] = environ.Env.db_url_config(url)
    tuned = sqlite_settings() if parsed["ENGINE"] == SQLITE else postgresql_settings()
    options = tuned["OPTIONS"] | parsed.get("OPTIONS", {})
    return parsed | tuned | {"OPTIONS": options}


def address(name: str, *, default: str) -> str:
    """The address of a site, without a slash at its end."""
    url = (env.str(name, default="").strip() or default).rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise ImproperlyConfigured(
            f"{name} is set to “{url}”. Write a whole address, such as https://tracker.example.org"
        )
    return url


def instance(name: str, public_url: str) -> str:
    """What tells this tracker from others on the same host: a word of letters, digits, hyphens and
    underscores; made from where it is reached unless it is set."""
    word: str = env.str(name, default="").strip()
    if not word:
        return hashlib.sha256(public_url.encode()).hexdigest()[:8]
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", word):
        raise ImproperlyConfigured(
            f"{name} is set to “{word}”. Write up to 40 letters, digits, hyphens and underscores."
        )
    return word


def mail(name: str, *, default: str) -> dict[str, Any]:
    """Django's settings for the mail server that a URL names."""
    url = env.str(name, default="").strip() or default
    if url.partition("://")[0] not in MAIL_SCHEMES:
        # The value is not repeated: it may hold a password, and errors end up in logs.
        schemes = ", ".join(f"{scheme}://" for scheme in MAIL_SCHEMES)
        raise ImproperlyConfigured(
            f"{name} must begin with one of {schemes}, such as\n"
            "    smtp+tls://user:password@mail.example.org:587"
        )
    parsed: dict[str, Any] = environ.Env.email_url_config(url)
    return {setting: value for setting, value in parsed.items() if value is not None}


_MAILER_OPTIONS = {
    "EMAIL_HOST": "host",
    "EMAIL_PORT": "port",
    "EMAIL_HOST_USER": "username",
    "EMAIL_HOST_PASSWORD": "password",
    "EMAIL_USE_TLS": "use_tls",
    "EMAIL_USE_SSL": "use_ssl",
    "EMAIL_TIMEOUT": "timeout",
}


def mailers(mail: Mapping[str, Any]) -> dict[str, Any]:
    """The same as ``MAILERS``, by which Django knows mail servers from 6.1 on."""
    options = {name: mail[setting] for setting, name in _MAILER_OPTIONS.items() if setting in mail}
    is_console = mail["EMAIL_BACKEND"].endswith("console.EmailBackend")
    return {"default": {"BACKEND": mail["EMAIL_BACKEND"], "OPTIONS": {} if is_console else options}}


def sqlite_settings() -> dict[str, Any]:
    """Readers never wait for the writer, and writers queue instead of failing half way.

    IMMEDIATE takes the write lock when a transaction begins: a transaction that reads first and
    writes later would otherwise fail at once, without waiting, when another one wrote in between.
    """
    return {
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; "
                # Otherwise REPLACE would delete a row without waking the triggers that guard it.
                "PRAGMA recursive_triggers = ON; "
                # Pages of the file are read where the system keeps them, up to 256 MB of it.
                "PRAGMA mmap_size = 268435456;"
            ),
        },
    }


def postgresql_settings() -> dict[str, Any]:
    """A server that went away is noticed before the next query, and soon.

    Queries are not compiled (JIT): the long ones, such as that of two days compared, take longer
    to compile than to answer.
    """
    return {
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "options": "-c jit=off"},
    }
