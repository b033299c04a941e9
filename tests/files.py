"""Små hela filer av varje slag: whole and readable, made by code, for whoever has to upload one."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
ODF_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def pdf(*pages: str, root: str = "", objects: Mapping[int, bytes] | None = None, page: str = "") -> bytes:
    """A PDF with a line of text on each page; `root` and `page` add to their dictionaries, `objects` begin at 50."""
    lines = pages or ("Sida ett",)
    first = 10
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(lines)))
    made = {
        1: f"<</Type/Catalog/Pages 2 0 R{root}>>".encode(),
        2: f"<</Type/Pages/Count {len(lines)}/Kids[{kids}]>>".encode(),
        3: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        **(objects or {}),
    }
    for number, line in enumerate(lines):
        told = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
        stream = b"BT /F1 12 Tf 72 720 Td (" + told + b") Tj ET"
        made[first + 2 * number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {first + 2 * number + 1} 0 R{page}>>"
        ).encode()
        made[first + 2 * number + 1] = b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream)
    return objects_as_pdf(made)


def objects_as_pdf(made: Mapping[int, bytes], trailer: str = "") -> bytes:
    """The objects with their cross-reference table; number 1 is the catalogue."""
    written, places = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, body in sorted(made.items()):
        places[number] = len(written)
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(written), max(made) + 1
    rows = (b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(size))
    written += b"xref\n0 %d\n%s" % (size, b"".join(rows))
    written += f"trailer<</Root 1 0 R/Size {size}{trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(written)


def png(width: int = 2, height: int = 2, *, told: tuple[int, int] | None = None) -> bytes:
    """A white picture; `told` is the size that its head claims."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", *(told or (width, height)), 8, 0, 0, 0, 0)
    rows = (b"\0" + b"\xff" * width) * height
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def archive(members: Iterable[tuple[str, bytes]], *, stored: Iterable[str] = ()) -> bytes:
    """A zip file of the members, deflated but for `stored`."""
    packed, plain = io.BytesIO(), set(stored)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            member = zipfile.ZipInfo(name)  # of 1980: the same members make the same file
            member.compress_type = zipfile.ZIP_STORED if name in plain else zipfile.ZIP_DEFLATED
            target.writestr(member, content)
    return packed.getvalue()


def docx(*paragraphs: str, more: Iterable[tuple[str, bytes]] = (), body: str = "") -> bytes:
    """A text of paragraphs; `body` is raw XML after them, `more` other members."""
    told = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in paragraphs or ("Text",))
    document = f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>{told}{body}</w:body></w:document>'
    return archive([("[Content_Types].xml", TYPES), ("word/document.xml", document.encode()), *more])


def xlsx(*rows: Iterable[str | int], name: str = "Blad1", more: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """A sheet of rows; words are kept in the cells themselves."""
    lines = []
    for number, row in enumerate(rows or (["A", 1],), start=1):
        cells = "".join(
            f'<c r="{chr(65 + at)}{number}"><v>{value}</v></c>'
            if isinstance(value, int)
            else f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{value}</t></is></c>'
            for at, value in enumerate(row)
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    book = (
        f'<workbook xmlns="{S}" xmlns:r="{relations}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    related = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    sheet = f'<worksheet xmlns="{S}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    return archive(
        [
            ("[Content_Types].xml", TYPES),
            ("xl/workbook.xml", book.encode()),
            ("xl/_rels/workbook.xml.rels", related.encode()),
            ("xl/worksheets/sheet1.xml", sheet.encode()),
            *more,
        ]
    )


def odt(*paragraphs: str, more: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """A text of paragraphs in the open format."""
    told = "".join(f"<text:p>{line}</text:p>" for line in paragraphs or ("Text",))
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{OFFICE}" xmlns:text="{ODF_TEXT}">'
        f"<office:body><office:text>{told}</office:text></office:body></office:document-content>"
    )
    kind = ("mimetype", b"application/vnd.oasis.opendocument.text")
    return archive([kind, ("content.xml", content.encode()), *more], stored=["mimetype"])


def msg(more: str = "") -> bytes:
    """What Outlook saves looks like this from outside; nothing reads it as a letter."""
    return OLE + b"\0" * 512 + "__properties_version1.0".encode("utf-16-le") + more.encode("utf-16-le") + b"\0" * 512


PDF = pdf()
PNG = png()
JPG = (
    b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    b"\xff\xc0\0\x0b\x08\0\x02\0\x02\x01\x01\x11\0" + b"\0" * 32 + b"\xff\xd9"
)
DOCX = docx()
XLSX = xlsx()
ODT = odt()
MSG = msg()
EML = b"From: Anna <anna@example.se>\r\nTo: ks@example.se\r\nSubject: Hej\r\n\r\nHej!\r\n"
