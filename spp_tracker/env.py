"""Settings from the environment; ImproperlyConfigured names the variable that is wrong."""

import hashlib
import re
from collections.abc import Collection, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

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
    "METRICS_TOKEN": (
        "a long random secret that your monitors send; make one with\n"
        "    python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
    ),
}

PRIVATE_NETWORKS = "127.0.0.0/8,::1,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7"

SECRET_LENGTH, SECRET_CHARACTERS = 32, 12
"""A secret has at least so many characters, and so many different ones."""

SWITCH_WORDS = {"true": True, "1": True, "false": False, "0": False}

CONTACT_SCHEMES = ("mailto:", "https://", "tel:")

MAIL_SCHEMES = ("consolemail", "smtp", "smtp+tls", "smtp+ssl")

# A connection lasts a minute: long enough to serve a busy page without reconnecting, and short
# enough to notice that a SQLite file was replaced or a PostgreSQL server moved.
CONNECTION_SECONDS = 60

# Readers never wait for the writer, and writers queue instead of failing half-way: IMMEDIATE takes
# the write lock when a transaction begins. Without it, a transaction that reads first and writes
# later fails at once, without waiting, if another one wrote in between.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; "
        # Without this, REPLACE deletes a row without firing the triggers that guard it.
        "PRAGMA recursive_triggers = ON; "
        # Memory-map up to 256 MB of the file: pages are read from the system's cache.
        "PRAGMA mmap_size = 268435456;"
    ),
}
# Queries are not compiled (JIT): the long ones, such as the comparison of two days, take longer to
# compile than to run.
POSTGRESQL_OPTIONS = {"connect_timeout": 5, "options": "-c jit=off"}


def text(name: str, default: Any = "") -> str:
    """The variable without blanks around it; the default if it is missing or empty."""
    return env.str(name, default="").strip() or str(default)


def refused(name: str, value: str, advice: str) -> ImproperlyConfigured:
    """The error that says what a variable is set to and what to write instead."""
    return ImproperlyConfigured(f"{name} is set to “{value}”. {advice}")


def read_file(default: Path) -> None:
    """Read what the environment does not set from the file that ENV_FILE names, else from this one
    if it is there. Raises ImproperlyConfigured if the named file does not exist."""
    named = text("ENV_FILE")
    file = Path(named or default)
    if named and not file.exists():
        raise ImproperlyConfigured(f"ENV_FILE names “{named}”, which does not exist.")
    if file.exists():
        env.read_env(file)


def require(*names: str) -> None:
    """Refuse to start if any of the variables is missing; the error names all of them."""
    missing = [name for name in names if not text(name)]
    if missing:
        steps = "\n".join(f"  {name}: {HOW_TO_SET[name]}" for name in missing)
        raise ImproperlyConfigured(
            f"SPP Tracker cannot start: {' and '.join(missing)} must be set in the environment "
            "or in .env.\n"
            f"{steps}\n"
            "To try the tracker on your own computer, `make run` sets everything for you."
        )


def secret(name: str) -> str:
    """A secret that cannot be guessed; empty if it is not set.

    The refusal does not repeat it, since errors end up in logs.
    """
    value = text(name)
    if not value:
        return value
    if value.startswith("django-insecure-"):
        problem = "is an example's"
    elif len(value) < SECRET_LENGTH:
        problem = f"has {len(value)} characters, and needs {SECRET_LENGTH}"
    elif len({*value}) < SECRET_CHARACTERS:
        problem = (
            f"repeats {len({*value})} characters, and needs {SECRET_CHARACTERS} different ones"
        )
    else:
        return value
    raise ImproperlyConfigured(f"{name} {problem}. Set {HOW_TO_SET[name]}")


def hosts(name: str) -> list[str]:
    """The host names in a comma-separated variable; none of them may stand for any host."""
    found = words(name)
    if any("*" in host for host in found):
        raise refused(name, text(name), "Write the host names that people reach the tracker by.")
    return found


def words(name: str) -> list[str]:
    """The items of a comma-separated variable, without blanks around them."""
    return [word for part in text(name).split(",") if (word := part.strip())]


def contacts(name: str) -> list[str]:
    """The URIs in a comma-separated variable, at which people can be reached."""
    found = words(name)
    if not all(contact.startswith(CONTACT_SCHEMES) for contact in found):
        advice = "Write mailto:security@example.org or the https:// address of a page."
        raise refused(name, text(name), advice)
    return found


def switch_or_words(name: str, *, default: bool) -> bool | list[str]:
    """An on/off variable that may also be on for what is named, separated by commas."""
    word = text(name, default).lower()
    return SWITCH_WORDS[word] if word in SWITCH_WORDS else words(name)


def switch(name: str, *, default: bool) -> bool:
    """An on/off variable. Other words are refused: a typo must not turn a protection off."""
    word = text(name, default).lower()
    if word not in SWITCH_WORDS:
        raise refused(name, word, "Write true or false.")
    return SWITCH_WORDS[word]


def number(name: str, *, default: int, minimum: int = 0) -> int:
    """A whole number, not less than the minimum, in plain digits."""
    digits = text(name, default)
    if not (digits.isascii() and digits.isdecimal() and int(digits) >= minimum):
        raise refused(name, digits, f"Write a number, such as {default}.")
    return int(digits)


def choice(name: str, known: Collection[str], *, default: str) -> str:
    """One of the known values."""
    value = text(name, default)
    if value not in known:
        raise refused(name, value, f"Write one of {', '.join(known)}.")
    return value


def choices(name: str, known: Collection[str]) -> list[str]:
    """The items of a comma-separated variable, each of them a known value."""
    found = words(name)
    if unknown := [word for word in found if word not in known]:
        raise refused(name, ", ".join(unknown), f"Write {', '.join(known)}, or leave it empty.")
    return found


def log_file(name: str) -> str:
    """The path of a file that can be written to, which is made for its owner's eyes if it is not
    there; empty if the variable is not set."""
    path = text(name)
    if path:
        try:
            Path(path).touch(mode=0o600)
        except OSError as error:
            reason = f"It cannot be written: {error.strerror}."
            raise refused(name, path, f"{reason} Name a file in an existing folder.") from error
    return path


def networks(name: str, *, default: str) -> list[IPv4Network | IPv6Network]:
    """Networks such as 10.0.0.0/8, separated by commas; one address is a network, too."""
    try:
        return [ip_network(word.strip()) for word in text(name, default).split(",")]
    except ValueError as error:
        advice = "Write networks, such as 10.0.0.0/8, separated by commas."
        raise refused(name, text(name), advice) from error


def database(name: str, *, default: Path) -> dict[str, Any]:
    """The database in a URL, tuned for its engine; without a URL, a SQLite file at `default`."""
    url = text(name)
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
    is_sqlite = parsed["ENGINE"] == "django.db.backends.sqlite3"
    options = SQLITE_OPTIONS if is_sqlite else POSTGRESQL_OPTIONS
    parsed |= {"CONN_MAX_AGE": CONNECTION_SECONDS, "OPTIONS": options | parsed.get("OPTIONS", {})}
    if is_sqlite:
        _make_private(parsed["NAME"])
    # Notice before the next query that a server went away.
    return parsed if is_sqlite else parsed | {"CONN_HEALTH_CHECKS": True}


def replica(name: str, *, primary: str) -> dict[str, dict[str, Any]]:
    """The streaming replica in a URL, by its alias; empty without a URL. A replica that does not
    answer is given up soon, since the primary is there."""
    if not text(name):
        return {}
    if not all(text(url).startswith(("postgres://", "postgresql://")) for url in (name, primary)):
        raise ImproperlyConfigured(
            f"{name} is for a replica of PostgreSQL: {name} and {primary} must begin with "
            "postgres://"
        )
    parsed = database(name, default=Path())
    parsed["OPTIONS"] |= {"connect_timeout": 2, "tcp_user_timeout": 2000}
    return {"replica": parsed}


def _make_private(name: str) -> None:
    """Make SQLite's file before SQLite does, which would let everybody on the machine read it; its
    logs get the same permissions."""
    file = Path(name)
    if not name.startswith((":", "file:")) and file.parent.is_dir() and not file.exists():
        file.touch(mode=0o600)


def address(name: str, *, default: str) -> str:
    """The URL of a site, without a trailing slash."""
    url = text(name, default).rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise refused(name, url, "Write a whole address, such as https://tracker.example.org")
    return url


def issuer(name: str) -> str:
    """The address of a provider of single sign-on; empty if there is none."""
    return address(name, default="") if text(name) else ""


def pairs(name: str) -> list[tuple[str, str]]:
    """Pairs such as ``one=two;three=four``. The second of a pair may have any other character."""
    split = [part.partition("=") for part in text(name).split(";") if part.strip()]
    for first, _equals, second in split:
        if not (first.strip() and second.strip()):
            raise refused(name, text(name), "Write pairs, such as one=two;three=four")
    return [(first.strip(), second.strip()) for first, _equals, second in split]


def origin(url: str) -> str:
    """What browsers call the origin of a page: scheme, host, and the port if it is in the URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def may_have_security_keys(url: str) -> bool:
    """Whether browsers use security keys at an address: at a name, over HTTPS or at localhost."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        ip_address(host)
    except ValueError:
        return parts.scheme == "https" or host == "localhost"
    return False


def instance(name: str, public_url: str) -> str:
    """What distinguishes this tracker from others on the same host: a word of letters, digits,
    hyphens and underscores; derived from the public URL unless it is set."""
    word = text(name)
    if not word:
        return hashlib.sha256(public_url.encode()).hexdigest()[:8]
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,40}", word):
        raise refused(name, word, "Write up to 40 letters, digits, hyphens and underscores.")
    return word


def mail(name: str, *, default: str) -> dict[str, Any]:
    """Django's settings for the mail server in a URL."""
    url = text(name, default)
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
