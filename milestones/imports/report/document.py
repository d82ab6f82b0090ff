"""An edition to import: its document, and the details that the document does not contain."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from milestones.documents.errors import DocumentError, Problem
from milestones.documents.questions import NO_ANSWERS, Answers
from milestones.documents.report import ReportReading, read_edition
from milestones.documents.text import decode
from milestones.models import StatusReport

MAX_DOCUMENT_BYTES = 40_000_000
"""In bytes; about a thousand times the first edition."""

MAX_LINES = 1_000_000


@dataclass(frozen=True)
class ReportUpload:
    """An edition of the status report that is not recorded yet.

    ``data`` is the unchanged document and ``document`` its file name; ``as_of`` is the reporting
    date and ``published`` the date of publication. ``url`` is where it was published on the web,
    empty if that is not known.
    """

    data: bytes = field(repr=False)
    document: str
    title: str
    as_of: dt.date
    published: dt.date
    url: str = ""

    @cached_property
    def sha256(self) -> str:
        """The hash that identifies the document."""
        return hashlib.sha256(self.data).hexdigest()

    def clean(self, plan_date: dt.date) -> None:
        """Raise ValidationError, with the fields, if the title or the dates are invalid."""
        errors: dict[str, list[str]] = {}
        try:
            self._unsaved("").clean_fields(exclude=["text"])
        except ValidationError as error:
            errors.update(error.message_dict)
        if not self.title.strip():
            errors["title"] = [_("Give the edition a title.")]
        if self.as_of < plan_date:
            message = _("There are no data before the plan of %(date)s.")
            errors["as_of"] = [message % {"date": plan_date}]
        if self.published < self.as_of:
            errors["published"] = [_("An edition cannot be published before its status date.")]
        if errors:
            raise ValidationError(errors)

    def read(self, plan_date: dt.date, answers: Answers = NO_ANSWERS) -> ReportReading:
        """Read the document with answers to what the reader does not know.

        ``plan_date`` is the plan's date. Raises DocumentError, listing every problem, if the
        document is too large or does not have the form of a report.
        """
        if len(self.data) > MAX_DOCUMENT_BYTES:
            self._reject(f"{MAX_DOCUMENT_BYTES:,} bytes")
        if self.data.count(b"\n") >= MAX_LINES:
            self._reject(f"{MAX_LINES:,} lines")
        return read_edition(self.data, plan_date, self.document, answers)

    def _reject(self, limit: str) -> None:
        problem = Problem(1, f"more than {limit}", f"a document of at most {limit}")
        raise DocumentError(self.document, [problem])

    def in_effect(self) -> StatusReport | None:
        """Return the recorded edition with the same document, unless that was withdrawn."""
        editions = StatusReport.objects.in_effect().defer("text")
        return editions.filter(sha256=self.sha256).first()

    def report(self) -> StatusReport:
        """Build the edition to record, unsaved. Raises DocumentError if the data is not text."""
        return self._unsaved(decode(self.data, self.document))

    def without_text(self) -> StatusReport:
        """Build the edition to record, unsaved and without its text, for comparing."""
        return self._unsaved("")

    def _unsaved(self, text: str) -> StatusReport:
        earlier = StatusReport.objects.filter(sha256=self.sha256).count()
        report = StatusReport(
            title=self.title.strip(),
            as_of=self.as_of,
            published=self.published,
            url=self.url or None,
            document=self.document,
            sha256=self.sha256,
            text=text,
            application=earlier + 1,
        )
        report.line_count = self.data.count(b"\n") + 1
        return report
