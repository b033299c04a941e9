"""Skiljeblad: what we print is what we recognise, and a batch is cut where a sheet lies."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from diarium.engine.separator import NotSplit, code_of, picture, sheet_of, split
from tests.files import PDF
from tests.sheets import batch


@pytest.mark.parametrize(("board", "number"), [("KS", ""), ("ks", "KS-2018/91.103"), ("GSN", "GSN-2015/219")])
def test_a_code_says_board_and_number(board: str, number: str) -> None:
    assert sheet_of(code_of(board, number)) == (board.upper(), number)


@pytest.mark.parametrize(
    "text", ["", "https://example.se", "beslutsgang;2;KS;", "beslutsgang;1;;", "beslutsgang;1;KS;a;b"]
)
def test_other_codes_in_a_letter_are_no_sheets(text: str) -> None:
    assert sheet_of(text) is None


def test_a_batch_is_cut_where_a_sheet_lies_also_when_it_lies_askew(tmp_path: Path) -> None:
    content = batch("Brev A sida 1", "Brev A sida 2", ("KS", "KS-2018/91.103"), "Brev B", ("GSN", "", 90), "Brev C")

    pieces = split(content, into=tmp_path)

    assert [(piece.first, piece.last, piece.board, piece.number) for piece in pieces] == [
        (1, 2, "", ""),
        (4, 4, "KS", "KS-2018/91.103"),
        (6, 6, "GSN", ""),
    ]
    with pypdfium2.PdfDocument(pieces[0].file) as first:
        assert len(first) == 2
        assert "Brev A sida 2" in first[1].get_textpage().get_text_range()


def test_sheets_beside_each_other_make_no_empty_pieces(tmp_path: Path) -> None:
    pieces = split(batch(("KS", ""), ("KS", ""), "Brev", ("KS", "")), into=tmp_path)

    assert [(piece.first, piece.last) for piece in pieces] == [(3, 3)]


def test_a_batch_without_sheets_is_one_piece(tmp_path: Path) -> None:
    assert [(piece.first, piece.last, piece.board) for piece in split(PDF, into=tmp_path)] == [(1, 1, "")]


def test_what_is_no_pdf_is_not_cut(tmp_path: Path) -> None:
    with pytest.raises(NotSplit):
        split(b"skrap", into=tmp_path)


def test_the_picture_has_no_content_but_the_code() -> None:
    drawn = picture(code_of("KS"))

    assert drawn.startswith("<svg")
    assert "script" not in drawn
