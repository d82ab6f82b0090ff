"""What was read from each line of a document, so that readers can check all of it, and how pages
label it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from typing import Any, Literal

from django.db.models import QuerySet, TextField
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from milestones.choices import QuestionKind
from milestones.dates import ImpreciseDate
from milestones.documents.questions import IGNORED, NEW, Reading
from milestones.models import Deadline, EditionDecision, Milestone, PairStatus, StatusReport
from milestones.pages.links import PageLinks
from milestones.pages.text import caveats, line_parties, pair_label, status_label
from priorities.models import Goal, Initiative, Plan, PriorityArea, SourceDocument

AnnotationKind = Literal[
    "goal",
    "area",
    "initiative",
    "continued",
    "benefit",
    "milestone",
    "deadline",
    "status",
    "decision",
]


@dataclass(frozen=True)
class LineAnnotation:
    """Something that was read from a line.

    ``about`` is the object read: a goal, a priority area, an initiative (also for its benefits),
    a deadline, a status line or a decision about the line; for a milestone's sentence the list of
    milestones, several if the report split it. ``words`` is the text as it was read. The kind
    ``continued`` is a table row that continues the initiative of the previous page, with no text
    of its own.
    """

    kind: AnnotationKind
    about: Any
    words: str = ""


@dataclass(frozen=True)
class AnnotatedLine:
    """A line of a document, and what was read from it."""

    number: int
    text: str
    readings: list[LineAnnotation]

    @property
    def css_class(self) -> str:
        """The line's CSS class: ``read``, ``unread`` or ``blank``."""
        if self.readings:
            return "read"
        return "unread" if self.text.strip() else "blank"

    @property
    def is_unread(self) -> bool:
        """Whether it has text of which nothing was read: a title, or a repeated heading."""
        return self.css_class == "unread"

    @cached_property
    def holds_more(self) -> bool:
        """Whether it has text besides that of one annotation, which must then be quoted."""
        quoted = {
            reading.words
            for reading in self.readings
            if reading.kind not in {"deadline", "decision"}
        }
        return quoted != {self.text.strip()}


_Reading = tuple[Iterable[int], LineAnnotation]
"""The numbers of the lines that something was read from, and what it is."""


def lines_of_plan(plan: Plan) -> list[AnnotatedLine]:
    """The plan's lines: goals, priority areas, initiatives, benefits and milestones."""
    return _annotated(plan, _read_from_plan(plan))


def lines_of_report(report: StatusReport) -> list[AnnotatedLine]:
    """An edition's lines: its status lines, its milestones' sentences, and for the first edition
    everything else that was read from it.

    The headings of later editions are not recorded: goals, areas and initiatives are those of the
    first.
    """
    first = StatusReport.objects.first_edition()
    is_first = first and report.sha256 == first.sha256
    readings = _read_from_first_edition() if is_first else _sentences_of(report)
    return _annotated(report, chain(readings, _statuses_of(report), _decisions_about(report)))


def _annotated(document: SourceDocument, readings: Iterable[_Reading]) -> list[AnnotatedLine]:
    by_line: dict[int, list[LineAnnotation]] = defaultdict(list)
    for numbers, reading in readings:
        for number in numbers:
            by_line[number].append(reading)
    return [
        AnnotatedLine(number, text, by_line.get(number, []))
        for number, text in enumerate(document.lines, start=1)
    ]


def counts(lines: Iterable[AnnotatedLine]) -> dict[str, int]:
    """How many of each kind of object were read from the lines, and how many lines are ``read``,
    ``blank`` or ``unread``."""
    totals: Counter[str] = Counter(read=0, blank=0, unread=0)
    seen: set[tuple[str, int | str]] = set()
    for line in lines:
        totals[line.css_class] += 1
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


def _read_from_plan(plan: Plan) -> Iterator[_Reading]:
    for goal in Goal.objects.filter(plan=plan):
        yield goal.plan_lines, LineAnnotation("goal", goal, goal.name)
    for area in _as_read(PriorityArea.objects.filter(goal__plan=plan)):
        yield area.plan_lines, LineAnnotation("area", area, area.plan_objective)
    plan_lines = plan.lines
    initiatives = Initiative.objects.filter(area__goal__plan=plan).select_related("area")
    for initiative in _as_read(initiatives):
        yield from _initiative_in_plan(initiative, plan_lines)
    sentences: dict[tuple[int, str], list[Milestone]] = defaultdict(list)
    for milestone in _as_read(Milestone.objects.filter(initiative__area__goal__plan=plan)):
        sentences[milestone.initiative_id, milestone.plan_text].append(milestone)
    for (_initiative, sentence), milestones in sentences.items():
        yield milestones[0].plan_lines, LineAnnotation("milestone", milestones, sentence)


def _initiative_in_plan(initiative: Initiative, plan_lines: list[str]) -> Iterator[_Reading]:
    """The row of an initiative, the rows that continue it, and the rows with its benefits."""
    numbers = initiative.plan_lines
    words = initiative.plan_text.replace("\n", " ")
    yield numbers[:1], LineAnnotation("initiative", initiative, words)
    yield numbers[1:], LineAnnotation("continued", initiative)
    for paragraph in initiative.benefit_paragraphs:
        rows = [
            number for number in numbers if paragraph in " ".join(plan_lines[number - 1].split())
        ]
        yield (rows or numbers)[:1], LineAnnotation("benefit", initiative, paragraph)


def _read_from_first_edition() -> Iterator[_Reading]:
    for goal in Goal.objects.all():
        yield goal.report_lines, LineAnnotation("goal", goal, goal.name)
    for area in _as_read(PriorityArea.objects.all()):
        yield area.report_lines, LineAnnotation("area", area, area.objective)
    planned = Initiative.objects.exclude(plan_text="").select_related("area")
    for initiative in _as_read(planned):
        for number, words in zip(initiative.report_lines, initiative.paragraphs, strict=False):
            yield [number], LineAnnotation("initiative", initiative, words)
    milestones = _as_read(Milestone.objects.filter(introduced_by=None))
    lines_of = {milestone.pk: milestone.report_lines for milestone in milestones}
    for milestone in milestones:
        yield milestone.report_lines, LineAnnotation("milestone", [milestone], milestone.text)
    for deadline in _deadlines_as_read():
        lines = lines_of.get(deadline.milestone_id, [])
        yield lines[:1], LineAnnotation("deadline", deadline, deadline.wording)


def _sentences_of(report: StatusReport) -> Iterator[_Reading]:
    """The sentences of a later edition, in its own words."""
    updates = report.updates.exclude(sentence_lines=[]).select_related("milestone")
    milestones = Milestone.objects.filter(updates__report=report)
    texts = {milestone.pk: milestone.text for milestone in _as_read(milestones)}
    for update in updates.order_by("milestone", "revision"):
        words = update.sentence or texts[update.milestone_id]
        yield update.sentence_lines, LineAnnotation("milestone", [update.milestone], words)


def _statuses_of(report: StatusReport) -> Iterator[_Reading]:
    lines = PairStatus.objects.filter(update__report=report, source_line__isnull=False)
    related = lines.select_related("update__milestone", "update__own_withdrawal")
    for line in related.order_by("source_line", "update__revision"):
        yield [line.source_line or 0], LineAnnotation("status", line, line.as_reported)


def _decisions_about(report: StatusReport) -> Iterator[_Reading]:
    for decision in report.decisions.order_by("line", "pk"):
        yield [decision.line], LineAnnotation("decision", decision)


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


@dataclass(frozen=True)
class AnnotationLabel:
    """An annotation's links (names and URLs) to where it is shown, and further words.

    ``status`` is the code of a status line's status; ``note`` is English, as in the document.
    """

    links: list[tuple[str, str]]
    words: str = ""
    status: str = ""
    note: str = ""


class AnnotationLabels:
    """The labels of the annotations on a page. Few words occur, each often: each is translated
    once."""

    def __init__(self, links: PageLinks) -> None:
        self._links = links
        self._translated = cache(_)
        self._deadline_words = cache(_deadline_words)
        self._status_words = cache(_status_words)

    def of(self, reading: LineAnnotation) -> AnnotationLabel:
        """The label of an annotation."""
        if reading.kind == "decision":
            return AnnotationLabel([], _decision_words(reading.about))
        return self._label(reading)

    def _label(self, reading: LineAnnotation) -> AnnotationLabel:
        about, links, _ = reading.about, self._links, self._translated
        match reading.kind:
            case "goal":
                name = _("Goal %(number)s") % {"number": about.number}
                return AnnotationLabel([(name, links.page("overview"))])
            case "area":
                name = _("Priority area %(code)s") % {"code": about.code}
                places = [(name, links.page("area", about.slug))]
                return AnnotationLabel(places, _("its name and objective"))
            case "milestone":
                codes = [milestone.code for milestone in about]
                name = _("Milestone %(code)s")
                places = [(name % {"code": code}, links.page("milestone", code)) for code in codes]
                return AnnotationLabel(
                    places, _("which the report split") if len(about) > 1 else ""
                )
            case "deadline":
                places = [(_("Deadline"), links.page("deadlines"))]
                words = self._deadline_words(about.when, about.basis, about.recurring)
                return AnnotationLabel(places, words)
            case "status":
                milestone, revision = about.update.milestone, about.update.revision
                address = links.page("milestone", milestone.code) + "#history"
                places = [(_("Status of %(code)s") % {"code": milestone.code}, address)]
                parties = about.pair, milestone.parties
                words = self._status_words(about.status, parties, about.revised, revision)
                if hasattr(about.update, "own_withdrawal"):
                    words += ", " + _("withdrawn")
                return AnnotationLabel(places, words, about.status, about.note)
        name = _("Initiative %(code)s") % {"code": about.code}
        places = [(name, f"{links.page('area', about.area.slug)}#{about.code}")]
        parts = {
            "benefit": _("how it benefits North America"),
            "continued": _("continued from the page before"),
        }
        return AnnotationLabel(places, parts.get(reading.kind, ""))


def _deadline_words(when: ImpreciseDate, basis: str, recurring: bool) -> str:
    caveat = caveats(basis, recurring, when.precision)
    return f"{when.words} ({caveat})" if caveat else when.words


def _status_words(
    status: str, parties: tuple[str, str], revised: ImpreciseDate | None, revision: int
) -> str:
    words = [status_label(status), line_parties(*parties)]
    if revised:
        words.append(_("revised to %(day)s") % {"day": revised.words})
    if revision > 1:
        words.append(_("revision %(number)s") % {"number": revision})
    return ", ".join(words)


def _decision_words(decision: EditionDecision) -> str:
    values = {
        "answer": _answer_words(decision),
        "who": decision.decider,
        "day": date_format(decision.decided_at, "DATE_FORMAT"),
    }
    if decision.decider:
        return _("Decided by %(who)s on %(day)s: %(answer)s") % values
    return _("Decided on %(day)s: %(answer)s") % values


def _answer_words(decision: EditionDecision) -> str:
    """The answer in the reader's language."""
    answer = decision.answer
    if answer == IGNORED:
        return _("Belongs to no milestone")
    if answer == NEW:
        return _("A new milestone")
    if decision.question == QuestionKind.PAIR:
        return pair_label(answer)
    if decision.question == QuestionKind.MILESTONE:
        return answer
    reading = Reading.parse(answer)
    words = [status_label(reading.status)]
    if reading.revised:
        words.append(_("revised to %(day)s") % {"day": reading.revised.words})
    return ", ".join(words)
