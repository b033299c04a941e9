"""Läsning av en främmande fil: its text as blocks, and its pages as pictures. Runs in the child process only.

A block is a dict with one key: `p`, `h3`, `ul` (a list) or `table` (rows of cells). Documents are walked, never built:
what has been read of a tree is let go at once. There is an end to how much of a file is read; what is cut is said.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_binary_file, policy
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any, Final

MAX_CHARACTERS: Final = 2_000_000
MAX_BLOCKS: Final = 40_000
MAX_CELLS: Final = 200_000
MAX_COLUMNS: Final = 60
MAX_PAGES_READ: Final = 5_000
MAX_PAGES_DRAWN: Final = 150
MAX_SHARED: Final = 500_000
DOTS_PER_INCH: Final = 130
WIDEST: Final = 1_800

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
_HEADS: Final = (("From", "Från"), ("To", "Till"), ("Cc", "Kopia"), ("Date", "Skickat"), ("Subject", "Ämne"))

Block = dict[str, Any]


class _Enough(Exception):
    """The limit is reached."""


class _Kept:
    """Blocks so far, within the limits."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.left = MAX_CHARACTERS

    def add(self, kind: str, content: Any) -> None:
        texts = [content] if isinstance(content, str) else content
        size = sum(len(text) if isinstance(text, str) else sum(map(len, text)) for text in texts)
        if not size:
            return
        if size > self.left or len(self.blocks) >= MAX_BLOCKS:
            if isinstance(content, str) and self.left > 0:
                self.blocks.append({kind: content[: self.left]})
            raise _Enough
        self.left -= size
        if kind == "ul" and self.blocks and "ul" in self.blocks[-1]:
            self.blocks[-1]["ul"].extend(content)
        else:
            self.blocks.append({kind: content})


def read(payload: dict[str, Any], path: str) -> dict[str, Any]:
    """The blocks of the file, `payload["extension"]` saying its type; `cut` = there was more."""
    kept, cut = _Kept(), False
    try:
        READERS[payload["extension"]](Path(path), kept)
    except _Enough:
        cut = True
    return {"blocks": kept.blocks, "cut": cut}


def _plain(path: Path, kept: _Kept) -> None:
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for line in lines:
            kept.add("p", line.rstrip("\n"))


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


def _docx(path: Path, kept: _Kept) -> None:
    with zipfile.ZipFile(path) as archive:
        names = [
            "word/document.xml",
            *sorted(n for n in archive.namelist() if re.fullmatch(r"word/(?:foot|end)notes\.xml", n)),
        ]
        for name in names:
            with archive.open(name) as content:
                _word_body(content, kept)


def _word_body(content: Any, kept: _Kept) -> None:
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


def _word_paragraph(paragraph: Any, kept: _Kept) -> None:
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


def _odt(path: Path, kept: _Kept) -> None:
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


def _xlsx(path: Path, kept: _Kept) -> None:
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
                raise _Enough


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


def _pdf(path: Path, kept: _Kept) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    for number in range(min(len(document), MAX_PAGES_READ)):
        page = document[number]
        text = page.get_textpage().get_text_range()
        page.close()
        for line in text.splitlines():
            kept.add("p", line.strip())


def _mail(path: Path, kept: _Kept) -> None:
    with path.open("rb") as content:
        letter = message_from_binary_file(content, policy=policy.default)
    told = [[label, value] for name, label in _HEADS if (value := _header(letter, name))]
    kept.add("table", [["Brevhuvud", ""], *told])
    for line in _words_of(letter).splitlines():
        kept.add("p", line.strip())
    names = [str(name) for part in letter.walk() if (name := _name_of(part))]
    if names:
        kept.add("h3", "Bilagor i meddelandet")
        kept.add("ul", names)


def _safely(ask: Callable[[], Any]) -> Any:
    """Headers of spam and of old programs break every rule there is; what cannot be read is nothing."""
    try:
        return ask()
    except (ValueError, LookupError, AttributeError, TypeError, IndexError, AssertionError):
        return None


def _header(letter: Message[Any, Any], name: str) -> str:
    return " ".join(str(_safely(lambda: letter[name]) or "").split())


def _name_of(part: Message[Any, Any]) -> str:
    return str(_safely(part.get_filename) or "")


def _words_of(letter: Message[Any, Any]) -> str:
    if not isinstance(letter, EmailMessage):
        return ""
    body = _safely(lambda: letter.get_body(preferencelist=("plain", "html")))
    if body is None:
        return ""
    words = str(_safely(body.get_content) or "")
    if body.get_content_type() == "text/html":
        from diarium.engine.letter_words import without_markup

        return without_markup(words)
    return words


def _outlook(path: Path, kept: _Kept) -> None:
    from diarium.engine.letter import MSG, read_letter

    letter, _contents = read_letter(path.read_bytes(), MSG)
    sent = letter.sent.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC") if isinstance(letter.sent, datetime) else ""
    told = [["Från", f"{letter.sender} {letter.address}".strip()], ["Skickat", sent], ["Ämne", letter.subject]]
    kept.add("table", [["Brevhuvud", ""], *(row for row in told if row[1])])
    for line in letter.body.splitlines():
        kept.add("p", line.strip())
    if letter.parts:
        kept.add("h3", "Bilagor i meddelandet")
        kept.add("ul", [part.file_name for part in letter.parts])


def _nothing(_path: Path, _kept: _Kept) -> None:
    """A picture has no text."""


READERS: Final = {
    "txt": _plain,
    "xml": _plain,
    "docx": _docx,
    "odt": _odt,
    "xlsx": _xlsx,
    "pdf": _pdf,
    "eml": _mail,
    "msg": _outlook,
    "png": _nothing,
    "jpg": _nothing,
}


def draw(payload: dict[str, Any], path: str) -> dict[str, Any]:
    """Pages as pictures in the process's folder: name, size in points, and the text that stands on it.

    `pages` None = the file is longer than what is drawn.
    """
    return _draw_pdf(path) if payload["extension"] == "pdf" else _draw_picture(path)


def _draw_pdf(path: str) -> dict[str, Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    if len(document) > MAX_PAGES_DRAWN:
        return {"pages": None}
    pages = []
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        scale = min(DOTS_PER_INCH / 72, WIDEST / max(width, height, 1))
        picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
        name = f"{number}.jpg"
        picture.save(name, quality=82, optimize=True)
        text = page.get_textpage().get_text_range()[:20_000]
        pages.append({"name": name, "width": width, "height": height, "text": text})
        page.close()
    return {"pages": pages}


def _draw_picture(path: str) -> dict[str, Any]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = 100_000_000
    with Image.open(io.BytesIO(Path(path).read_bytes())) as opened:
        opened.draft("RGB", (WIDEST * 2, WIDEST * 2))
        picture = ImageOps.exif_transpose(opened)
        if picture.mode in ("RGBA", "LA", "P"):
            clear = picture.convert("RGBA")
            picture = Image.new("RGB", clear.size, "white")
            picture.paste(clear, mask=clear.getchannel("A"))
        picture = picture.convert("RGB")
        picture.thumbnail((WIDEST, WIDEST))
        picture.save("0.jpg", quality=85)
        width, height = picture.size
    wide = width > height
    return {"pages": [{"name": "0.jpg", "width": 842 if wide else 595, "height": 595 if wide else 842, "text": ""}]}
