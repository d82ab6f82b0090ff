"""How long the server waits for a lock in the database.

Whoever waits keeps a thread. If as many wait as the server has threads, pages wait as well.
"""

from django.db import DEFAULT_DB_ALIAS, connections

MAX_SECONDS = 5
"""Seconds after which a request that waits for a lock is answered with 503."""


def limit_lock_waits() -> None:
    """Let connections that are opened from now on wait no longer; those of commands wait longer."""
    settings = connections.settings[DEFAULT_DB_ALIAS]
    options = settings["OPTIONS"]
    if settings["ENGINE"].endswith("sqlite3"):
        options["timeout"] = min(MAX_SECONDS, options["timeout"])
    else:
        options["options"] = f"{options['options']} -c lock_timeout={MAX_SECONDS}s"
