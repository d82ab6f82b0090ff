"""The form to enter the statuses of several milestones at once, such as those in a letter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milestones.actions import RecordRejected, StatusLine, StatusUpdateInput, record_versions
from milestones.choices import SCALE, Pair, Status
from milestones.forms.base import INCOMPLETE, FormIssue, TypedDateField
from milestones.forms.record import PreviewedForm
from milestones.forms.status import MARK
from milestones.history import current_statuses, line_for_pair
from milestones.models import Milestone
from milestones.normalization import normalized_code, plain_dashes
from milestones.permissions import recordable

ROWS_AT_ONCE = 12
MAX_ROWS = 150
"""A request may have at most a thousand fields; a row has six."""

_KEY_AND_TOKEN = re.compile(rf"(\d{{1,18}}):({MARK})", re.ASCII)
_BETWEEN_CODES = re.compile(r"[,;]|\s+(?=[A-Za-z]{2}[\s-]*\d)")


def codes_in(text: str) -> list[str]:
    """The codes that were typed or pasted, however they are written and separated."""
    parts = _BETWEEN_CODES.split(plain_dashes(text))
    return list(dict.fromkeys(normalized_code(part.strip()) for part in parts if part.strip()))


class SeenField(forms.CharField):
    """The version tokens of the records shown, by the milestone's key: ``12:345-0 13:346-0``.

    They share one field because a request may have at most a thousand fields. Without a value,
    nothing was shown.
    """

    widget = forms.HiddenInput
    default_error_messages = {"invalid": INCOMPLETE}

    def prepare_value(self, value: Any) -> Any:
        """Write a mapping of milestones' keys to version tokens as text."""
        if isinstance(value, Mapping):
            return " ".join(f"{pk}:{token}" for pk, token in value.items())
        return value

    def to_python(self, value: Any) -> Any:
        """Parse the text into that mapping."""
        matches = [_KEY_AND_TOKEN.fullmatch(item) for item in str(super().to_python(value)).split()]
        if not all(matches):
            raise ValidationError(self.error_messages["invalid"])
        return {int(match[1]): match[2] for match in matches if match}


class RowForm(forms.Form):
    """One status, for the milestones with these codes. A row left empty does not count."""

    codes = forms.CharField(
        label=gettext_lazy("Milestone"),
        required=False,
        widget=forms.TextInput(attrs={"list": "codes", "autocomplete": "off"}),
    )
    pair = forms.ChoiceField(
        label=gettext_lazy("For whom"), required=False, choices=Pair.choices, initial=Pair.ALL
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        required=False,
        choices=[("", "–"), *((status.value, status.label) for status in SCALE)],
    )
    as_reported = forms.CharField(
        label=gettext_lazy("Reported wording"), required=False, max_length=500
    )
    revised = TypedDateField(
        label=gettext_lazy("Revised deadline"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "2006-12"}),
    )
    note = forms.CharField(label=gettext_lazy("Note"), required=False, max_length=500)

    def __init__(self, *args: Any, number: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.number = number
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = self.label_of(name)

    def label_of(self, name: str) -> str:
        """The label of a field together with the number of its row."""
        values = {"number": str(self.number), "label": self.fields[name].label}
        return _("Row %(number)s, %(label)s") % values

    def clean_codes(self) -> list[str]:
        return codes_in(self.cleaned_data["codes"])

    def clean(self) -> None:
        """Require a milestone and a status, and a note if it is delayed."""
        cleaned = self.cleaned_data
        if not self.has_changed():
            return
        if "codes" in cleaned and not cleaned["codes"]:
            self.add_error("codes", _("Enter the code of a milestone."))
        if "status" in cleaned and not cleaned["status"]:
            self.add_error("status", _("Choose a status."))
        if cleaned.get("status") == Status.DELAYED and not cleaned.get("note"):
            self.add_error("note", _("It is delayed: say why, and what is done about it."))

    @property
    def line(self) -> StatusLine:
        """The status line that was entered, for the parties that were chosen."""
        cleaned = self.cleaned_data
        return StatusLine(
            pair=Pair(cleaned["pair"] or Pair.ALL),
            status=Status(cleaned["status"]),
            as_reported=cleaned["as_reported"],
            revised=cleaned["revised"],
            note=cleaned["note"],
        )


class _RowFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "number": (index or 0) + 1}


RowFormSet = forms.formset_factory(
    RowForm, formset=_RowFormSet, extra=0, max_num=MAX_ROWS, absolute_max=MAX_ROWS
)


class SeveralForm(PreviewedForm):
    """The day, source and reason of a letter, and a row for each status in it.

    Of a milestone that concerns both country pairs, a row for one of them leaves the status of
    the other as it is. ``seen`` has the version tokens of the records that were previewed.
    """

    seen = SeenField(required=False)

    def __init__(
        self,
        data: Any,
        *,
        user: Any,
        today: dt.date,
        rows: Sequence[Mapping[str, Any]] = (),
        **initial: Any,
    ) -> None:
        super().__init__(data, pairs=(), today=today, initial=initial)
        self.user = user
        self.rows = RowFormSet(data, prefix="row", initial=list(rows))
        self.rows_by_milestone: dict[Milestone, list[RowForm]] = {}

    @classmethod
    def for_codes(cls, cells: Sequence[str], *, user: Any, today: dt.date) -> SeveralForm:
        """A form to fill in, with a row for each of these cells, and empty ones."""
        rows = [{"codes": cell} for cell in cells[:MAX_ROWS]]
        empty = max(ROWS_AT_ONCE - len(rows), 0)
        return cls(None, user=user, today=today, rows=[*rows, *({} for _row in range(empty))])

    @classmethod
    def for_updates(
        cls, updates: Sequence[StatusUpdateInput], *, user: Any, today: dt.date
    ) -> SeveralForm:
        """A form with these updates, all for one day: a row for each status that they have."""
        codes_by_line: dict[StatusLine, list[str]] = {}
        for update in updates:
            for line in update.lines:
                codes_by_line.setdefault(line, []).append(update.milestone.code)
        rows = [
            {
                "codes": " ".join(codes),
                "pair": line.pair,
                "status": line.status,
                "as_reported": "" if line.says_no_more else line.as_reported,
                "revised": line.revised.code if line.revised else "",
                "note": line.note,
            }
            for line, codes in codes_by_line.items()
        ]
        first = updates[0]
        shared = {"as_of": first.as_of, "source": first.source, "reason": first.reason}
        return cls(None, user=user, today=today, rows=rows, **shared)

    @classmethod
    def with_more_rows(cls, data: QueryDict, *, user: Any, today: dt.date) -> SeveralForm:
        """A form with what was entered, not checked yet, and more rows."""
        sent = cls(data, user=user, today=today)
        rows = [
            {name: data.get(row.add_prefix(name), "") for name in row.fields} for row in sent.rows
        ]
        rows += [{}] * min(ROWS_AT_ONCE, MAX_ROWS - len(rows))
        values = {name: data.get(name, "") for name in sent.fields}
        return cls(None, user=user, today=today, rows=rows, **values)

    @property
    def entries(self) -> list[RowForm]:
        """The rows in which something was entered."""
        return [row for row in self.rows if row.has_changed()]

    def clean(self) -> None:
        """Check the rows, and find the milestones that they name."""
        super().clean()
        if self.rows.non_form_errors():
            self.add_error(None, INCOMPLETE)
        elif not self.entries:
            self.add_error(None, _("Enter the status of at least one milestone."))
        codes = {code for row in self.entries for code in row.cleaned_data.get("codes", ())}
        found = Milestone.objects.filter(code__in=codes).select_related("initiative__area")
        milestones = {milestone.code: milestone for milestone in found}
        allowed = set(recordable(Milestone.objects.filter(code__in=codes), self.user))
        for row in self.entries:
            for code in row.cleaned_data.get("codes", ()):
                milestone = milestones.get(code)
                if milestone is None:
                    message = _("There is no milestone “%(code)s”.")
                elif milestone not in allowed:
                    message = _("%(code)s is not in your priority areas.")
                else:
                    self._add_row(row, milestone)
                    continue
                row.add_error("codes", message % {"code": code})
        self._say_where()

    def _add_row(self, row: RowForm, milestone: Milestone) -> None:
        """Add a row to those of a milestone, unless it contradicts them."""
        rows = self.rows_by_milestone.setdefault(milestone, [])
        pair = row.cleaned_data.get("pair") or Pair.ALL
        if pair not in {Pair.ALL, *milestone.pairs}:
            values = {"code": milestone.code, "parties": milestone.get_parties_display()}
            row.add_error("pair", _("%(code)s concerns %(parties)s only.") % values)
        for other in rows:
            other_pair = other.cleaned_data.get("pair") or Pair.ALL
            if Pair.ALL in {pair, other_pair} or pair == other_pair:
                values = {"code": milestone.code, "number": str(other.number)}
                message = _("Row %(number)s has a status of %(code)s for the same parties.")
                row.add_error("codes", message % values)
                break
        rows.append(row)

    def _say_where(self) -> None:
        if any(row.errors for row in self.rows):
            self.add_error(None, _("Nothing can be recorded yet: see the rows that are marked."))

    @property
    def updates(self) -> list[StatusUpdateInput]:
        """The updates to record, all or none."""
        seen = self.cleaned_data["seen"]
        entered = self._lines()
        apart = [pk for pk, lines in entered.items() if lines[0].pair != Pair.ALL]
        statuses = current_statuses(apart, self.cleaned_data["as_of"])
        return [
            replace(
                self.update_of(milestone, seen.get(milestone.pk, "")),
                lines=_completed(milestone, entered[milestone.pk], statuses),
            )
            for milestone in self.rows_by_milestone
        ]

    def _lines(self) -> dict[int, list[StatusLine]]:
        """The lines entered of each milestone; of one that concerns a single pair, for all."""
        return {
            milestone.pk: [
                row.line if len(milestone.pairs) > 1 else replace(row.line, pair=Pair.ALL)
                for row in rows
            ]
            for milestone, rows in self.rows_by_milestone.items()
        }

    def keep_preview(self) -> None:
        """Note what was shown, and the versions of the records that it is based on."""
        versions = record_versions([milestone.pk for milestone in self.rows_by_milestone])
        self._keep_seen(versions)
        super().keep_preview()

    def _keep_seen(self, versions: Mapping[int, str]) -> None:
        self.cleaned_data["seen"] = versions
        self.replace_data(seen=self.fields["seen"].prepare_value(versions))

    def refuse(self, refused: RecordRejected) -> None:
        """Add the reasons why nothing was recorded to the cells that they are about.

        The next attempt has the current version tokens of the milestones in ``conflicts``.
        """
        self.issues = refused.issues
        for issue in refused.issues:
            if issue.field in {"as_of", "source", "reason"} - set(self.errors):
                self.add_error(issue.field, issue.message)
            for row in self.rows_by_milestone[issue.update.milestone]:
                row.add_error(issue.field if issue.field in row.fields else "codes", issue.message)
        self._say_where()
        self._keep_seen(self.cleaned_data["seen"] | record_versions(self.conflicts))

    @property
    def problems(self) -> list[FormIssue]:
        """Those of the shared fields, then row by row those of the cells."""
        return [*super().problems, *self._row_problems()]

    def _row_problems(self) -> Iterator[FormIssue]:
        for row in self.rows:
            for name in row.fields:
                for message in row.errors.get(name, ()):
                    yield FormIssue(row[name].id_for_label, row.label_of(name), str(message))


def _completed(
    milestone: Milestone, lines: Sequence[StatusLine], statuses: Mapping[int, Any]
) -> Sequence[StatusLine]:
    """The lines, and for a pair without one the line that is on record."""
    if lines[0].pair == Pair.ALL:
        return lines
    entered = {line.pair: line for line in lines}
    status = statuses.get(milestone.pk)
    for pair in milestone.pairs:
        former = line_for_pair(status.lines, pair) if status else None
        if pair not in entered and former:
            entered[pair] = replace(former, pair=pair, source_line=None)
    return [entered[pair] for pair in milestone.pairs if pair in entered]
