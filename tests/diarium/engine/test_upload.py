"""Uppladdningsgrinden: what is let in, and the sentence for what is not."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from diarium.engine import upload

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9cc\xfa\xcf\0\0\0\2\0\1"
    b"\xe5'\xde\xfc\0\0\0\0IEND\xaeB`\x82"
)
JPG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + b"\0" * 64 + b"\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
MSG = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024
EML = b"From: Anna <anna@example.se>\r\nSubject: Hej\r\n\r\nHej!\r\n"


def archive(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            target.writestr(name, content)
    return packed.getvalue()


DOCX = archive(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>"))
XLSX = archive(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))
ODT = archive(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<office/>"))


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("beslut.pdf", PDF, "application/pdf"),
        ("BESLUT.PDF", PDF, "application/pdf"),
        ("text.docx", DOCX, upload.MEDIA_TYPES["docx"]),
        ("blad.xlsx", XLSX, upload.MEDIA_TYPES["xlsx"]),
        ("text.odt", ODT, upload.MEDIA_TYPES["odt"]),
        ("brev.eml", EML, "message/rfc822"),
        ("brev.msg", MSG, "application/vnd.ms-outlook"),
        ("karta.png", PNG, "image/png"),
        ("foto.jpg", JPG, "image/jpeg"),
        ("foto.jpeg", JPG, "image/jpeg"),
        ("text.txt", "Åtgärder för ökad trygghet".encode(), "text/plain"),
        ("data.xml", b"<?xml version='1.0'?><a/>", "application/xml"),
    ],
)
def test_every_listed_type_is_let_in(name: str, content: bytes, media_type: str) -> None:
    admitted = upload.admit(content, name)

    assert (admitted.media_type, admitted.size, admitted.warnings) == (media_type, len(content), ())


@pytest.mark.parametrize(
    "name", ["program.exe", "sida.html", "bild.svg", "makro.docm", "utan-andelse", "arkiv.zip", "x.pdf.js"]
)
def test_other_types_are_refused_with_a_way_out(name: str) -> None:
    with pytest.raises(upload.FileTypeRefused, match="Spara om som pdf eller docx"):
        upload.admit(PDF, name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", PNG),
        ("a.pdf", b"MZ\x90\0" + b"\0" * 64),
        ("a.png", JPG),
        ("a.jpg", PNG),
        ("a.msg", PDF),
        ("a.docx", PDF),
        ("a.docx", XLSX),
        ("a.xlsx", DOCX),
        ("a.odt", DOCX),
        ("a.docx", archive(("readme.txt", b"bara ett arkiv"))),
        ("a.txt", "räksmörgås".encode("cp1252")),
        ("a.txt", b"text\0med nolla"),
        ("a.txt", "text".encode("utf-16")),
        ("a.xml", b"inte xml"),
        ("a.eml", b"\0\0binart"),
        ("a.eml", b"<html>"),
    ],
)
def test_content_that_is_something_else_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(upload.FileMismatch, match="stämmer inte med filtypen"):
        upload.admit(content, name)


def encrypted_archive() -> bytes:
    """The flag that says encrypted, set in both headers of the first member."""
    content = bytearray(DOCX)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(signature) + offset
        content[place : place + 2] = struct.pack("<H", 1)
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("tom.pdf", b""),
        ("last.pdf", PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root")),
        ("avbruten.pdf", PDF[:-8]),
        ("last.docx", encrypted_archive()),
        ("upp.docx", archive(("word/document.xml", b"x"), ("../../etc/cron.d/x", b"x"))),
        ("rot.docx", archive(("word/document.xml", b"x"), ("/etc/passwd", b"x"))),
        ("bomb.docx", archive(("word/document.xml", b"\0" * (30 << 20)))),
        ("many.docx", archive(("word/document.xml", b"x"), *((f"m{n}", b"") for n in range(upload.MAX_MEMBERS)))),
        ("djup.docx", archive(("word/document.xml", b"x"), ("a.zip", archive(("b.zip", archive(("c.txt", b"c"))))))),
        ("skadad.docx", DOCX[:60] + b"\xff\xff\xff" + DOCX[63:]),
    ],
)
def test_encrypted_broken_and_bursting_files_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(upload.FileDamaged, match="krypterad eller skadad"):
        upload.admit(content, name)


def test_a_large_file_is_refused_with_both_sizes() -> None:
    with pytest.raises(upload.FileTooLarge, match=r"Filen är 3 MB[.] Den får vara högst 2 MB"):
        upload.admit(PDF + b" " * (2 << 20), "stor.pdf", max_bytes=2 << 20)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("skript.pdf", PDF.replace(b"/Type", b"/OpenAction 3 0 R/Type")),
        ("makro.docx", archive(("word/document.xml", b"x"), ("word/vbaProject.bin", b"x"))),
    ],
)
def test_active_content_is_let_in_with_a_warning(name: str, content: bytes) -> None:
    assert upload.admit(content, name).warnings == (upload.ACTIVE_CONTENT,)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\anna\\Mitt beslut.pdf", "Mitt beslut.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\r\nContent-Type: x.pdf", "aContent-Type: x.pdf"),
        ("faktura\u202efdp.exe.pdf", "fakturafdp.exe.pdf"),
        (".htaccess.txt", "htaccess.txt"),
        ("å" * 300 + ".pdf", "å" * 200 + ".pdf"),
        ("", "fil"),
    ],
)
def test_the_name_keeps_nothing_that_misleads(given: str, kept: str) -> None:
    assert upload.clean_name(given) == kept


def test_the_stream_is_left_at_its_beginning() -> None:
    stream = io.BytesIO(PDF)

    upload.admit(stream, "beslut.pdf")

    assert stream.read() == PDF
