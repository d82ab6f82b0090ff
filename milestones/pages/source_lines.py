"""What was read from each line of a document, so that the whole reading can be checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import QuerySet, TextField

from milestones.models import Deadline, Milestone, PairStatus, StatusReport
from priorities.models import Goal, Initiative, Plan, PriorityArea, SourceDocument

Kind = Literal[
    "goal", "area", "initiative", "continued", "benefit", "milestone", "deadline", "status"
]


@dataclass(frozen=True)
class LineAnnotation:
    """Something that was read from a line.

    ``about`` is what it became: a goal, a priority area, an initiative (for its benefits too),
    a deadline or a status line; for a milestone's sentence the list of milestones, several if
    the report split it. ``words`` are as they were read. ``continued`` is a row of a table that
    goes on with the initiative of the page before, with no words of its own.
    """

    kind: Kind
    about: Any
    words: str = ""


@dataclass(frozen=True)
class AnnotatedLine:
    """A line of a document, and what was read from it."""

    number: int
    text: str
    readings: list[LineAnnotation]

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @property
    def css_class(self) -> str:
        """How the stylesheet tells it apart: ``read``, ``unread`` or ``blank``."""
        if self.readings:
            return "read"
        return "blank" if self.is_blank else "unread"

    @property
    def is_unread(self) -> bool:
        """Whether it has words, and nothing was read from them: a title, or a heading repeated."""
        return not self.readings and not self.is_blank

    @property
    def holds_more(self) -> bool:
        """Whether its words are more than those of one reading, which must then be quoted."""
        quoted = {reading.words for reading in self.readings if reading.kind != "deadline"}
        return quoted != {self.text.strip()}


_Readings = Mapping[int, list[LineAnnotation]]


def lines_of_plan(plan: Plan) -> list[AnnotatedLine]:
    """The plan's lines: goals, priority areas, initiatives, benefits and milestones."""
    readings: dict[int, list[LineAnnotation]] = defaultdict(list)
    for goal in Goal.objects.filter(plan=plan):
        _note(readings, goal.plan_lines, LineAnnotation("goal", goal, goal.name))
    for area in _as_read(PriorityArea.objects.filter(goal__plan=plan)):
        _note(readings, area.plan_lines, LineAnnotation("area", area, area.plan_objective))
    text = plan.lines
    initiatives = Initiative.objects.filter(area__goal__plan=plan).select_related("area")
    for initiative in _as_read(initiatives):
        for number, reading in _initiative_in_plan(initiative, text):
            readings[number].append(reading)
    sentences: dict[tuple[int, str], list[Milestone]] = defaultdict(list)
    for milestone in _as_read(Milestone.objects.filter(initiative__area__goal__plan=plan)):
        sentences[milestone.initiative_id, milestone.plan_text].append(milestone)
    for (_initiative, words), pieces in sentences.items():
        _note(readings, pieces[0].plan_lines, LineAnnotation("milestone", pieces, words))
    return _lines(plan, readings)


def lines_of_report(report: StatusReport) -> list[AnnotatedLine]:
    """An edition's lines: its status lines, its milestones' sentences, and, of the first edition,
    everything else that was read from it.

    Of the headings of later editions nothing is kept: goals, areas and initiatives are the first
    one's.
    """
    readings: dict[int, list[LineAnnotation]] = defaultdict(list)
    first = StatusReport.objects.first_loaded()
    if first and report.sha256 == first.sha256:
        _read_first_edition(readings)
    else:
        _read_sentences(report, readings)
    statuses = (
        PairStatus.objects.filter(update__report=report, source_line__isnull=False)
        .select_related("update__milestone")
        .order_by("source_line", "update__revision")
    )
    for status in statuses:
        readings[status.source_line or 0].append(
            LineAnnotation("status", status, status.as_reported)
        )
    return _lines(report, readings)


def counts(lines: Iterable[AnnotatedLine]) -> dict[str, int]:
    """How many of each kind of thing were read from the lines, and how many lines were read,
    ``blank`` or ``unread``."""
    counted: Counter[str] = Counter()
    seen: set[tuple[str, int | str]] = set()
    for line in lines:
        counted["blank"] += line.is_blank and not line.readings
        counted["unread"] += line.is_unread
        counted["read"] += bool(line.readings)
        for reading in line.readings:
            for what in _public_names(reading):
                counted[reading.kind] += (reading.kind, what) not in seen
                seen.add((reading.kind, what))
    return dict(counted)


def _public_names(reading: LineAnnotation) -> Iterable[int | str]:
    if reading.kind == "milestone":
        return [milestone.pk for milestone in reading.about]
    if reading.kind == "benefit":
        return [f"{reading.about.pk} {reading.words}"]
    return [reading.about.pk]


def _note(
    readings: dict[int, list[LineAnnotation]], numbers: Iterable[int], reading: LineAnnotation
) -> None:
    for number in numbers:
        readings[number].append(reading)


def _lines(document: SourceDocument, readings: _Readings) -> list[AnnotatedLine]:
    return [
        AnnotatedLine(number, text, readings.get(number, []))
        for number, text in enumerate(document.lines, start=1)
    ]


def _initiative_in_plan(
    initiative: Initiative, text: list[str]
) -> Iterator[tuple[int, LineAnnotation]]:
    """The row of an initiative, the rows that continue it, and which has which benefits."""
    for place, number in enumerate(initiative.plan_lines):
        words = initiative.plan_text.replace("\n", " ")
        yield (
            number,
            LineAnnotation("continued", initiative)
            if place
            else LineAnnotation("initiative", initiative, words),
        )
    for paragraph in initiative.benefit_paragraphs:
        rows = [n for n in initiative.plan_lines if paragraph in " ".join(text[n - 1].split())]
        for number in (rows or initiative.plan_lines)[:1]:
            yield number, LineAnnotation("benefit", initiative, paragraph)


def _read_first_edition(readings: dict[int, list[LineAnnotation]]) -> None:
    for goal in Goal.objects.all():
        _note(readings, goal.report_lines, LineAnnotation("goal", goal, goal.name))
    for area in _as_read(PriorityArea.objects.all()):
        _note(readings, area.report_lines, LineAnnotation("area", area, area.objective))
    promised = Initiative.objects.exclude(plan_text="").select_related("area")
    for initiative in _as_read(promised):
        for number, words in zip(initiative.report_lines, initiative.paragraphs, strict=False):
            readings[number].append(LineAnnotation("initiative", initiative, words))
    milestones = Milestone.objects.filter(introduced_by=None)
    known = {milestone.pk: milestone for milestone in _as_read(milestones)}
    for milestone in known.values():
        _note(
            readings,
            milestone.report_lines,
            LineAnnotation("milestone", [milestone], milestone.text),
        )
    for deadline in _deadlines_as_read():
        if deadline.milestone_id in known:
            lines = known[deadline.milestone_id].report_lines[:1]
            _note(readings, lines, LineAnnotation("deadline", deadline, deadline.wording))


def _read_sentences(report: StatusReport, readings: dict[int, list[LineAnnotation]]) -> None:
    """The sentences of a later edition, in its own words."""
    updates = report.updates.exclude(sentence_lines=[]).select_related("milestone")
    milestones = Milestone.objects.filter(updates__report=report)
    texts = {milestone.pk: milestone.text for milestone in _as_read(milestones)}
    for update in updates.order_by("milestone", "revision"):
        words = update.sentence or texts[update.milestone_id]
        _note(
            readings, update.sentence_lines, LineAnnotation("milestone", [update.milestone], words)
        )


def _as_read(things: QuerySet[Any]) -> list[Any]:
    """The things with the words that they were read with, whatever was edited since."""
    model = things.model
    texts = [field.name for field in model._meta.fields if isinstance(field, TextField)]
    edited = model.history.filter(history_type="~").values("id")
    read = {one.id: one for one in model.history.filter(history_type="+", id__in=edited)}
    found = list(things)
    for thing in found:
        for name in texts if thing.pk in read else ():
            setattr(thing, name, getattr(read[thing.pk], name))
    return found


def _deadlines_as_read() -> Iterator[Deadline]:
    """The deadlines that were read, those removed since too, and none that a person added."""
    read = Deadline.history.filter(history_type="+", history_user=None)
    for record in read.order_by("milestone_id", "order"):
        yield record.instance
