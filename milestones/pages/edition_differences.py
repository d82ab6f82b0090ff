"""What an edition says otherwise than the edition before it; the first, than the plan."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.http import QueryDict

from milestones.choices import Pair
from milestones.dates import ImpreciseDate, months_between
from milestones.models import (
    DOCUMENT_ORDER,
    Milestone,
    Standing,
    StatusReport,
    StatusUpdate,
)
from milestones.pages.text_diff import Passage, compare, is_reworded
from milestones.queries import MilestoneQuery
from milestones.queries.listing import milestones_by_key

_Row = TypeVar("_Row")


@dataclass(frozen=True)
class FirstRows(Generic[_Row]):
    """The first rows of a list, and how many there are in all."""

    rows: Sequence[_Row]
    count: int

    @property
    def more(self) -> int:
        """How many rows are left out."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class MilestoneSentence:
    """A milestone, with its sentence."""

    code: str
    text: str


@dataclass(frozen=True)
class RewordedSentence:
    """A milestone's sentence before and now; ``lines`` are those of the edition that have it."""

    code: str
    before: str
    now: str
    lines: Sequence[int]

    @property
    def passages(self) -> tuple[list[Passage], list[Passage]]:
        """Both sentences, each split where a difference begins or ends."""
        return compare(self.before, self.now)


@dataclass(frozen=True)
class Redating:
    """A milestone whose revised date is another.

    ``before`` is the revised date before, else the last deadline, None without either; ``now`` is
    the revised date, None if there is none any more. ``months`` is how much later that is
    (sooner if negative), None without both.
    """

    milestone: MilestoneSentence
    before: ImpreciseDate | None
    now: ImpreciseDate | None
    months: int | None


@dataclass(frozen=True)
class Split:
    """What was one before: a sentence of the plan, now several milestones; or a milestone's status
    for all parties, now one for each country pair."""

    text: str
    codes: Sequence[str]


@dataclass(frozen=True)
class TextDifferences:
    """How the text of an edition differs from the one before; of the first one, from the plan."""

    reworded: FirstRows[RewordedSentence]
    split: FirstRows[Split]
    added: FirstRows[MilestoneSentence]


@dataclass(frozen=True)
class StatusDifferences:
    """The revised dates that an edition changed, and the milestones that it does not mention."""

    redated: FirstRows[Redating]
    left_out: FirstRows[MilestoneSentence]


def text_differences(
    report: StatusReport, before: StatusReport | None, most: int | None
) -> TextDifferences:
    """How an edition in effect differs from the one before; without one, from the plan. Each list
    has at most ``most`` rows; None for all."""
    if before is None:
        reworded, split = _since_the_plan()
        added = Milestone.objects.filter(introduced_by=None, plan_text="")
    else:
        reworded, split = list(_reworded(report)), _split(report, before)
        added = Milestone.objects.filter(introduced_by=report)
    return TextDifferences(
        reworded=FirstRows(reworded[:most], len(reworded)),
        split=FirstRows(split[:most], len(split)),
        added=_added(added.order_by(*DOCUMENT_ORDER), most),
    )


def status_differences(report: StatusReport, since: dt.date, most: int | None) -> StatusDifferences:
    """What an edition in effect changed since an earlier day; like ``text_differences``."""
    return StatusDifferences(
        redated=_redated(report, since, most),
        left_out=_left_out(report, most),
    )


def _added(milestones: QuerySet[Milestone], most: int | None) -> FirstRows[MilestoneSentence]:
    some = _some(milestones, ("code", "text"), most)
    return FirstRows([MilestoneSentence(*row) for row in some.rows], some.count)


def _left_out(report: StatusReport, most: int | None) -> FirstRows[MilestoneSentence]:
    day = report.as_of
    standings = Standing.objects.on(day).filter(from_date__lt=day)
    # Found apart, as the index in document order then gives the first ones.
    first = standings.order_by("position").values("pk")[:most]
    listed = Standing.objects.filter(pk__in=first).order_by("position")
    sentences = listed.values_list("milestone__code", "milestone__text")
    rows = [MilestoneSentence(*row) for row in sentences]
    if most is None or len(rows) < most:
        return FirstRows(rows, len(rows))
    on_record = MilestoneQuery(QueryDict(f"as_of={day}")).counts.milestones
    return FirstRows(rows, on_record - Standing.objects.begun_on(day).count())


def _mentioned(milestone: Milestone) -> MilestoneSentence:
    return MilestoneSentence(milestone.code, milestone.text)


def _some(rows: QuerySet[Any], fields: Sequence[str], most: int | None) -> FirstRows[Any]:
    """The first rows, and the count of all, in one query."""
    counted = rows.annotate(total=Window(Count("pk"))).values_list(*fields, "total")[:most]
    with_total = list(counted)
    return FirstRows([row[:-1] for row in with_total], with_total[0][-1] if with_total else 0)


def _since_the_plan() -> tuple[list[RewordedSentence], list[Split]]:
    """What the first edition rewords and splits. Pieces of a sentence are not reworded."""
    worded = Milestone.objects.exclude(plan_text="").exclude(plan_text=F("text"))
    rows = worded.order_by(*DOCUMENT_ORDER).values_list(
        "initiative", "plan_text", "code", "text", "report_lines"
    )
    reworded, split = [], []
    for (_initiative, sentence), group in groupby(rows, itemgetter(0, 1)):
        (_pk, _sentence, code, text, lines), *others = group
        if others:
            split.append(Split(sentence, [code, *(row[2] for row in others)]))
        elif is_reworded(sentence, text):
            reworded.append(RewordedSentence(code, sentence, text, lines))
    return reworded, split


def _reworded(report: StatusReport) -> Iterator[RewordedSentence]:
    """The milestones whose sentence differs from that of the last edition that has them."""
    ever_reworded = StatusUpdate.objects.exclude(sentence="").values("milestone")
    updates = StatusUpdate.objects.in_effect().filter(
        Q(report=report) | Q(report__isnull=False, as_of__lt=report.as_of),
        milestone__in=ever_reworded,
    )
    order = (*(f"milestone__{field}" for field in DOCUMENT_ORDER), "as_of", "revision")
    rows = updates.order_by(*order).values_list(
        "milestone__code", "milestone__text", "report", "sentence", "sentence_lines"
    )
    for (code, text), group in groupby(rows, itemgetter(0, 1)):
        editions = {edition: (sentence or text, lines) for *_, edition, sentence, lines in group}
        if report.pk not in editions:
            continue
        (now, lines) = editions.pop(report.pk)
        before = next((sentence for sentence, _lines in reversed(editions.values())), now)
        rewording = RewordedSentence(code, before, now, lines)
        if any(passage.differs for side in rewording.passages for passage in side):
            yield rewording


def _redated(report: StatusReport, since: dt.date, most: int | None) -> FirstRows[Redating]:
    standings = Standing.objects.begun_on(report.as_of)
    # An annotation does not join the earlier standing twice.
    dated = standings.filter(revised_date__isnull=False).beside(since)
    moved = dated.annotate(then=F("was__revised_date")).filter(
        Q(then=None) | ~Q(then=F("revised_date"))
    )
    # Few had a date before: the database begins with them, in the order in which they ended.
    dated_before = Standing.objects.on(since).filter(
        revised_date__isnull=False, until_date__gt=since, until_date__lte=report.as_of
    )
    dropped = standings.filter(revised_date=None, milestone__in=dated_before.values("milestone"))
    sides = ("was__revised_date", "was__revised_precision", "revised_date", "revised_precision")
    redated = sorted(
        row
        for rows in (moved, dropped.beside(since))
        for row in rows.order_by().values_list("position", "milestone", *sides)
    )
    milestones = milestones_by_key([pk for _position, pk, *_dates in redated[:most]])
    rows = []
    for _position, pk, *dates in redated[:most]:
        was, now = ImpreciseDate.stored(*dates[:2]), ImpreciseDate.stored(*dates[2:])
        before = was or milestones[pk].last_deadline
        months = months_between(before.date, now.date) if before and now else None
        rows.append(Redating(_mentioned(milestones[pk]), before, now, months))
    return FirstRows(rows, len(redated))


def _split(report: StatusReport, before: StatusReport) -> list[Split]:
    """The milestones with a status for each pair that had one for all parties before."""
    for_all = before.updates.in_effect().filter(
        milestone=OuterRef("milestone"), lines__pair=Pair.ALL
    )
    updates = report.updates.in_effect().filter(Exists(for_all), lines__pair=Pair.US_CN)
    both = updates.filter(milestone__parties=Pair.ALL)
    order = (f"milestone__{field}" for field in DOCUMENT_ORDER)
    rows = both.order_by(*order).values_list("milestone__text", "milestone__code").distinct()
    return [Split(text, [code]) for text, code in rows]
