"""The documents, the fixtures that are read from them, and the first edition on record."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator

from django.conf import settings

from milestones.documents.errors import DocumentError
from milestones.documents.records import StatusLine
from milestones.imports.fixtures import build_fixtures
from milestones.imports.seed import PAIR_STATUS, build_line
from milestones.models import PairStatus, Seal, StatusReport
from milestones.verification.common import Finding
from milestones.verification.record import place
from priorities.models import Plan

STATUS_REPORT = "milestones.statusreport"

_Key = tuple[str, str, int]


def documents() -> Iterator[Finding]:
    """The text of a document gives its SHA-256.

    A text whose line ends were of two kinds never does, so it is what was sealed that counts.
    """
    for model in (Plan, StatusReport):
        for document in model._default_manager.order_by("pk").iterator(1):
            if not document.file.is_original and not Seal.objects.covers(document):
                where = f"{model._meta.verbose_name} {document.pk} ({document.document})"
                yield Finding("documents", where, "its text does not give its SHA-256")


def fixtures() -> Iterator[Finding]:
    """The fixtures are what the documents beside them give."""
    try:
        built = build_fixtures(settings.FIXTURES)
    except (DocumentError, OSError) as error:
        yield Finding("fixtures", "fixtures/sources", str(error))
        return
    for path, content in built.items():
        if not path.exists() or path.read_text("utf-8") != content:
            what = "is not what the documents give: run build_fixtures"
            yield Finding("fixtures", f"fixtures/{path.name}", what)


def first_edition() -> Iterator[Finding]:
    """The first edition on record says what the fixtures say, line by line."""
    entries = json.loads((settings.FIXTURES / "milestones.json").read_text("utf-8"))
    said: dict[_Key, set[StatusLine]] = defaultdict(set)
    for entry in entries:
        if entry["model"] == PAIR_STATUS:
            code, as_of, revision = entry["fields"]["update"]
            said[code, as_of, revision].add(build_line(entry["fields"]))
    (sha256,) = (entry["fields"]["sha256"] for entry in entries if entry["model"] == STATUS_REPORT)
    edition = StatusReport.objects.filter(sha256=sha256, application=1)
    if not edition.exists():
        yield Finding("first edition", "status reports", "the edition of the fixtures is missing")
        return
    recorded: dict[_Key, set[StatusLine]] = defaultdict(set)
    lines = PairStatus.objects.filter(update__report__in=edition.values("pk"))
    for line in lines.select_related("update__milestone"):
        update = line.update
        key = update.milestone.code, update.as_of.isoformat(), update.revision
        recorded[key].add(line.line)
    for key in sorted(said):
        if said[key] != recorded[key]:
            what = "is not what the edition says, as the fixtures have it"
            yield Finding("first edition", place(*key), what)
