"""Addresses of pages and files, each resolved once."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.urls import get_script_prefix, reverse
from django.utils import translation

PERSISTENT_PARAMS = ("as_of", "pair")
"""The parameters that every link carries on: the day and the pair whose statuses are meant."""


def page_url(name: str, *args: Hashable, language: str | None = None) -> str:
    """The path of a page, in the reader's language unless another is given."""
    return resolved(language or translation.get_language(), get_script_prefix(), name, args)


@lru_cache(maxsize=4096)
def resolved(
    language: str | None, _script_prefix: str, name: str, args: tuple[Hashable, ...]
) -> str:
    """The path of a page in a language. Django looks up the script prefix itself; it is an
    argument because the path depends on it."""
    with translation.override(language):
        return reverse(name, args=args)


def query_string(params: Mapping[str, Any]) -> str:
    """Parameters as a query string; a parameter without a value is left out."""
    return "&".join([encoded(name, value) for name, value in params.items() if value])


def encoded(name: str, value: Any) -> str:
    """A parameter as it stands in a query string; a list of values repeats it."""
    return _encoded(name, tuple(value) if isinstance(value, (list, tuple)) else str(value))


@lru_cache(maxsize=4096)
def _encoded(name: str, value: Hashable) -> str:
    return urlencode({name: value}, doseq=True)


def with_query(path: str, params: Mapping[str, Any]) -> str:
    """A path with a query, if any of its parameters has a value."""
    query = query_string(params)
    return f"{path}?{query}" if query else path
