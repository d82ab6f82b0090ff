"""What every form asks on which a status is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.actions import RecordRejected, StatusLine
from milestones.choices import SCALE, Pair, Status
from milestones.forms.base import IssueForm
from milestones.queries.fields import DayField, ImpreciseDateField, not_to_come

MARK = r"[0-9]{1,18}-[0-9]{1,9}"
"""What the mark of a record looks like (see ``record_version``)."""

PARTS = ("status", "as_reported", "revised", "note")


@dataclass(frozen=True)
class Group:
    """The fields that speak for one pair, or for all parties."""

    pair: Pair
    legend: str
    fields: Sequence[forms.BoundField]


class StatusForm(IssueForm):
    """From when, by which source and why, and a status for each of some pairs.

    ``today`` is the latest day that a status can be as of. A form whose statuses cannot all be
    given at once says by ``chosen`` for which pairs they are.
    """

    as_of = DayField(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("The day from which this is how things stand."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=500,
        help_text=gettext_lazy("Where you have it from: a letter, a call, a meeting, a document."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "Required of a correction: if the day already has a status, say why this one "
            "stands instead."
        ),
    )

    def __init__(
        self, data: Any, *, pairs: Sequence[Pair], today: dt.date, initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial={"as_of": today, **initial})
        self.pairs, self.today = pairs, today
        self.fields["as_of"].widget.attrs["max"] = today.isoformat()
        for pair in pairs:
            self._add_fields(pair)

    def _add_fields(self, pair: Pair) -> None:
        self.fields[f"status_{pair}"] = forms.ChoiceField(
            label=_("Status"),
            required=False,
            choices=[("", "–"), *((status.value, status.label) for status in SCALE)],
        )
        self.fields[f"as_reported_{pair}"] = forms.CharField(
            label=_("Words as reported"),
            required=False,
            max_length=500,
            help_text=_("Only if they say more than the status, such as “Completed (visits)”."),
        )
        self.fields[f"revised_{pair}"] = ImpreciseDateField(
            label=_("Revised deadline"),
            required=False,
            help_text=_("As exact as it is known: 2007-12-31, 2006-12, 2006-Fall or 2008."),
        )
        self.fields[f"note_{pair}"] = forms.CharField(
            label=_("Note"),
            required=False,
            max_length=500,
            help_text=_("Required if it is delayed: why, and what is done about it."),
        )

    @property
    def day(self) -> dt.date:
        """The day that the form is about: the one entered, if that is any, else today."""
        entered: dt.date | None = getattr(self, "cleaned_data", {}).get("as_of")
        return entered or self.today

    @property
    def chosen(self) -> Sequence[Pair]:
        """For whom the statuses are that are to be recorded."""
        return self.pairs

    @property
    def groups(self) -> Iterator[Group]:
        """The fields in groups, all parties first."""
        for pair in self.pairs:
            yield Group(pair, self.legend(pair), [self[f"{part}_{pair}"] for part in PARTS])

    def legend(self, pair: Pair) -> str:
        """What a group of fields is called."""
        return str(pair.label)

    def clean_as_of(self) -> dt.date:
        """Nobody knows how things will stand."""
        return not_to_come(self.cleaned_data["as_of"], self.today)

    def clean(self) -> None:
        """Every status is given that is asked for, and what was entered elsewhere is no matter."""
        for pair in self.pairs:
            if pair not in self.chosen:
                for part in PARTS:
                    self.errors.pop(f"{part}_{pair}", None)
            elif not self.errors.get(f"status_{pair}"):
                self._clean_line(pair)

    def _clean_line(self, pair: Pair) -> None:
        if not self.cleaned_data[f"status_{pair}"]:
            self.add_error(f"status_{pair}", _("Choose a status."))
        elif self.needs_note(pair):
            self.add_error(f"note_{pair}", _("It is delayed: say why, and what is done about it."))

    def needs_note(self, pair: Pair) -> bool:
        """Whether the status is one of which readers must be told more, and are not."""
        said = self.cleaned_data
        return said[f"status_{pair}"] == Status.DELAYED and not said.get(f"note_{pair}")

    def line(self, pair: Pair) -> StatusLine:
        """The status entered for a pair."""
        said = self.cleaned_data
        return StatusLine(
            pair=pair,
            status=Status(said[f"status_{pair}"]),
            as_reported=said.get(f"as_reported_{pair}", ""),
            revised=said.get(f"revised_{pair}"),
            note=said.get(f"note_{pair}", ""),
        )

    @property
    def lines(self) -> list[StatusLine]:
        """The statuses to be recorded."""
        return [self.line(pair) for pair in self.chosen]

    def place(self, name: str) -> tuple[str, str]:
        """With the pair that it is about, where there are several."""
        anchor, label = super().place(name)
        pair = next((pair for pair in self.pairs if name.endswith(f"_{pair}")), None)
        if not anchor or pair is None or len(self.pairs) == 1:
            return anchor, label
        return anchor, f"{self.legend(pair)}, {label}"

    def refuse(self, refused: RecordRejected) -> None:
        """Take in why nothing was recorded, each reason at its field."""
        status = f"status_{self.chosen[0]}"
        fields = {"as_of": "as_of", "reason": "reason", "source": "source", "status": status}
        for field, messages in refused.message_dict.items():
            for message in messages:
                self.add_error(fields.get(field), message)

    def see_anew(self, seen: str) -> None:
        """Keep what was entered, with another mark of the record that was shown with it."""
        entered: Any = self.data
        self.data = entered = entered.copy()
        entered["seen"] = seen
