"""The fixed vocabularies: the status scale, the parties, and how exactly a date is known.

Each keeps its stored code, its label and its order in one place; the stylesheet and the
status marks are keyed by the same codes.
"""

from __future__ import annotations

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Where a milestone stands, furthest behind first after ``planned``.

    ``planned`` is reckoned, never recorded: a milestone is planned from the plan's date until
    its first status update.
    """

    PLANNED = "planned", _("Planned")
    DELAYED = "delayed", _("Delayed")
    INITIATED = "initiated", _("Initiated")
    ON_TRACK = "on_track", _("On track")
    PARTIALLY_COMPLETED = "partially_completed", _("Partially completed")
    COMPLETED_ONGOING = "completed_ongoing", _("Completed / ongoing")
    COMPLETED = "completed", _("Completed")

    @property
    def english(self) -> str:
        """The label in the documents' language, whatever the reader's is."""
        if translation.get_language() == "en":
            return str(self.label)
        with translation.override("en"):
            return str(self.label)


SCALE: tuple[Status, ...] = tuple(status for status in Status if status is not Status.PLANNED)
"""The statuses that can be recorded, furthest behind first."""

DELIVERED: tuple[Status, ...] = (Status.COMPLETED_ONGOING, Status.COMPLETED)
"""The statuses under which a milestone is never overdue and counts as completed."""


class Pair(models.TextChoices):
    """Whom a status speaks for, and whom a milestone concerns.

    The codes are the documents' own: ``US-CN`` is Canada and the United States (CN is not the
    ISO code of Canada), ``US-MX`` is Mexico and the United States.
    """

    ALL = "ALL", _("All parties")
    US_CN = "US-CN", _("Canada–U.S.")
    US_MX = "US-MX", _("Mexico–U.S.")


COUNTRY_PAIRS: tuple[Pair, ...] = (Pair.US_CN, Pair.US_MX)


def pairs_concerned(parties: str) -> tuple[Pair, ...]:
    """The country pairs that a milestone with these ``parties`` concerns, in document order."""
    return COUNTRY_PAIRS if parties == Pair.ALL else (Pair(parties),)


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    SEASON = "season", _("Season")
    YEAR = "year", _("Year")


class Basis(models.TextChoices):
    """Whether a deadline's date stands in the document or was reckoned from the plan's date."""

    PRINTED = "printed", _("Printed")
    DERIVED = "derived", _("Derived")
