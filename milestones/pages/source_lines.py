"""What was read from each line of a document, so that readers can check all of it."""

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

    ``about`` is the object read: a goal, a priority area, an initiative (also for its benefits),
    a deadline or a status line; for a milestone's sentence the list of milestones, several if
    the report split it. ``words`` is the text as it was read. The kind ``continued`` is a table
    row that continues the initiative of the previous page, with no text of its own.
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
        """The line's CSS class: ``read``, ``unread`` or ``blank``."""
        if self.readings:
            return "read"
        return "blank" if self.is_blank else "unread"

    @property
    def is_unread(self) -> bool:
        """Whether it has text of which nothing was read: a title, or a repeated heading."""
        return not self.readings and not self.is_blank

    @property
    def holds_more(self) -> bool:
        """Whether it has text besides that of one annotation, which must then be quoted."""
        quoted = {reading.words for reading in self.readings if reading.kind != "deadline"}
        return quoted != {self.text.strip()}


_Readings = Mapping[int, list[LineAnnotation]]


def lines_of_plan(plan: Plan) -> list[AnnotatedLine]:
    """The plan's lines: goals, priority areas, initiatives, benefits and milestones."""
    readings: dict[int, list[LineAnnotation]] = defaultdict(list)
    for goal in Goal.objects.filter(plan=plan):
        _add_reading(readings, goal.plan_lines, LineAnnotation("goal", goal, goal.name))
    for area in _as_read(PriorityArea.objects.filter(goal__plan=plan)):
        _add_reading(readings, area.plan_lines, LineAnnotation("area", area, area.plan_objective))
    plan_lines = plan.lines
    initiatives = Initiative.objects.filter(area__goal__plan=plan).select_related("area")
    for initiative in _as_read(initiatives):
        for number, reading in _initiative_in_plan(initiative, plan_lines):
            readings[number].append(reading)
    sentences: dict[tuple[int, str], list[Milestone]] = defaultdict(list)
    for milestone in _as_read(Milestone.objects.filter(initiative__area__goal__plan=plan)):
        sentences[milestone.initiative_id, milestone.plan_text].append(milestone)
    for (_initiative, sentence), milestones in sentences.items():
        _add_reading(
            readings,
            milestones[0].plan_lines,
            LineAnnotation("milestone", milestones, sentence),
        )
    return _lines(plan, readings)


def lines_of_report(report: StatusReport) -> list[AnnotatedLine]:
    """An edition's lines: its status lines, its milestones' sentences, and for the first edition
    everything else that was read from it.

    The headings of later editions are not recorded: goals, areas and initiatives are those of the
    first.
    """
    readings: dict[int, list[LineAnnotation]] = defaultdict(list)
    first = StatusReport.objects.first_edition()
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
    """How many of each kind of object were read from the lines, and how many lines are ``read``,
    ``blank`` or ``unread``."""
    totals: Counter[str] = Counter()
    seen: set[tuple[str, int | str]] = set()
    for line in lines:
        totals["blank"] += line.is_blank and not line.readings
        totals["unread"] += line.is_unread
        totals["read"] += bool(line.readings)
        for reading in line.readings:
            for key in _keys(reading):
                totals[reading.kind] += (reading.kind, key) not in seen
                seen.add((reading.kind, key))
    return dict(totals)


def _keys(reading: LineAnnotation) -> Iterable[int | str]:
    """A key for each object that was read, to count an object on several lines once."""
    if reading.kind == "milestone":
        return [milestone.pk for milestone in reading.about]
    if reading.kind == "benefit":
        return [f"{reading.about.pk} {reading.words}"]
    return [reading.about.pk]


def _add_reading(
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
    initiative: Initiative, plan_lines: list[str]
) -> Iterator[tuple[int, LineAnnotation]]:
    """The row of an initiative, the rows that continue it, and the rows with its benefits."""
    for index, number in enumerate(initiative.plan_lines):
        words = initiative.plan_text.replace("\n", " ")
        yield (
            number,
            LineAnnotation("continued", initiative)
            if index
            else LineAnnotation("initiative", initiative, words),
        )
    for paragraph in initiative.benefit_paragraphs:
        rows = [
            number
            for number in initiative.plan_lines
            if paragraph in " ".join(plan_lines[number - 1].split())
        ]
        for number in (rows or initiative.plan_lines)[:1]:
            yield number, LineAnnotation("benefit", initiative, paragraph)


def _read_first_edition(readings: dict[int, list[LineAnnotation]]) -> None:
    for goal in Goal.objects.all():
        _add_reading(readings, goal.report_lines, LineAnnotation("goal", goal, goal.name))
    for area in _as_read(PriorityArea.objects.all()):
        _add_reading(readings, area.report_lines, LineAnnotation("area", area, area.objective))
    planned = Initiative.objects.exclude(plan_text="").select_related("area")
    for initiative in _as_read(planned):
        for number, words in zip(initiative.report_lines, initiative.paragraphs, strict=False):
            readings[number].append(LineAnnotation("initiative", initiative, words))
    milestones = Milestone.objects.filter(introduced_by=None)
    milestone_of = {milestone.pk: milestone for milestone in _as_read(milestones)}
    for milestone in milestone_of.values():
        _add_reading(
            readings,
            milestone.report_lines,
            LineAnnotation("milestone", [milestone], milestone.text),
        )
    for deadline in _deadlines_as_read():
        if deadline.milestone_id in milestone_of:
            lines = milestone_of[deadline.milestone_id].report_lines[:1]
            _add_reading(readings, lines, LineAnnotation("deadline", deadline, deadline.wording))


def _read_sentences(report: StatusReport, readings: dict[int, list[LineAnnotation]]) -> None:
    """The sentences of a later edition, in its own words."""
    updates = report.updates.exclude(sentence_lines=[]).select_related("milestone")
    milestones = Milestone.objects.filter(updates__report=report)
    texts = {milestone.pk: milestone.text for milestone in _as_read(milestones)}
    for update in updates.order_by("milestone", "revision"):
        words = update.sentence or texts[update.milestone_id]
        _add_reading(
            readings, update.sentence_lines, LineAnnotation("milestone", [update.milestone], words)
        )


def _as_read(queryset: QuerySet[Any]) -> list[Any]:
    """The objects with the text that was read from the document, without later edits."""
    model = queryset.model
    text_fields = [field.name for field in model._meta.fields if isinstance(field, TextField)]
    edited = model.history.filter(history_type="~").values("id")
    original_of = {
        record.id: record for record in model.history.filter(history_type="+", id__in=edited)
    }
    objects = list(queryset)
    for item in objects:
        for name in text_fields if item.pk in original_of else ():
            setattr(item, name, getattr(original_of[item.pk], name))
    return objects


def _deadlines_as_read() -> Iterator[Deadline]:
    """The deadlines that were read, including those removed since, without those a person added."""
    created = Deadline.history.filter(history_type="+", history_user=None)
    for record in created.order_by("milestone_id", "order"):
        yield record.instance
