"""An edition that is to be imported: its document, and what the document itself does not say."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milestones.documents.errors import DocumentError, Problem
from milestones.documents.records import DocumentRecord
from milestones.documents.report import read_report
from milestones.documents.text import decode
from milestones.models import StatusReport

MAX_DOCUMENT_BYTES = 40_000_000
"""In bytes; about a thousand times the first edition."""

MAX_LINES = 1_000_000


@dataclass(frozen=True)
class ReportUpload:
    """An edition of the status report, not yet on record.

    ``data`` is the document as it came and ``document`` its file name; ``as_of`` is the day whose
    state of things it tells, ``published`` the day on which it came out.
    """

    data: bytes = field(repr=False)
    document: str
    title: str
    as_of: dt.date
    published: dt.date

    @cached_property
    def sha256(self) -> str:
        """The hash by which the same document is known again."""
        return hashlib.sha256(self.data).hexdigest()

    def clean(self, plan_date: dt.date) -> None:
        """Raises ValidationError, naming the fields, if title or dates cannot be."""
        wrong: dict[str, list[str]] = {}
        try:
            self._unsaved("").clean_fields(exclude=["text"])
        except ValidationError as error:
            wrong.update(error.message_dict)
        if not self.title.strip():
            wrong["title"] = [_("Give the edition a title.")]
        if self.as_of < plan_date:
            message = _("Nothing was on record before the plan of %(date)s.")
            wrong["as_of"] = [message % {"date": plan_date}]
        if self.published < self.as_of:
            wrong["published"] = [_("An edition comes out on the day it tells of, or later.")]
        if wrong:
            raise ValidationError(wrong)

    def read(self, month_zero: dt.date) -> DocumentRecord:
        """What the document says; ``month_zero`` is the plan's date.

        Raises DocumentError, which lists every problem, if it is too large or cannot be read
        whole.
        """
        if len(self.data) > MAX_DOCUMENT_BYTES:
            self._refuse(f"{MAX_DOCUMENT_BYTES:,} bytes")
        if self.data.count(b"\n") >= MAX_LINES:
            self._refuse(f"{MAX_LINES:,} lines")
        return read_report(self.data, month_zero, self.document)

    def _refuse(self, most: str) -> None:
        problem = Problem(1, f"more than {most}", f"a document of at most {most}")
        raise DocumentError(self.document, [problem])

    def in_effect(self) -> StatusReport | None:
        """The edition on record with the same document, unless that was withdrawn."""
        editions = StatusReport.objects.in_effect().defer("text")
        found: StatusReport | None = editions.filter(sha256=self.sha256).first()
        return found

    def report(self) -> StatusReport:
        """The edition as it will be on record, not saved. Its document can be read."""
        return self._unsaved(decode(self.data, self.document))

    def without_text(self) -> StatusReport:
        """The edition as it will be on record, but for its text, to be compared."""
        report = self._unsaved("")
        report.line_count = self.data.count(b"\n") + 1
        return report

    def _unsaved(self, text: str) -> StatusReport:
        earlier = StatusReport.objects.filter(sha256=self.sha256).count()
        return StatusReport(
            title=self.title.strip(),
            as_of=self.as_of,
            published=self.published,
            document=self.document,
            sha256=self.sha256,
            text=text,
            application=earlier + 1,
        )
