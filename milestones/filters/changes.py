"""The parameters of two days compared."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy

from milestones.choices import Status
from milestones.comparisons import NOT_ON_RECORD, Direction
from milestones.filters.kinds import DayFilter, invalid, not_one_of
from milestones.filters.milestones import MilestoneFilter

ANY, NOT_CHANGED = "any", "no"


class ChangeFilter(MilestoneFilter):
    """The parameters of two days compared, known on that page and in its data only.

    ``from`` and ``to`` are the days. ``was`` is the status on the first (``none``: nothing was
    on record), ``now`` the status on the second; ``status`` is about the second day too, as are
    all other conditions. ``direction`` is which way the status moved. Rows are those that
    changed; ``changed=no`` asks for the others, ``changed=any`` for both.
    """

    to = DayFilter(label=gettext_lazy("Until"), method="as_asked")
    was = django_filters.ChoiceFilter(
        label=gettext_lazy("Status before"),
        choices=[(NOT_ON_RECORD, gettext_lazy("Nothing on record")), *Status.choices],
        method="as_asked",
        error_messages=not_one_of([NOT_ON_RECORD, *Status]),
    )
    now = django_filters.ChoiceFilter(
        label=gettext_lazy("Status after"),
        choices=Status.choices,
        method="as_asked",
        error_messages=not_one_of(Status),
    )
    direction = django_filters.ChoiceFilter(
        label=gettext_lazy("Moved"),
        choices=Direction.choices,
        method="as_asked",
        error_messages=invalid(
            gettext_lazy("“%(value)s” is not a direction: write ahead, behind or same.")
        ),
    )
    changed = django_filters.ChoiceFilter(
        label=gettext_lazy("Changed"),
        choices=[
            ("yes", gettext_lazy("Yes")),
            (NOT_CHANGED, gettext_lazy("No")),
            (ANY, gettext_lazy("Yes or no")),
        ],
        method="as_asked",
        error_messages=invalid(
            gettext_lazy("“%(value)s” is not known here: write yes, no or any.")
        ),
    )

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """With ``from``, which Python does not allow as a name."""
        label = gettext_lazy("From")
        return {
            "from": DayFilter(field_name="from", label=label, method="as_asked"),
            **super().get_filters(),
        }
