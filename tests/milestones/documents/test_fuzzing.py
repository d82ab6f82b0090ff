"""Whatever comes in, a parser gives records or one listing of problems; nothing else, ever."""

from __future__ import annotations

import datetime as dt
import difflib
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as profile
from hypothesis import strategies as st

from milestones.documents.errors import DocumentError
from milestones.documents.joining import join
from milestones.documents.plan import read_plan
from milestones.documents.questions import Answers
from milestones.documents.records import DocumentRecord
from milestones.documents.report import read_edition, read_report
from tests.milestones.documents import small
from tests.milestones.documents.joined import milestones_of

SOURCES = Path(settings.FIXTURES) / "sources"
PLAN = (SOURCES / "security-priorities-plan.txt").read_bytes()
REPORT = (SOURCES / "security-priorities-status.txt").read_bytes()

stable = profile(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

WORDS = st.sampled_from(
    [
        *("GOAL", "Cargo Security", "CARGO SECURITY", "Cargo Security: Screen goods", "a: b", "*"),
        *("Initiative", "Key Milestones", "Status", "Initiative\n\nKey Milestones\n\nStatus"),
        *("Cargo Security: x\n\nInitiative\n\nKey Milestones\n\nStatus\n\nAct.\n\nAct now.",),
        *("INITIATIVE\tHOW IT BENEFITS NORTH AMERICA\tKEY MILESTONES", "a\tb\t<p>c</p>", "\t\tc"),
        *("On track", "Delayed to Fall 2006", "US-CN: Initiated", "US-MX: Completed", "EU-UK: x"),
        *("  1. ", "İnitiated", "Delayed to Wınter 2006", "Delayed to Auguſt 2006", "Completed, "),
        *("within 12 months", "(June 2006)", "(Wınter 2006)", "within ſix months", "by June 31, "),
        *(
            "before January 1, 1900",
            "over the next 999 years",
            "within 0 months",
            "by 2199",
            "2008",
        ),
        *("and annually thereafter", "Canada-U.S.", "U.S. and Mexico", "<p>", "</p>", "<", "\t"),
        *("\n", "\n\n", "\r\n", "\r", " ", "\u00a0", "\ufeff", "\u2028", "\x00", "—", "²", "٣"),
    ]
)
"""Words that mean something to a parser, and letters that nearly do."""

documents = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=400).map(str.encode),
    st.lists(WORDS, max_size=60).map("".join).map(str.encode),
    st.lists(WORDS, max_size=60).map("\n\n".join).map(str.encode),
)


def read(reader: Callable[..., DocumentRecord], data: bytes) -> DocumentRecord | None:
    """The records, or None if they are refused for reasons that can be read."""
    try:
        record = reader(data, small.MONTH_ZERO, "document.txt")
    except DocumentError as error:
        assert_readable(error, lines=data.count(b"\n") + 1)
        return None
    for milestone in record.milestones:
        assert milestone.text
        assert milestone.lines
    return record


def read_with_best_answers(data: bytes, plan_date: dt.date, name: str) -> DocumentRecord:
    """A report, as if what its reader asks was answered as it suggests."""
    questions = read_edition(data, plan_date, name).questions
    return read_edition(data, plan_date, name, Answers().with_best(questions)).document


def read_and_join(plan: bytes, report: bytes) -> None:
    """Read both documents, and join them if both can be read."""
    promised, reported = read(read_plan, plan), read(read_report, report)
    if promised and reported:
        try:
            joined = list(milestones_of(join(promised, reported)))
        except DocumentError as error:
            assert_readable(error, lines=max(plan.count(b"\n"), report.count(b"\n")) + 1)
        else:
            assert len(joined) == len(list(reported.milestones))
            assert all(milestone.report.statuses for milestone in joined)
            assert len({milestone.code for milestone in joined}) == len(joined)


def assert_readable(error: DocumentError, *, lines: int) -> None:
    assert error.problems
    assert len(str(error).split("\n")) == len(error.problems) + 1
    for problem in error.problems:
        assert 1 <= problem.line <= lines
        assert problem.expected
        assert "is not in list" not in problem.expected


@pytest.mark.parametrize("reader", [read_plan, read_report, read_with_best_answers])
@stable
@given(data=documents)
def test_any_bytes_give_records_or_a_listing(
    reader: Callable[..., DocumentRecord], data: bytes
) -> None:
    read(reader, data)


@stable
@given(
    milestones=st.lists(st.lists(WORDS, max_size=4).map(" ".join), max_size=8),
    statuses=st.lists(WORDS, max_size=8),
)
def test_any_cells_in_a_table_give_records_or_a_listing(
    milestones: list[str], statuses: list[str]
) -> None:
    paragraphs = "".join(f"<p>{words}</p>" for words in milestones)
    cells = "\n\n".join(f"{a}\n\n{b}" for a, b in zip(milestones, statuses, strict=False))
    read_and_join(
        small.PLAN.replace("<p>Build a lane by 2008.</p>", paragraphs).encode(),
        small.REPORT.replace("Build a lane by 2008.", cells).encode(),
    )


class Damaged(bytes):
    """A damaged document, shown by what was done to it."""

    original: bytes

    def __repr__(self) -> str:
        before, after = (
            [repr(line[:200]) for line in data.splitlines()] for data in (self.original, self)
        )
        changes = difflib.unified_diff(before, after, n=0, lineterm="")
        return " ".join(itertools.islice(changes, 2, 12))


def lines_mutated(draw: st.DrawFn, data: bytes) -> bytes:
    """The document with a few lines deleted, doubled, swapped, cut or put together."""
    lines = data.split(b"\n")
    for _ in range(draw(st.integers(1, 4))):
        here, there = (draw(st.integers(0, len(lines) - 1)) for _ in "ab")
        match draw(st.sampled_from(["delete", "double", "swap", "move", "cut", "join", "blank"])):
            case "delete":
                del lines[here : here + draw(st.integers(1, 3))]
            case "double":
                lines[there:there] = lines[here : here + draw(st.integers(1, 30))]
            case "swap":
                lines[here], lines[there] = lines[there], lines[here]
            case "move":
                lines.insert(there, lines.pop(here))
            case "cut":
                lines[here] = lines[here][: draw(st.integers(0, 200))]
            case "join":
                lines[here : here + 2] = [b" ".join(lines[here : here + 2])]
            case _:
                lines.insert(here, b"")
        lines = lines or [b""]
    return b"\n".join(lines)


def bytes_mutated(draw: st.DrawFn, data: bytes) -> bytes:
    """The document with a few bytes or words put in anywhere, or its end cut off."""
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        dropped = draw(st.integers(0, 5))
        added = draw(st.one_of(st.binary(max_size=3), WORDS.map(str.encode)))
        data = data[:place] + added + data[place + dropped :]
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


def encoded_otherwise(draw: st.DrawFn, data: bytes) -> bytes:
    text = data.decode(errors="replace").replace("\ufffd", "?").replace("\ufeff", "")
    line_end = draw(st.sampled_from(["\n", "\r\n", "\r", "\u2028"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"]))
    return text.replace("\r\n", "\n").replace("\n", line_end).encode(encoding, errors="ignore")


@st.composite
def mutated(draw: st.DrawFn, original: bytes) -> bytes:
    data = original
    for mutate in draw(
        st.sampled_from(
            [
                [lines_mutated],
                [bytes_mutated],
                [lines_mutated, bytes_mutated],
                [lines_mutated, encoded_otherwise],
                [bytes_mutated, encoded_otherwise],
                [encoded_otherwise],
            ]
        )
    ):
        data = mutate(draw, data)
    damaged = Damaged(data)
    damaged.original = original
    return damaged


@stable
@given(plan=mutated(PLAN), report=st.one_of(st.just(REPORT), mutated(REPORT)))
def test_a_damaged_plan_gives_records_or_a_listing(plan: bytes, report: bytes) -> None:
    read_and_join(plan, report)


@stable
@given(report=mutated(REPORT))
def test_a_damaged_report_gives_records_or_a_listing(report: bytes) -> None:
    read_and_join(PLAN, report)


@stable
@given(plan=mutated(small.PLAN.encode()), report=mutated(small.REPORT.encode()))
def test_small_damaged_documents_give_records_or_a_listing(plan: bytes, report: bytes) -> None:
    read_and_join(plan, report)


@pytest.mark.parametrize(
    "unit",
    [
        *(" ", "\u00a0", "\t", "\n", "\r\n", "\r", "\f", "a", "9", "*", ":", "(", "<", "<p>", "—"),
        *("<p></p>", "( June ", "within ", "within 12 ", "within 12 months ", "over the next "),
        *(
            "by the end of ",
            "the end of ",
            "by a ",
            "within a ",
            "before June 1, ",
            "(June 2006) ",
            "annually ",
            "U.S. ",
            "North ",
        ),
        *("Completed,", "Completed / ", "full implementation ", "US-CN: ", "1. ", "On track\n"),
        *("On track\n\n", "a\n\n", "a: b\n\n", "Initiative\n\nKey Milestones\n\nStatus\n\n"),
        *("INITIATIVE\tHOW IT BENEFITS NORTH AMERICA\tKEY MILESTONES\n\n", "\t\t<p>c</p>\n"),
    ],
    ids=repr,
)
def test_no_large_document_keeps_a_parser_busy(unit: str) -> None:
    hostile = unit * (20_000 // len(unit))
    read(read_plan, hostile.encode())
    read(read_report, hostile.encode())
    read(read_plan, small.PLAN.replace("Build a lane by 2008.", hostile).encode())
    read(read_report, small.REPORT.replace("Build a lane by 2008.", hostile).encode())
    read(read_report, small.REPORT.replace("On track", f"Completed, {hostile}").encode())
