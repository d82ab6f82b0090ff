"""The names kept with what users write: renaming a user changes nothing that was written before."""

from __future__ import annotations

from typing import Any


def full_name(user: Any) -> str:
    """The name to keep with what a user writes, which is public: the full name, never the
    username; empty without a user or a name."""
    name: str = user.get_full_name() if user else ""
    return name


def name_or_username(name: str, user: Any) -> str:
    """How the admin and mails call a user: the name that was kept, else the username; empty
    without a user. Usernames are not public."""
    return name or (user.get_username() if user else "")
