"""The updates, their lines and revisions, and the withdrawals of editions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet

from milestones.choices import Pair
from milestones.models import PairStatus, StatusReport, StatusUpdate, UpdateWithdrawal, Withdrawal
from milestones.models.status import IN_EFFECT
from milestones.verification.common import Finding, imprecise

_OTHER_DAY = Q(as_of__lt=F("report__as_of")) | Q(as_of__gt=F("report__as_of"))
_PLACE = ("milestone__code", "as_of", "revision")


def updates() -> Iterator[Finding]:
    """Each is as of the plan's date or later and of its edition's day, and cites lines of it."""
    plan_date = F("milestone__initiative__area__goal__plan__published")
    for what, wrong in (
        ("is as of a day before the plan", Q(as_of__lt=plan_date)),
        ("is as of another day than its edition", _OTHER_DAY),
        ("corrects another without a reason", Q(revision__gt=1, reason__regex=r"^\s*$")),
    ):
        yield from _named("updates", StatusUpdate.objects.filter(wrong), what)
    yield from _citations()


def _citations() -> Iterator[Finding]:
    """A line cites a line of its edition, or none if it has no edition."""
    cited = PairStatus.objects.exclude(source_line=None).order_by()
    last_lines = cited.values_list("update__report").annotate(last=Max("source_line"))
    counts = {report.pk: report.line_count for report in StatusReport.objects.iterator(1)}
    for report, last in last_lines:
        line_count = counts.get(report, 0)
        if last <= line_count:
            continue
        wrong = cited.filter(update__report=report, source_line__gt=line_count)
        for code, day, revision, line in wrong.values_list(
            *(f"update__{name}" for name in _PLACE), "source_line"
        ):
            what = f"cites line {line}, which its edition does not have"
            yield Finding("updates", place(code, day, revision), what)


def lines() -> Iterator[Finding]:
    """An update has one line for all parties, or one for each pair that its milestone concerns.

    One that was withdrawn may have lines for both: its milestone may concern one again.
    """
    parties = F("milestone__parties")
    counted = StatusUpdate.objects.annotate(
        of_all=Count("lines", filter=Q(lines__pair=Pair.ALL)),
        us_cn=Count("lines", filter=Q(lines__pair=Pair.US_CN)),
        us_mx=Count("lines", filter=Q(lines__pair=Pair.US_MX)),
        concerned=parties,
    )
    one_for_all = Q(of_all=1, us_cn=0, us_mx=0)
    one_for_each = Q(of_all=0) & (
        (Q(concerned=Pair.ALL) | ~IN_EFFECT) & Q(us_cn=1, us_mx=1)
        | Q(concerned=Pair.US_CN, us_cn=1, us_mx=0)
        | Q(concerned=Pair.US_MX, us_cn=0, us_mx=1)
    )
    wrong = counted.exclude(one_for_all | one_for_each)
    what = "has neither one line for all parties nor one for each pair that is concerned"
    yield from _named("lines", wrong, what)


def revisions() -> Iterator[Finding]:
    """The revisions of a milestone for one day are numbered from 1 without gaps."""
    by_day = StatusUpdate.objects.order_by().values_list("milestone__code", "as_of")
    numbered = by_day.annotate(count=Count("pk"), first=Min("revision"), last=Max("revision"))
    for code, day, count, _first, last in numbered.exclude(first=1, last=F("count")):
        missing = f"{count} on record, the last is number {last}"
        yield Finding("revisions", f"{code} as of {day}", f"revisions are missing: {missing}")


def withdrawals() -> Iterator[Finding]:
    """A withdrawal has a reason; a document is imported again only after it was withdrawn."""
    for model in (Withdrawal, UpdateWithdrawal):
        unexplained = model._default_manager.filter(reason__regex=r"^\s*$")
        for pk in unexplained.values_list("pk", flat=True):
            yield Finding("withdrawals", f"{model._meta.verbose_name} {pk}", "has no reason")
    imports: Counter[str] = Counter()
    in_effect: Counter[str] = Counter()
    editions = StatusReport.objects.order_by("application")
    columns = ("pk", "sha256", "application", "withdrawal")
    for pk, sha256, application, withdrawal in editions.values_list(*columns):
        imports[sha256] += 1
        in_effect[sha256] += withdrawal is None
        if application != imports[sha256]:
            what = f"is import {application} of its document, but {imports[sha256]} on record"
            yield Finding("withdrawals", f"edition {pk}", what)
        if in_effect[sha256] > 1:
            what = "is in effect together with another import of the same document"
            yield Finding("withdrawals", f"edition {pk}", what)


def revised_dates() -> Iterator[Finding]:
    """A revised date is the last day of its period."""
    columns = (*(f"update__{name}" for name in _PLACE), "pair")
    for date, precision, rows in imprecise(PairStatus, "revised_date", "revised_precision"):
        for code, day, revision, pair in rows.values_list(*columns):
            where = f"{place(code, day, revision)} {pair}"
            yield Finding("revised dates", where, f"{date} does not end a {precision}")


def place(code: str, as_of: Any, revision: int) -> str:
    """An update as a finding names it, such as ``TS-1.5 as of 2006-06-15, revision 1``."""
    return f"{code} as of {as_of}, revision {revision}"


def _named(check: str, wrong: QuerySet[Any], what: str) -> Iterator[Finding]:
    for row in wrong.order_by("pk").values_list(*_PLACE).iterator():
        yield Finding(check, place(*row), what)
