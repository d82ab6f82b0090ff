"""The terms on which the data may be used."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

TERMS = _(
    "The documents are the words of the governments that published them; their terms apply to "
    "their text."
)
