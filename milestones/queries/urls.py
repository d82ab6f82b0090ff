"""URLs of pages and files, each resolved once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import get_script_prefix, reverse
from django.utils import translation

PERSISTENT_PARAMS = ("as_of", "pair")
"""The parameters that every link keeps: the day and the pair whose statuses are shown."""


def page_url(name: str, *args: Hashable, language: str | None = None) -> str:
    """The path of a page, in the current language unless another is given."""
    return resolved(language or translation.get_language(), get_script_prefix(), name, args)


@lru_cache(maxsize=4096)
def resolved(
    language: str | None, _script_prefix: str, name: str, args: tuple[Hashable, ...]
) -> str:
    """The path of a page in a language. Django reads the script prefix itself; it is an argument
    so that the cache distinguishes prefixes."""
    with translation.override(language):
        return reverse(name, args=args)


def query_string(params: Mapping[str, Any]) -> str:
    """The parameters as a query string, without those that have no value."""
    return "&".join([encoded(name, value) for name, value in params.items() if value])


def encoded(name: str, value: Any) -> str:
    """A parameter encoded for a query string; a list of values repeats it."""
    return _encoded(name, tuple(value) if isinstance(value, (list, tuple)) else str(value))


@lru_cache(maxsize=4096)
def _encoded(name: str, value: Hashable) -> str:
    return urlencode({name: value}, doseq=True)


def with_query(path: str, params: Mapping[str, Any]) -> str:
    """The path with a query string, if any of the parameters has a value."""
    query = query_string(params)
    return f"{path}?{query}" if query else path
