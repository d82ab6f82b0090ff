"""Settings from the environment; ImproperlyConfigured names the variable that is wrong."""

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

# A connection lasts a minute: long enough to serve a busy page without reconnecting, and short
# enough to notice that a SQLite file was replaced or a PostgreSQL server moved.
CONNECTION_SECONDS = 60


def read_file(default: Path) -> None:
    """Read what the environment does not set from the file that ENV_FILE names, else from this one
    if it is there. Raises ImproperlyConfigured if the named file does not exist."""
    named = env.str("ENV_FILE", default="").strip()
    file = Path(named or default)
    if named and not file.exists():
        raise ImproperlyConfigured(f"ENV_FILE names “{named}”, which does not exist.")
    if file.exists():
        env.read_env(file)


def require(*names: str) -> None:
    """Refuse to start if any of the variables is missing; the error names all of them."""
    missing = [name for name in names if not env.str(name, default="").strip()]
    if missing:
        steps = "\n".join(f"  {name}: {HOW_TO_SET[name]}" for name in missing)
        raise ImproperlyConfigured(
            f"SPP Tracker cannot start: {' and '.join(missing)} must be set in the environment "
            "or in .env.\n"
            f"{steps}\n"
            "To try the tracker on your own computer, `make run` sets everything for you."
        )


def words(name: str) -> list[str]:
    """The items of a comma-separated variable, without blanks around them."""
    return [word for part in env.str(name).split(",") if (word := part.strip())]


def switch(name: str, *, default: bool) -> bool:
    """An on/off variable. Other words are refused: a typo must not turn a protection off."""
    word = env.str(name, default="").strip().lower() or str(default).lower()
    if word not in SWITCH_WORDS:
        raise ImproperlyConfigured(f"{name} is set to “{word}”. Write true or false.")
    return SWITCH_WORDS[word]


def number(name: str, *, default: int) -> int:
    """A whole number from 0, in plain digits."""
    digits = env.str(name, default="").strip() or str(default)
    if not (digits.isascii() and digits.isdecimal()):
        raise ImproperlyConfigured(
            f"{name} is set to “{digits}”. Write a number, such as {default}."
        )
    return int(digits)


def choice(name: str, known: Collection[str], *, default: str) -> str:
    """One of the known values."""
    value = env.str(name, default="").strip() or default
    if value not in known:
        raise ImproperlyConfigured(f"{name} is set to “{value}”. Write one of {', '.join(known)}.")
    return value


def database(name: str, *, default: Path) -> dict[str, Any]:
    """The database in a URL, tuned for its engine; without a URL, a SQLite file at `default`."""
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
    """The URL of a site, without a trailing slash."""
    url = (env.str(name, default="").strip() or default).rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise ImproperlyConfigured(
            f"{name} is set to “{url}”. Write a whole address, such as https://tracker.example.org"
        )
    return url


def instance(name: str, public_url: str) -> str:
    """What distinguishes this tracker from others on the same host: a word of letters, digits,
    hyphens and underscores; derived from the public URL unless it is set."""
    word: str = env.str(name, default="").strip()
    if not word:
        return hashlib.sha256(public_url.encode()).hexdigest()[:8]
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", word):
        raise ImproperlyConfigured(
            f"{name} is set to “{word}”. Write up to 40 letters, digits, hyphens and underscores."
        )
    return word


def mail(name: str, *, default: str) -> dict[str, Any]:
    """Django's settings for the mail server in a URL."""
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
    """The same settings as ``MAILERS``, which Django reads from version 6.1 on."""
    options = {name: mail[setting] for setting, name in _MAILER_OPTIONS.items() if setting in mail}
    is_console = mail["EMAIL_BACKEND"].endswith("console.EmailBackend")
    return {"default": {"BACKEND": mail["EMAIL_BACKEND"], "OPTIONS": {} if is_console else options}}


def sqlite_settings() -> dict[str, Any]:
    """Let readers never wait for the writer, and writers queue instead of failing half-way.

    IMMEDIATE takes the write lock when a transaction begins. Without it, a transaction that reads
    first and writes later fails at once, without waiting, if another one wrote in between.
    """
    return {
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; "
                # Without this, REPLACE deletes a row without firing the triggers that guard it.
                "PRAGMA recursive_triggers = ON; "
                # Memory-map up to 256 MB of the file: pages are read from the system's cache.
                "PRAGMA mmap_size = 268435456;"
            ),
        },
    }


def postgresql_settings() -> dict[str, Any]:
    """Notice before the next query, and soon, that a server went away.

    Queries are not compiled (JIT): the long ones, such as the comparison of two days, take longer
    to compile than to run.
    """
    return {
        "CONN_MAX_AGE": CONNECTION_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "options": "-c jit=off"},
    }
