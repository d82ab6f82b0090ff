"""The licences that an installation can choose for what the tracker adds to the documents."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Licence:
    """A licence of open data: its SPDX identifier, its title, and the URL of its text."""

    name: str
    title: str
    address: str


LICENCES = {
    choice.name: choice
    for choice in (
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
    """The licence that this installation has chosen for what the tracker adds to the documents."""
    return LICENCES[settings.DATA_LICENCE]


def terms() -> str:
    """The terms of use of the data, in the current language."""
    return _(
        "The documents were written by the governments that published them; their terms apply to "
        "the text. What the tracker adds (codes, dates, figures and what was recorded here) may "
        "be used under the licence %(licence)s."
    ) % {"licence": licence().title}
