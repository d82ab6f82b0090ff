"""The form on which a status of one milestone is recorded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.actions import RecordRejected, StatusLine, StatusUpdateInput, record_version
from milestones.choices import Pair, Status
from milestones.forms.base import INCOMPLETE
from milestones.forms.status import MARK, StatusForm
from milestones.history import CurrentStatus, current_statuses
from milestones.models import Milestone, PairStatus


class Scope(models.TextChoices):
    """Whether a status is recorded for all parties together or for each pair."""

    TOGETHER = "together", gettext_lazy("one status for all parties")
    APART = "apart", gettext_lazy("one status for each pair")


class RecordForm(StatusForm):
    """A new status update of one milestone.

    It is filled in with how things stand on ``day``, so that what is left alone stays as it
    stands. ``seen`` is the mark of the record that was shown with it: who records after
    somebody else is told so once, and nothing entered is lost. ``conflict`` is the update that
    was refused for this; None if there is none.
    """

    whom = forms.ChoiceField(
        label=gettext_lazy("For whom"), choices=Scope.choices, widget=forms.RadioSelect
    )
    seen = forms.RegexField(
        rf"\A{MARK}\Z",
        widget=forms.HiddenInput,
        error_messages={"required": INCOMPLETE, "invalid": INCOMPLETE},
    )

    def __init__(self, data: Any, *, milestone: Milestone, day: dt.date, today: dt.date) -> None:
        self.milestone = milestone
        self.current_status = self._situation(day)
        self.conflict: StatusUpdateInput | None = None
        for_each = milestone.parties == Pair.ALL
        pairs = (Pair.ALL, *(milestone.pairs if for_each else ()))
        initial = {"as_of": day, **self._as_it_stands(pairs)}
        super().__init__(data, pairs=pairs, today=today, initial=initial)
        if not for_each:
            del self.fields["whom"]

    def _situation(self, day: dt.date) -> CurrentStatus | None:
        return current_statuses([self.milestone.pk], day).get(self.milestone.pk)

    def _as_it_stands(self, pairs: Sequence[Pair]) -> dict[str, Any]:
        """The present picture, for all parties and for each pair."""
        stands: dict[str, Any] = {"seen": record_version(self.milestone)}
        if self.current_status is None:
            return stands | {"whom": Scope.TOGETHER}
        stands["whom"] = Scope.APART if len(self.current_status.lines) > 1 else Scope.TOGETHER
        for pair in pairs:
            if line := self.current_status.line_for(pair):
                stands |= {
                    f"status_{pair}": line.status,
                    f"as_reported_{pair}": "" if line.says_no_more else line.as_reported,
                    f"revised_{pair}": line.revised.code if line.revised else "",
                    f"note_{pair}": line.note,
                }
        return stands

    @property
    def chosen(self) -> Sequence[Pair]:
        """All parties, or each pair, as was chosen."""
        if len(self.pairs) == 1:
            return self.pairs
        match self.cleaned_data.get("whom"):
            case Scope.TOGETHER:
                return (Pair.ALL,)
            case Scope.APART:
                return self.milestone.pairs
            case _:
                return ()

    def legend(self, pair: Pair) -> str:
        """All parties are those of a pair if the milestone concerns no other."""
        return str(Pair(self.milestone.parties).label) if pair == Pair.ALL else str(pair.label)

    def clean(self) -> None:
        """What is entered is seen beside what stands on the day that it is as of."""
        if "as_of" in self.cleaned_data:
            self.current_status = self._situation(self.cleaned_data["as_of"])
        super().clean()

    def _clean_line(self, pair: Pair) -> None:
        super()._clean_line(pair)
        former, status = self._former(pair), self.cleaned_data.get(f"status_{pair}")
        words = self.cleaned_data.get(f"as_reported_{pair}")
        if former and words == former.as_reported and status and status != former.status:
            message = _(
                "These are the words of the former status, “%(status)s”: "
                "enter those of the new one, or leave this empty."
            )
            label = Status(former.status).label
            self.add_error(f"as_reported_{pair}", message % {"status": label})

    def needs_note(self, pair: Pair) -> bool:
        """What stays as it stands needs no note that it did without."""
        return super().needs_note(pair) and not self._stays(pair)

    def _former(self, pair: Pair) -> PairStatus | None:
        return self.current_status.line_for(pair) if self.current_status else None

    def _stays(self, pair: Pair) -> bool:
        former, line = self._former(pair), self.line(pair)
        return former is not None and (
            (line.status, line.as_reported, line.revised, line.note)
            == (former.status, former.as_reported, former.revised, former.note)
        )

    def line(self, pair: Pair) -> StatusLine:
        """Words that say no more than the status stay letter by letter as they stand."""
        line, former = super().line(pair), self._former(pair)
        if line.as_reported or not former or former.status != line.status:
            return line
        words = former.as_reported if former.says_no_more else ""
        return StatusLine(line.pair, line.status, words, line.revised, line.note)

    @property
    def update(self) -> StatusUpdateInput:
        """The update to be recorded."""
        said = self.cleaned_data
        return StatusUpdateInput(
            self.milestone,
            said["as_of"],
            self.lines,
            reason=said["reason"],
            source=said["source"],
            seen=said["seen"],
        )

    def refuse(self, refused: RecordRejected) -> None:
        """If somebody else was quicker, the next attempt is one that knows of it."""
        super().refuse(refused)
        for refusal in refused.refusals:
            if refusal.field == "seen":
                self.conflict = refusal.update
                self.see_anew(record_version(self.milestone))
