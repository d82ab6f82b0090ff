from __future__ import annotations

import pytest

from milestones.documents.errors import DocumentError, Problem
from milestones.documents.plan import read_plan
from milestones.documents.report import read_report
from milestones.documents.text import Block, Line, blocks, decode, numbered, tidy
from tests.milestones.documents.small import MONTH_ZERO, PLAN, REPORT, plan, report

TEXT = "“Country’s” plan – \u00a0\nsecond line\n"


def refusal(data: bytes) -> str:
    with pytest.raises(DocumentError) as refused:
        decode(data, "report.txt")
    return str(refused.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_encoding_and_line_end_gives_the_same_text(encoding: str, line_end: str) -> None:
    assert decode(TEXT.replace("\n", line_end).encode(encoding), "report.txt") == TEXT


def test_documents_are_decoded_before_they_are_read() -> None:
    data = [text.replace("\n", "\r\n").encode("cp1252") for text in (PLAN, REPORT)]
    assert read_plan(data[0], MONTH_ZERO, "plan.txt") == plan()
    assert read_report(data[1], MONTH_ZERO, "report.txt") == report()


def test_an_empty_document_is_text() -> None:
    assert decode(b"", "report.txt") == ""


def test_a_binary_file_is_refused_with_the_line_of_its_first_control_character() -> None:
    assert refusal(b"one\r\ntwo\n\x89PNG\x1a\x00\n") == (
        "report.txt: 1 problem\n"
        "  line 3: found “character U+001A”; expected text, not a binary file"
    )


def test_utf_16_is_refused() -> None:
    assert refusal("one\ntwo\n".encode("utf-16-le")) == (
        "report.txt: 1 problem\n"
        "  line 1: found “character U+0000”; expected text, not a binary file"
    )


@pytest.mark.parametrize("byte", [0x81, 0x8D, 0x8F, 0x90, 0x9D])
def test_a_byte_that_no_encoding_knows_is_refused_with_its_line(byte: int) -> None:
    assert refusal(b"one\ntwo\nthree " + bytes([byte]) + b"\nfour\x81") == (
        "report.txt: 1 problem\n"
        f"  line 3: found “byte 0x{byte:02x}”; expected UTF-8 or Windows-1252 text"
    )


@pytest.mark.parametrize("code", [*range(0x09), *range(0x0E, 0x20), 0x7F])
def test_every_control_character_is_refused(code: int) -> None:
    with pytest.raises(DocumentError) as refused:
        decode(b"one\n" + bytes([code]), "report.txt")
    assert refused.value.problems == (
        Problem(2, f"character U+{code:04X}", "text, not a binary file"),
    )


@pytest.mark.parametrize("character", ["\t", "\v", "\f"])
def test_tabs_and_page_breaks_are_text(character: str) -> None:
    assert decode(f"a{character}b".encode(), "report.txt") == f"a{character}b"


def test_a_broken_character_in_a_utf_8_document_is_refused_where_it_stands() -> None:
    data = b"one\ntwo \xff two\nthree\n" + "“four”\n".encode()
    assert refusal(data) == (
        "report.txt: 1 problem\n  line 2: found “byte 0xff”; expected UTF-8 or Windows-1252 text"
    )


def test_one_broken_byte_does_not_make_a_utf_8_document_windows_1252() -> None:
    assert refusal("Sécurité\n".encode() + b"\xe9tat\n") == (
        "report.txt: 1 problem\n  line 2: found “byte 0xe9”; expected UTF-8 or Windows-1252 text"
    )
    assert decode("SÉCURITÉ\u00a0» à l’été".encode("cp1252"), "report.txt") == (
        "SÉCURITÉ\u00a0» à l’été"
    )


def test_lines_are_numbered_from_one_as_an_editor_numbers_them() -> None:
    assert numbered("one\n\nthree\u2028still three\x0bthree\x85three\rthree\n") == (
        Line(1, "one"),
        Line(2, ""),
        Line(3, "three\u2028still three\x0bthree\x85three\rthree"),
        Line(4, ""),
    )


def test_blank_lines_part_blocks_and_blocks_keep_their_line_numbers() -> None:
    parts = list(blocks(numbered("\n\none\ntwo\n\n\nfive\n")))
    assert parts == [Block((Line(3, "one"), Line(4, "two"))), Block((Line(7, "five"),))]
    assert [(block.number, block.numbers) for block in parts] == [(3, (3, 4)), (7, (7,))]


def test_a_last_line_without_an_end_belongs_to_its_block() -> None:
    assert list(blocks(numbered("one\ntwo"))) == [Block((Line(1, "one"), Line(2, "two")))]


def test_nothing_but_blank_lines_is_no_block() -> None:
    assert list(blocks(numbered("\n \n\t\n"))) == []


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u00a0 \u00a0", "\t", "\u2007", "\u202f", "\f"])
def test_a_line_of_white_space_is_blank(blank: str) -> None:
    assert list(blocks(numbered(f"one\n{blank}\nthree"))) == [
        Block((Line(1, "one"),)),
        Block((Line(3, "three"),)),
    ]


def test_white_space_of_any_kind_is_one_space_in_the_words() -> None:
    assert tidy("\u00a0 one\ttwo \u00a0\u202f three\n") == "one two three"


def test_the_words_of_a_block_run_on_from_line_to_line() -> None:
    assert Block((Line(1, " one \u00a0"), Line(2, "\ttwo"))).text == "one two"
