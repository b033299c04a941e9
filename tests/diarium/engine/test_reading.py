"""Läsning av filer: what of a document is text, in which order, and where the reading ends."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from typing import Any

import pytest

from diarium.engine import blocks as kept_blocks
from diarium.engine import extract, storage
from diarium.engine.child import ChildFailed
from diarium.engine.upload import MEDIA_TYPES
from tests.files import JPG, PDF, PNG, archive, docx, odt, pdf, xlsx

CELL = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
TABLE = f"<w:tbl><w:tr>{CELL.format('A')}{CELL.format('B')}</w:tr></w:tbl>"
HEADING = '<w:p><w:pPr><w:pStyle w:val="Rubrik1"/></w:pPr><w:r><w:t>Bakgrund</w:t></w:r></w:p>'
ITEM = "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>Punkt{}</w:t></w:r></w:p>"
NOTES = (
    '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    "<w:footnote><w:p><w:r><w:t>Fotnot</w:t></w:r></w:p></w:footnote></w:footnotes>"
)


def blocks(content: bytes, extension: str) -> list[dict[str, Any]]:
    found, _cut = extract.read_blocks(storage.store(content).sha256, MEDIA_TYPES[extension])
    return found


def test_a_word_file_is_read_in_its_order_with_headings_lists_tables_and_notes() -> None:
    content = docx(
        "Inledning",
        body=HEADING + ITEM.format(1) + ITEM.format(2) + TABLE,
        more=[("word/footnotes.xml", NOTES.encode())],
    )

    assert blocks(content, "docx") == [
        {"p": "Inledning"},
        {"h3": "Bakgrund"},
        {"ul": ["Punkt1", "Punkt2"]},
        {"table": [["A", "B"]]},
        {"p": "Fotnot"},
    ]


def test_what_is_struck_out_is_not_read() -> None:
    body = "<w:p><w:del><w:r><w:delText>Struket</w:delText></w:r></w:del><w:r><w:t>Kvar</w:t></w:r></w:p>"

    assert blocks(docx("x", body=body), "docx")[1:] == [{"p": "Kvar"}]


def test_an_open_document_is_read() -> None:
    assert blocks(odt("Första", "Andra<text:line-break/>raden"), "odt") == [{"p": "Första"}, {"p": "Andra\nraden"}]


def test_a_sheet_is_read_row_by_row_with_its_days_as_days() -> None:
    styles = (
        '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<numFmts><numFmt numFmtId="170" formatCode="yyyy\\-mm\\-dd"/>'
        '<numFmt numFmtId="171" formatCode="0&quot; dgr&quot;"/>'
        '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/></cellXfs></styleSheet>'
    )
    content = xlsx(["Dag", "Antal"], [44109, 44109], more=[("xl/styles.xml", styles.encode())])
    content = _with_style(content, "A2", 1)
    content = _with_style(content, "B2", 2)

    assert blocks(content, "xlsx") == [{"h3": "Blad1"}, {"table": [["Dag", "Antal"], ["2020-10-05", "44109"]]}]


def _with_style(content: bytes, cell: str, style: int) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = [(name, packed.read(name)) for name in packed.namelist()]
    changed = [
        (name, body.replace(f'r="{cell}"'.encode(), f'r="{cell}" s="{style}"'.encode())) for name, body in members
    ]
    return archive(changed)


def test_a_pdf_is_read_line_by_line() -> None:
    assert blocks(pdf("Åtgärder för trygghet", "Sida två"), "pdf") == [
        {"p": "Åtgärder för trygghet"},
        {"p": "Sida två"},
    ]


def test_a_letter_is_read_with_its_head_its_words_and_the_names_of_its_attachments() -> None:
    letter = EmailMessage()
    letter["From"] = "Anna Ås <anna@example.se>"
    letter["Subject"] = "Trygghet"
    letter.set_content("<p>Hej <b>du</b></p><script>stjäl()</script>", subtype="html")
    letter.add_attachment(b"x", maintype="application", subtype="pdf", filename="bilaga.pdf")

    assert blocks(letter.as_bytes(), "eml") == [
        {"table": [["Brevhuvud", ""], ["Från", "Anna Ås <anna@example.se>"], ["Ämne", "Trygghet"]]},
        {"p": "Hej du"},
        {"h3": "Bilagor i meddelandet"},
        {"ul": ["bilaga.pdf"]},
    ]


@pytest.mark.parametrize(("content", "extension"), [(PNG, "png"), (JPG, "jpg")])
def test_a_picture_has_no_text(content: bytes, extension: str) -> None:
    assert blocks(content, extension) == []


def test_a_type_that_nobody_reads_has_no_text() -> None:
    assert extract.read_blocks(storage.store(b"x").sha256, "application/octet-stream") == ([], False)


def test_what_a_database_cannot_hold_is_left_out() -> None:
    assert extract.clean("a\x00b\x07c\ud800d\te\n") == "abcd\te\n"
    assert extract.clean("e\u0301") == "é"


def test_a_broken_file_is_a_failure_and_not_a_text() -> None:
    for content, extension in ((b"PK\x03\x04", "docx"), (PDF[:80], "pdf")):
        with pytest.raises(ChildFailed):
            blocks(content, extension)


def test_there_is_an_end_to_what_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = kept_blocks.Kept()
    kept.left = 10

    kept.add("p", "åtta två")
    with pytest.raises(kept_blocks.Enough):
        kept.add("p", "en rad till")

    assert kept.blocks == [{"p": "åtta två"}, {"p": "en"}]


def test_an_entity_of_a_file_is_not_expanded() -> None:
    body = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "uppblåst">]>'
    document = docx("Text")
    with zipfile.ZipFile(io.BytesIO(document)) as packed:
        text = packed.read("word/document.xml").decode().replace("?>", "?>" + body).replace("Text<", "Text &x; &y;<")

    told = str(blocks(archive([("word/document.xml", text.encode())]), "docx"))

    assert "root:" not in told
    assert "uppblåst" not in told
