"""The licences under which an installation can put what the tracker adds to the documents."""

from __future__ import annotations

from dataclasses import dataclass


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
