"""The fixed vocabularies: the status scale, the parties, and how exactly a date is known.

Each keeps its stored codes, labels and order in one place; the stylesheet and the status marks
use the same codes.
"""

from __future__ import annotations

from django.db import models
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Status(models.TextChoices):
    """The status of a milestone: ``planned``, then the scale, furthest behind first.

    ``planned`` is calculated, never recorded: a milestone is planned from the plan's date until
    its first status update.
    """

    PLANNED = "planned", _("Planned")
    DELAYED = "delayed", _("Delayed")
    INITIATED = "initiated", _("Initiated")
    ON_TRACK = "on_track", _("On track")
    PARTIALLY_COMPLETED = "partially_completed", _("Partially completed")
    COMPLETED_ONGOING = "completed_ongoing", _("Completed / ongoing")
    COMPLETED = "completed", _("Completed")

    @cached_property
    def english(self) -> str:
        """The label in English, the documents' language, whatever language is active."""
        with translation.override("en"):
            return str(self.label)


SCALE: tuple[Status, ...] = tuple(status for status in Status if status is not Status.PLANNED)
"""The statuses that can be recorded, furthest behind first."""

DELIVERED: tuple[Status, ...] = (Status.COMPLETED_ONGOING, Status.COMPLETED)
"""The statuses under which a milestone is never overdue and counts as completed."""
NOT_DELIVERED: tuple[Status, ...] = tuple(status for status in Status if status not in DELIVERED)


class Delivery(models.TextChoices):
    """Whether a delivered milestone was delivered by its last deadline.

    It cannot be determined if the deadline lies between the last report before it was delivered
    and the first that says it was.
    """

    ON_TIME = "on_time", _("On time")
    LATE = "late", pgettext_lazy("delivery", "Late")
    UNKNOWN = "unknown", _("Cannot be determined")
    UNDATED = "undated", _("No deadline")


class Pair(models.TextChoices):
    """The parties that a status covers or a milestone concerns.

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


class QuestionKind(models.TextChoices):
    """What a person decides about a line of an edition.

    What words that the reader does not know mean; which pair a status is for, although the
    milestone's words name another; and which milestone a sentence is.
    """

    WORDING = "wording", _("Meaning of the words")
    PAIR = "pair", _("Country pair")
    MILESTONE = "milestone", _("Milestone")


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    SEASON = "season", _("Season")
    YEAR = "year", _("Year")


class Basis(models.TextChoices):
    """Whether a deadline's date is printed in the document or calculated from the plan's date."""

    PRINTED = "printed", _("Printed")
    DERIVED = "derived", _("Derived")
