"""Two small documents, made by hand in the layout of the real ones, with their irregularities."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from itertools import chain
from textwrap import wrap
from typing import Any

import pytest

from milestones.dates import ImpreciseDate
from milestones.documents.errors import DocumentError
from milestones.documents.joining import Joined
from milestones.documents.plan import read_plan
from milestones.documents.records import DocumentRecord
from milestones.documents.report import read_report

MONTH_ZERO = dt.date(2005, 6, 27)

PLAN = """\

SECURITY

SECURE THE PORTS

CARGO SECURITY
BIOPROTECTION


Cargo Security

Cargo Security: Screen goods before they leave

INITIATIVE\tHOW IT BENEFITS NORTH AMERICA\tKEY MILESTONES
Screen together.\t<p>Safer ports.</p> <p>Faster trade.</p>\t<p>Evaluate within 6 months and \
expand within 18 months the use of forms.</p> <p>Write a plan within 24 months, and, within \
9 months, share it.</p>

Cargo Security: Screen goods before they leave

INITIATIVE\tHOW IT BENEFITS NORTH AMERICA\tKey Milestones
\t \t<p>Expand Canada-U.S. joint patrols.</p>
Train officers.\tBetter officers.\t<p>Train officers within 18 months (“green lanes”).</p>

Bioprotection

Bioprotection: Protect food

INITIATIVE\tHOW IT BENEFITS NORTH AMERICA\tKEY MILESTONES
Protect each country's food.\tSafer food.\tShare plans within 12 months and annually thereafter.


*MOVE LOW-RISK
TRAFFIC*

**BORDER FACILITATION**

Border Facilitation

Border Facilitation: build capacity

INITIATIVE\tHOW IT BENEFITS NORTH AMERICA\tKEY MILESTONES
<p>Build lanes.</p> <p>Measure waits.</p>\tShorter waits.\t<p>Build a lane by 2008.</p>
"""

REPORT = """\
Symbol of the Government

SECURE THE PORTS

Cargo Security
Bioprotection


Cargo Security

Cargo Security: Screen goods before they leave

Initiative

Key Milestones

Status

Screen together.

Evaluate within 6 months (December 2005) and expand within 18 months (December 2006) the use \
of forms.

US- CN: Initiated

  1. US-MX: Delayed to Fall 2006

Write a plan within 24 months (June 2007);

  1. Initiated

And, within 9 months (March 2006), share it.

Completed (visits)

\u00a0

\u00a0

Expand Canada-U.S. joint patrols.

\u00a0Partially completed

Train officers.

Train officers (“green lanes”) within 18 months.  (December 2006)\u00a0\u00a0

On track

Bioprotection

Bioprotection: Protect food

Initiative

Key Milestones

Status

Protect each country’s food.

Share plans within 12 months (June 2006) and annually thereafter.

US-CN: On track
US-MX:  Completed / Ongoing

MOVE LOW-RISK TRAFFIC

Border Facilitation


Border Facilitation

Border Facilitation: Build capacity

Initiative

Key Milestones

Status

Build lanes.
Measure waits.

Build a lane by 2008.

Full implementation delayed to June 2009
"""


def rewritten(text: str, old: str, new: str) -> str:
    """The text with its first ``old`` replaced, which must be there."""
    assert old in text, old
    return text.replace(old, new, 1)


def plan(text: str = PLAN) -> DocumentRecord:
    """Read a plan given as text."""
    return read_plan(text.encode(), MONTH_ZERO, "plan.txt")


def report(text: str = REPORT) -> DocumentRecord:
    """Read a report given as text."""
    return read_report(text.encode(), MONTH_ZERO, "report.txt")


def listing(read: Callable[[str], object], document: str) -> str:
    """What a reader that refuses the document says about it."""
    with pytest.raises(DocumentError) as refused:
        read(document)
    return str(refused.value)


def problems_of(read: Callable[[str], object], document: str) -> list[str]:
    """The problems that a reader lists, which it counts above them."""
    heading, *problems = listing(read, document).split("\n  ")
    assert heading.endswith(f": {len(problems)} problem{'s' * (len(problems) > 1)}")
    return problems


def outline(*records: Any) -> str:
    """Records in lines: the fields of each, and below it, further in, the records within it.

    A field without a value is a hyphen; long lines go on further in.
    """
    return "\n".join(line for record in records for line in _outline(record, "")) + "\n"


def _outline(record: Any, indent: str) -> Iterator[str]:
    """A joined record is a line with the report's fields, and one with the plan's below it."""
    if isinstance(record, Joined):
        report = f"{_kind(record.report)} {record.code}: {_own_fields(record.report)}"
        own, within = [report, f"  plan: {_own_fields(record.plan)}"], record.parts
        record = record.report
    else:
        own, within = [f"{_kind(record)}: {_own_fields(record)}"], ()
    for line in own:
        yield from wrap(line, 90, initial_indent=indent, subsequent_indent=f"{indent}    ")
    for inner in within or chain.from_iterable(filter(_is_records, _values(record))):
        yield from _outline(inner, f"{indent}  ")


def _kind(record: object) -> str:
    return type(record).__name__.removesuffix("Record").removesuffix("Line").lower()


def _own_fields(record: Any) -> str:
    return " | ".join(_words(value) for value in _values(record) if not _is_records(value))


def _values(record: Any) -> list[Any]:
    return [getattr(record, field.name) for field in fields(record)]


def _is_records(value: object) -> bool:
    return isinstance(value, tuple) and any(map(is_dataclass, value))


def _words(value: Any) -> str:
    """A field in words: texts of several lines, and several texts, are set apart by slashes."""
    if isinstance(value, tuple):
        return " / ".join(map(str, value)) or "-"
    if isinstance(value, ImpreciseDate):
        return value.code
    return str("-" if value in (None, "") else value).replace("\n", " / ")
