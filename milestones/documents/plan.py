"""Reading the plan: tables of initiative, benefits and milestones, cells set apart by tabs."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from milestones.documents.deadlines import read_deadlines
from milestones.documents.errors import DocumentError, Problem
from milestones.documents.outline import Fronts, Section, goals_of
from milestones.documents.parties import parties_named
from milestones.documents.records import DocumentRecord, InitiativeRecord, MilestoneRecord
from milestones.documents.text import Block, Line, blocks, decode, numbered, tidy

COLUMNS = ("initiative", "how it benefits north america", "key milestones")

TABLE = "a table headed " + ", ".join(column.upper() for column in COLUMNS)

_PARAGRAPHS = re.compile(r"<p>([^<>]*)</p>")


def read_plan(data: bytes, published: dt.date, name: str = "the plan") -> DocumentRecord:
    """Read the plan.

    ``published`` is the plan's date, from whose month "within 12 months" is counted. Raises
    DocumentError, which lists every problem, if the document cannot be read whole.
    """
    problems: list[Problem] = []
    goals = goals_of(_sections(decode(data, name), published, problems), problems)
    if problems:
        raise DocumentError(name, problems)
    return DocumentRecord(name, goals)


def _sections(text: str, published: dt.date, problems: list[Problem]) -> list[Section]:
    parts = list(blocks(numbered(text)))
    tables = [place for place, block in enumerate(parts) if _is_table(block)]
    if not tables:
        line, found = (parts[0].number, parts[0].text) if parts else (1, "")
        problems.append(Problem(line, found, TABLE))
        return []
    fronts = Fronts(parts, tables, problems)
    sections: list[Section] = []
    after = 0
    for place in tables:
        columns = parts[place].lines[0]
        if tuple(tidy(cell).casefold() for cell in columns.text.split("\t")) != COLUMNS:
            problems.append(Problem(columns.number, tidy(columns.text), TABLE))
        strays, front = fronts.part(parts[after:place], columns)
        if after:
            problems.extend(_stray(block) for block in strays)
        if front:
            sections.append(Section(front, _rows(parts[place], published, problems)))
        after = place + 1
    problems.extend(_stray(block) for block in parts[after:])
    return _continued(sections, problems)


def _is_table(block: Block) -> bool:
    """Whether the block begins with cells; nothing but a table has tabs."""
    return "\t" in block.lines[0].text.strip()


def _stray(block: Block) -> Problem:
    return Problem(block.number, block.text, "only headings and tables here")


def _rows(table: Block, published: dt.date, problems: list[Problem]) -> list[InitiativeRecord]:
    return [
        record
        for line in table.lines[1:]
        if (record := _row(line, published, problems)) is not None
    ]


def _row(line: Line, published: dt.date, problems: list[Problem]) -> InitiativeRecord | None:
    cells = line.text.split("\t")
    if len(cells) != len(COLUMNS):
        expected = f"{len(COLUMNS)} cells set apart by tabs, not {len(cells)}"
        problems.append(Problem(line.number, tidy(line.text), expected))
        return None
    paragraphs, benefits, promises = (_cell(cell, line, problems) for cell in cells)
    if not promises:
        problems.append(Problem(line.number, tidy(line.text), "at least one milestone"))
    milestones = []
    for words in promises:
        try:
            deadlines = read_deadlines(words, published)
        except ValueError as error:
            problems.append(Problem(line.number, words, str(error)))
        else:
            milestones.append(
                MilestoneRecord(words, (line.number,), parties_named(words), deadlines)
            )
    return InitiativeRecord(paragraphs, (line.number,), tuple(milestones), benefits)


def _cell(cell: str, line: Line, problems: list[Problem]) -> tuple[str, ...]:
    """A cell's paragraphs: each in its own tags, or the whole cell without any.

    A cell that is neither is a problem, and goes on as it stands lest it seem empty.
    """
    if "<" in cell or ">" in cell:
        if tidy(_PARAGRAPHS.sub(" ", cell)):
            expected = "a cell of plain words or of <p>…</p> paragraphs"
            problems.append(Problem(line.number, tidy(cell), expected))
            return (tidy(cell),)
        cells = _PARAGRAPHS.findall(cell)
    else:
        cells = [cell]
    return tuple(words for words in map(tidy, cells) if words)


def _continued(sections: Sequence[Section], problems: list[Problem]) -> list[Section]:
    """Give a row without an initiative to the initiative before it, on whichever page that is."""
    joined: list[Section] = []
    for section in sections:
        whole: list[InitiativeRecord] = []
        for row in section.initiatives:
            if row.paragraphs:
                whole.append(row)
                continue
            earlier = whole or (
                joined[-1].initiatives
                if joined and joined[-1].front.name.casefold() == section.front.name.casefold()
                else []
            )
            if not earlier:
                expected = "an initiative, or one before it in the same area to go on with"
                problems.append(Problem(row.lines[0], "", expected))
                continue
            earlier[-1] = InitiativeRecord(
                earlier[-1].paragraphs,
                earlier[-1].lines + row.lines,
                earlier[-1].milestones + row.milestones,
                earlier[-1].benefits + row.benefits,
            )
        joined.append(Section(section.front, whole))
    return joined
