"""The filters of a comparison of two days, which its page and its data accept besides."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from milestones.changes import Direction
from milestones.choices import Status
from milestones.matrix import NOT_ON_RECORD
from milestones.queries import fields
from milestones.queries.fields import ChoiceField, Parameter
from milestones.queries.filtersets import MilestoneFilter, unknown_status

NOT_CHANGED, CHANGED_OR_NOT = "no", "any"
"""Values of ``changed``."""


class ChangeFilter(MilestoneFilter):
    """The parameters of a comparison of two days, accepted only by its page and its data.

    ``from`` and ``to`` are the days. ``was`` is the status on the first day (``none``: nothing
    was on record), ``now`` the status on the second; ``status`` and all other filters are about
    the second day too. ``delivered`` selects those delivered since the first day, ``slipped_since``
    those expected later than on the first day, ``direction`` the way in which the status moved.
    The rows are the milestones that changed; ``changed=no``
    gives the others, ``changed=any`` gives both.
    """

    to = Parameter(
        fields.DayField,
        _("End date"),
        _("Changes only: the end date; without it, the date as above."),
        "2006-06-15",
    )
    was = Parameter(
        ChoiceField,
        _("Status before"),
        _("Changes only: with this status on the start date; none: no status."),
        "planned",
        choices=[(NOT_ON_RECORD, _("No status")), *Status.choices],
        invalid=unknown_status([NOT_ON_RECORD, *Status]),
    )
    now = Parameter(
        ChoiceField,
        _("Status after"),
        _("Changes only: with this status on the end date."),
        "delayed",
        choices=Status.choices,
        invalid=unknown_status(Status),
    )
    delivered = Parameter(
        fields.FlagField,
        _("Newly delivered"),
        _("Changes only: 1: delivered on the end date, and not on the start date."),
        "1",
    )
    slipped_since = Parameter(
        fields.FlagField,
        _("Slipped since the start date"),
        _(
            "Changes only: 1: with a revised date that is later than the date expected on the "
            "start date (the revised date then, or the last deadline)."
        ),
        "1",
    )
    direction = Parameter(
        ChoiceField,
        _("Direction of change"),
        _("Changes only: status changed in this direction."),
        "behind",
        choices=Direction.choices,
        invalid=_(
            "“%(value)s” is not a direction: write ahead, behind, mixed, same or first_report."
        ),
    )
    changed = Parameter(
        ChoiceField,
        pgettext_lazy("filter", "Changed"),
        _("Changes only: no for those that did not change, any for both."),
        "any",
        choices=[("yes", _("Yes")), (NOT_CHANGED, _("No")), (CHANGED_OR_NOT, _("Yes or no"))],
        invalid=_("Unknown value “%(value)s”: write yes, no or any."),
    )

    @classmethod
    def get_filters(cls) -> dict[str, Parameter]:
        """Add ``from``, which is a keyword in Python and cannot be an attribute's name."""
        meaning = _(
            "Changes only: the start date; without it, the date of the edition before the end date."
        )
        first_day = Parameter(
            fields.DayField, _("Start date"), meaning, "2005-06-27", field_name="from"
        )
        return {"from": first_day, **super().get_filters()}
