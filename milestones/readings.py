"""What was read from each line of a document, so that the whole reading can be checked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from milestones.models import Milestone, PairStatus, StatusReport
from priorities.models import Goal, Initiative, Plan, PriorityArea, SourceDocument

Kind = Literal[
    "goal", "area", "initiative", "continued", "benefit", "milestone", "deadline", "status"
]


@dataclass(frozen=True)
class Reading:
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
class Line:
    """A line of a document, and what was read from it."""

    number: int
    text: str
    readings: list[Reading]

    @property
    def is_blank(self) -> bool:
        return not self.text.strip()

    @property
    def look(self) -> str:
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


_Readings = Mapping[int, list[Reading]]


def lines_of_plan(plan: Plan) -> list[Line]:
    """The plan's lines: goals, priority areas, initiatives, benefits and milestones."""
    readings: dict[int, list[Reading]] = defaultdict(list)
    for goal in Goal.objects.filter(plan=plan):
        _note(readings, goal.plan_lines, Reading("goal", goal, goal.name))
    for area in PriorityArea.objects.filter(goal__plan=plan):
        _note(readings, area.plan_lines, Reading("area", area, area.plan_objective))
    text = plan.lines
    for initiative in Initiative.objects.filter(area__goal__plan=plan).select_related("area"):
        for number, reading in _initiative_in_plan(initiative, text):
            readings[number].append(reading)
    sentences: dict[tuple[int, str], list[Milestone]] = defaultdict(list)
    for milestone in Milestone.objects.filter(initiative__area__goal__plan=plan):
        sentences[milestone.initiative_id, milestone.plan_text].append(milestone)
    for (_initiative, words), pieces in sentences.items():
        _note(readings, pieces[0].plan_lines, Reading("milestone", pieces, words))
    return _lines(plan, readings)


def lines_of_report(report: StatusReport) -> list[Line]:
    """An edition's lines: its status lines, and what was read from the first edition alone.

    The sentences of goals, areas, initiatives and milestones are the first edition's; later
    ones only say how their milestones stand.
    """
    readings: dict[int, list[Reading]] = defaultdict(list)
    if not StatusReport.objects.filter(as_of__lt=report.as_of).exists():
        _read_sentences(readings)
    statuses = (
        PairStatus.objects.filter(update__report=report, source_line__isnull=False)
        .select_related("update__milestone")
        .order_by("source_line", "update__revision")
    )
    for status in statuses:
        readings[status.source_line or 0].append(Reading("status", status, status.as_reported))
    return _lines(report, readings)


def counts(lines: Iterable[Line]) -> dict[str, int]:
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


def _public_names(reading: Reading) -> Iterable[int | str]:
    if reading.kind == "milestone":
        return [milestone.pk for milestone in reading.about]
    if reading.kind == "benefit":
        return [f"{reading.about.pk} {reading.words}"]
    return [reading.about.pk]


def _note(readings: dict[int, list[Reading]], numbers: Iterable[int], reading: Reading) -> None:
    for number in numbers:
        readings[number].append(reading)


def _lines(document: SourceDocument, readings: _Readings) -> list[Line]:
    return [
        Line(number, text, readings.get(number, []))
        for number, text in enumerate(document.lines, start=1)
    ]


def _initiative_in_plan(initiative: Initiative, text: list[str]) -> Iterator[tuple[int, Reading]]:
    """The row of an initiative, the rows that continue it, and which has which benefits."""
    for place, number in enumerate(initiative.plan_lines):
        words = initiative.plan_text.replace("\n", " ")
        yield (
            number,
            Reading("continued", initiative) if place else Reading("initiative", initiative, words),
        )
    for paragraph in initiative.benefit_paragraphs:
        rows = [n for n in initiative.plan_lines if paragraph in " ".join(text[n - 1].split())]
        for number in (rows or initiative.plan_lines)[:1]:
            yield number, Reading("benefit", initiative, paragraph)


def _read_sentences(readings: dict[int, list[Reading]]) -> None:
    for goal in Goal.objects.all():
        _note(readings, goal.report_lines, Reading("goal", goal, goal.name))
    for area in PriorityArea.objects.all():
        _note(readings, area.report_lines, Reading("area", area, area.objective))
    for initiative in Initiative.objects.select_related("area"):
        for number, words in zip(initiative.report_lines, initiative.paragraphs, strict=False):
            readings[number].append(Reading("initiative", initiative, words))
    for milestone in Milestone.objects.prefetch_related("deadlines"):
        _note(readings, milestone.report_lines, Reading("milestone", [milestone], milestone.text))
        for deadline in milestone.deadlines.all():
            _note(
                readings,
                milestone.report_lines[:1],
                Reading("deadline", deadline, deadline.wording),
            )
