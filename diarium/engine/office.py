"""Läsning av Word, OpenDocument och Excel: in the order of the text. Runs in the child process only.

The trees are walked, never built: what has been read of one is let go at once. Entities stay what they are.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from diarium.engine.blocks import Enough, Kept

MAX_CELLS: Final = 200_000
MAX_COLUMNS: Final = 60
MAX_SHARED: Final = 500_000

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_HEADING: Final = re.compile(r"(?:heading|rubrik|title)", re.IGNORECASE)
_DATE_FORMATS: Final = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
_DATE_LETTERS: Final = re.compile(r"[yd]", re.IGNORECASE)
_IN_QUOTES: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_DAY_ZERO: Final = date(1899, 12, 30)


def _walk(content: Any, *tags: str) -> Iterator[Any]:
    from lxml import etree

    yield from (
        element
        for _event, element in etree.iterparse(
            content, tag=tags, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
        )
    )


def _let_go(element: Any) -> None:
    """The element and what stood before it are read."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def read_docx(path: Path, kept: Kept) -> None:
    """Ett Word-dokument: its body, then its notes."""
    with zipfile.ZipFile(path) as archive:
        names = [
            "word/document.xml",
            *sorted(n for n in archive.namelist() if re.fullmatch(r"word/(?:foot|end)notes\.xml", n)),
        ]
        for name in names:
            with archive.open(name) as content:
                _word_body(content, kept)


def _word_body(content: Any, kept: Kept) -> None:
    """Top-level paragraphs and tables in their order; what lies in a table is read with the table."""
    for element in _walk(content, f"{_W}p", f"{_W}tbl"):
        if any(True for _above in element.iterancestors(f"{_W}tbl")):
            continue
        if element.tag == f"{_W}tbl":
            kept.add("table", _word_rows(element))
        else:
            _word_paragraph(element, kept)
        _let_go(element)


def _word_rows(table: Any) -> list[list[str]]:
    rows = [
        [" ".join(filter(None, map(_word_text, cell.iter(f"{_W}p")))) for cell in row.iter(f"{_W}tc")][:MAX_COLUMNS]
        for row in table.iter(f"{_W}tr")
    ]
    return [row for row in rows if any(row)]


def _word_paragraph(paragraph: Any, kept: Kept) -> None:
    text = _word_text(paragraph)
    style = next((found.get(f"{_W}val", "") for found in paragraph.iter(f"{_W}pStyle")), "")
    if _HEADING.match(style):
        kept.add("h3", text)
    elif text and next(paragraph.iter(f"{_W}numPr"), None) is not None:
        kept.add("ul", [text])
    else:
        kept.add("p", text)


def _word_text(paragraph: Any) -> str:
    words = []
    for part in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        if part.tag == f"{_W}t":
            words.append(part.text or "")
        else:
            words.append({f"{_W}tab": " ", f"{_W}noBreakHyphen": "-"}.get(part.tag, "\n"))
    return "".join(words).strip()


def read_odt(path: Path, kept: Kept) -> None:
    """En text i OpenDocument."""
    kinds = (f"{_TEXT}h", f"{_TEXT}p", f"{_TABLE}table")
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        for element in _walk(content, *kinds):
            above = {found.tag for found in element.iterancestors()}
            if f"{_TABLE}table" in above or f"{_TEXT}p" in above:
                continue
            if element.tag == f"{_TABLE}table":
                kept.add("table", _open_rows(element))
            elif element.tag == f"{_TEXT}h":
                kept.add("h3", _open_text(element))
            elif f"{_TEXT}list-item" in above:
                kept.add("ul", [text] if (text := _open_text(element)) else [])
            else:
                kept.add("p", _open_text(element))
            element.clear()


def _open_rows(table: Any) -> list[list[str]]:
    """Repeated cells once: their number may be a million."""
    rows = [
        [" ".join(filter(None, map(_open_text, cell.iter(f"{_TEXT}p")))) for cell in row.iter(f"{_TABLE}table-cell")]
        for row in table.iter(f"{_TABLE}table-row")
    ]
    return [row[:MAX_COLUMNS] for row in rows if any(row)]


def _open_text(element: Any) -> str:
    words = [element.text or ""]
    for part in element.iterdescendants():
        if part.tag == f"{_TEXT}line-break":
            words.append("\n")
        elif part.tag in (f"{_TEXT}tab", f"{_TEXT}s"):
            words.append(" ")
        elif isinstance(part.tag, str):
            words.append(part.text or "")
        words.append(part.tail or "")
    return "".join(words).strip()


def read_xlsx(path: Path, kept: Kept) -> None:
    """Ett kalkylark: each sheet as a table under its name."""
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        shared = _shared(archive) if "xl/sharedStrings.xml" in names else []
        dates = _date_styles(archive) if "xl/styles.xml" in names else set()
        left = MAX_CELLS
        for title, name in _sheets(archive, names):
            kept.add("h3", title)
            with archive.open(name) as content:
                rows = []
                for row in _walk(content, f"{_S}row"):
                    cells = [_cell(cell, shared, dates) for cell in row.iter(f"{_S}c")][:MAX_COLUMNS]
                    left -= len(cells)
                    if any(cells):
                        rows.append(cells)
                    _let_go(row)
                    if left < 0:
                        break
            kept.add("table", rows)
            if left < 0:
                raise Enough


def _sheets(archive: zipfile.ZipFile, names: set[str]) -> Iterator[tuple[str, str]]:
    from lxml import etree

    safe = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    related = {}
    if "xl/_rels/workbook.xml.rels" in names:
        for found in etree.fromstring(archive.read("xl/_rels/workbook.xml.rels"), safe):
            related[found.get("Id")] = "xl/" + str(found.get("Target", "")).removeprefix("/xl/").removeprefix("./")
    for sheet in etree.fromstring(archive.read("xl/workbook.xml"), safe).iter(f"{_S}sheet"):
        name = related.get(sheet.get(f"{_R}id"), "")
        if name in names:
            yield str(sheet.get("name", "")), name


def _shared(archive: zipfile.ZipFile) -> list[str]:
    words = []
    with archive.open("xl/sharedStrings.xml") as content:
        for item in _walk(content, f"{_S}si"):
            words.append("".join(text.text or "" for text in item.iter(f"{_S}t")))
            _let_go(item)
            if len(words) >= MAX_SHARED:
                break
    return words


def _date_styles(archive: zipfile.ZipFile) -> set[str]:
    """The numbers of the cell styles that show a day."""
    from lxml import etree

    root = etree.fromstring(archive.read("xl/styles.xml"), etree.XMLParser(resolve_entities=False, recover=True))
    own = {
        int(found.get("numFmtId", 0))
        for found in root.iter(f"{_S}numFmt")
        if _DATE_LETTERS.search(_IN_QUOTES.sub("", found.get("formatCode", "")))
    }
    styles = next(root.iter(f"{_S}cellXfs"), ())
    return {str(number) for number, style in enumerate(styles) if int(style.get("numFmtId", 0)) in _DATE_FORMATS | own}


def _cell(cell: Any, shared: list[str], dates: set[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return "".join(text.text or "" for text in cell.iter(f"{_S}t"))
    value = next((found.text or "" for found in cell.iter(f"{_S}v")), "")
    if kind == "s" and value.isdigit() and int(value) < len(shared):
        return shared[int(value)]
    if kind == "n" and cell.get("s", "") in dates:
        try:
            return (_DAY_ZERO + timedelta(days=int(float(value)))).isoformat()
        except (ValueError, OverflowError):
            return value
    return value
