"""The licences under which an installation can put what the tracker adds to the documents."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Licence:
    """A licence of open data: its SPDX identifier, what people call it, and where its words are."""

    name: str
    title: str
    address: str


LICENCES = {
    one.name: one
    for one in (
        Licence(
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0 International",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        Licence(
            "CC0-1.0",
            "Creative Commons Zero 1.0 Universal",
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        Licence(
            "OGL-Canada-2.0",
            "Open Government Licence - Canada 2.0",
            "https://open.canada.ca/en/open-government-licence-canada",
        ),
    )
}


def licence() -> Licence:
    """The licence of what the tracker adds to the documents, as this installation has chosen."""
    return LICENCES[settings.DATA_LICENCE]


def terms() -> str:
    """What of the data may be used on which terms, in the reader's language."""
    return _(
        "The documents are the words of the governments that published them; their terms apply to "
        "their text. What the tracker adds (codes, dates, figures and what was recorded here) may "
        "be used under the licence %(licence)s."
    ) % {"licence": licence().title}
