"""Read the plan: tables of initiative, benefits and milestones with tab-separated cells."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from milestones.documents.deadlines import read_deadlines
from milestones.documents.errors import DocumentError, Problem
from milestones.documents.outline import Section, group_by_goal, split_at_tables
from milestones.documents.parties import parse_parties
from milestones.documents.records import DocumentRecord, InitiativeRecord, MilestoneRecord
from milestones.documents.text import Line, blocks, decode, numbered, tidy

COLUMNS = ("initiative", "how it benefits north america", "key milestones")

TABLE = "a table headed " + ", ".join(column.upper() for column in COLUMNS)

_PARAGRAPHS = re.compile(r"<p>([^<>]*)</p>")


def read_plan(data: bytes, published: dt.date, name: str = "the plan") -> DocumentRecord:
    """Read the plan.

    ``published`` is the plan's date; "within 12 months" is counted from its month. Raises
    DocumentError, listing every problem, unless the whole document can be read.
    """
    problems: list[Problem] = []
    goals = group_by_goal(_sections(decode(data, name), published, problems), problems)
    if problems:
        raise DocumentError(name, problems)
    return DocumentRecord(name, goals)


def _sections(text: str, published: dt.date, problems: list[Problem]) -> list[Section]:
    parts = list(blocks(numbered(text)))
    # Only tables contain tabs.
    tables = [index for index, block in enumerate(parts) if "\t" in block.lines[0].text.strip()]
    sections: list[Section] = []
    for front, (table,), strays in split_at_tables(parts, tables, 1, TABLE, problems):
        columns, *lines = table.lines
        if tuple(tidy(cell).casefold() for cell in columns.text.split("\t")) != COLUMNS:
            problems.append(Problem(columns.number, tidy(columns.text), TABLE))
        expected = "only headings and tables here"
        problems += [Problem(block.number, block.text, expected) for block in strays]
        if front:
            rows = (_row(line, published, problems) for line in lines)
            sections.append(Section(front, [row for row in rows if row]))
    return _merge_continued_rows(sections, problems)


def _row(line: Line, published: dt.date, problems: list[Problem]) -> InitiativeRecord | None:
    cells = line.text.split("\t")
    if len(cells) != len(COLUMNS):
        expected = f"{len(COLUMNS)} cells set apart by tabs, not {len(cells)}"
        problems.append(Problem(line.number, tidy(line.text), expected))
        return None
    paragraphs, benefits, sentences = (_cell(cell, line, problems) for cell in cells)
    if not sentences:
        problems.append(Problem(line.number, tidy(line.text), "at least one milestone"))
    milestones = []
    for sentence in sentences:
        try:
            deadlines = read_deadlines(sentence, published)
        except ValueError as error:
            problems.append(Problem(line.number, sentence, str(error)))
        else:
            milestones.append(
                MilestoneRecord(sentence, (line.number,), parse_parties(sentence), deadlines)
            )
    return InitiativeRecord(paragraphs, (line.number,), tuple(milestones), benefits)


def _cell(cell: str, line: Line, problems: list[Problem]) -> tuple[str, ...]:
    """Return a cell's paragraphs: one for each <p> element, or the whole cell if it has no tags.

    Anything else is a problem; its text is returned all the same so that the cell is not empty.
    """
    if "<" in cell or ">" in cell:
        if tidy(_PARAGRAPHS.sub(" ", cell)):
            expected = "a cell of plain words or of <p>…</p> paragraphs"
            problems.append(Problem(line.number, tidy(cell), expected))
            return (tidy(cell),)
        paragraphs = _PARAGRAPHS.findall(cell)
    else:
        paragraphs = [cell]
    return tuple(paragraph for paragraph in map(tidy, paragraphs) if paragraph)


def _merge_continued_rows(sections: Sequence[Section], problems: list[Problem]) -> list[Section]:
    """Merge rows without an initiative into the initiative before them, across pages too."""
    merged: list[Section] = []
    for section in sections:
        initiatives: list[InitiativeRecord] = []
        for row in section.initiatives:
            if row.paragraphs:
                initiatives.append(row)
                continue
            previous = initiatives or (
                merged[-1].initiatives
                if merged and merged[-1].front.name.casefold() == section.front.name.casefold()
                else []
            )
            if not previous:
                expected = "an initiative, or one before it in the same area to go on with"
                problems.append(Problem(row.lines[0], "", expected))
                continue
            previous[-1] = InitiativeRecord(
                previous[-1].paragraphs,
                previous[-1].lines + row.lines,
                previous[-1].milestones + row.milestones,
                previous[-1].benefits + row.benefits,
            )
        merged.append(Section(section.front, initiatives))
    return merged
