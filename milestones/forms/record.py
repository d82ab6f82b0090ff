"""The form to record a status of one milestone, and what previewed forms have in common."""

from __future__ import annotations

import datetime as dt
import hashlib
from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.actions import (
    RecordRejected,
    StatusLine,
    StatusUpdateInput,
    record_version,
)
from milestones.choices import Pair
from milestones.forms.base import INCOMPLETE
from milestones.forms.status import MARK, StatusForm
from milestones.history import current_statuses
from milestones.models import Milestone


class PreviewedForm(StatusForm):
    """A form whose updates are recorded only if a preview has shown just these.

    In the page ``previewed`` identifies what the preview showed.
    """

    previewed = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    @abstractmethod
    def updates(self) -> list[StatusUpdateInput]:
        """The updates to record, all or none."""

    @property
    def was_previewed(self) -> bool:
        """Whether what is entered now is what the preview showed."""
        return bool(self.cleaned_data["previewed"] == self._fingerprint)

    def keep_preview(self) -> None:
        """Note in the page that what is entered was shown."""
        self.replace_data(previewed=self._fingerprint)

    @property
    def _fingerprint(self) -> str:
        return hashlib.sha256(repr(self.updates).encode()).hexdigest()


class Scope(models.TextChoices):
    """Whether a status is recorded for all parties together or for each pair."""

    TOGETHER = "together", gettext_lazy("one status for all parties")
    APART = "apart", gettext_lazy("one status for each pair")


class RecordForm(PreviewedForm):
    """A new status update of one milestone.

    It is prefilled with the status as of ``day``, so that fields left alone keep their values. If
    that day has a status, the form corrects it, and is prefilled with its source too.
    ``seen`` is the version token of the record that was shown with it: if somebody else has
    recorded since, the form is rejected once and keeps what was entered.
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
        self._load_status(day)
        has_both_pairs = milestone.parties == Pair.ALL
        pairs = (Pair.ALL, *(milestone.pairs if has_both_pairs else ()))
        initial = {"as_of": day, **self._current_values(pairs)}
        super().__init__(data, pairs=pairs, today=today, initial=initial)
        if not has_both_pairs:
            del self.fields["whom"]
        if day > today and self._has_update(day):
            self.fields["as_of"].widget.attrs["max"] = day.isoformat()

    def _load_status(self, day: dt.date) -> None:
        """Set ``current_status``, the status on a day, and ``corrects``, the update of that very
        day; None without one."""
        self.current_status = current_statuses([self.milestone.pk], day).get(self.milestone.pk)
        update = self.current_status.update if self.current_status else None
        self.corrects = update if update and update.as_of == day else None

    def _has_update(self, day: dt.date) -> bool:
        return self.milestone.updates.filter(as_of=day).exists()

    def _current_values(self, pairs: Sequence[Pair]) -> dict[str, Any]:
        """The field values of the current status, for all parties and for each pair."""
        values: dict[str, Any] = {"seen": record_version(self.milestone)}
        if self.current_status is None:
            return values | {"whom": Scope.TOGETHER}
        if self.corrects:
            report = self.corrects.report
            values["source"] = self.corrects.source or (report.title if report else "")
        values["whom"] = Scope.APART if len(self.current_status.lines) > 1 else Scope.TOGETHER
        for pair in pairs:
            if line := self.current_status.line_for(pair):
                values |= {
                    f"status_{pair}": line.status,
                    f"as_reported_{pair}": "" if line.says_no_more else line.as_reported,
                    f"revised_{pair}": line.revised.code if line.revised else "",
                    f"note_{pair}": line.note,
                }
        return values

    @property
    def chosen(self) -> Sequence[Pair]:
        """All parties or each pair, as chosen; empty if nothing was chosen."""
        if len(self.pairs) == 1:
            return self.pairs
        by_scope: dict[Any, Sequence[Pair]] = {
            Scope.TOGETHER: (Pair.ALL,),
            Scope.APART: self.milestone.pairs,
        }
        return by_scope.get(self.cleaned_data.get("whom"), ())

    def legend(self, pair: Pair) -> str:
        """The label of a group; all parties are called by their pair if there is no other."""
        return str(Pair(self.milestone.parties).label) if pair == Pair.ALL else str(pair.label)

    def clean_as_of(self) -> dt.date:
        """A day to come can be corrected, if a clock that ran ahead has recorded it."""
        day: dt.date = self.cleaned_data["as_of"]
        return day if self._has_update(day) else super().clean_as_of()

    def clean(self) -> None:
        """Load the status as of the day entered, to compare the entries with it."""
        if "as_of" in self.cleaned_data:
            self._load_status(self.cleaned_data["as_of"])
        super().clean()

    def _clean_line(self, pair: Pair) -> None:
        super()._clean_line(pair)
        former, status = self._former_line(pair), self.cleaned_data.get(f"status_{pair}")
        words = self.cleaned_data.get(f"as_reported_{pair}")
        if former and words == former.as_reported and status and status != former.status:
            message = _(
                "This is the wording of the former status, “%(status)s”: enter the new wording, "
                "or leave this empty."
            )
            self.add_error(f"as_reported_{pair}", message % {"status": former.status.label})

    def needs_note(self, pair: Pair) -> bool:
        """A line that stays unchanged needs no note."""
        return super().needs_note(pair) and not self._is_unchanged(pair)

    def _former_line(self, pair: Pair) -> StatusLine | None:
        return self.current_status.line_for(pair) if self.current_status else None

    def _is_unchanged(self, pair: Pair) -> bool:
        former, line = self._former_line(pair), self.line(pair)
        return former is not None and line.content == former.content

    def line(self, pair: Pair) -> StatusLine:
        """Without new words, former words that say no more than the status stay unaltered."""
        line, former = super().line(pair), self._former_line(pair)
        if line.as_reported or not former or former.status != line.status:
            return line
        return replace(line, as_reported=former.as_reported) if former.says_no_more else line

    @property
    def updates(self) -> list[StatusUpdateInput]:
        return [self.update_of(self.milestone, self.cleaned_data["seen"])]

    @property
    def conflict(self) -> StatusUpdateInput | None:
        """The update that was rejected because somebody else has recorded since."""
        return next((issue.update for issue in self.issues if issue.field == "seen"), None)

    def refuse(self, refused: RecordRejected) -> None:
        """Add the errors; after a conflict, the next attempt has the current version token."""
        super().refuse(refused)
        if self.conflict:
            self.replace_data(seen=record_version(self.milestone))
