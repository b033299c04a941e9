"""Uppladdningsgrinden: what is let in, and the sentence for what is not. The bad files are in `test_bad_files`."""

from __future__ import annotations

import io

import pytest

from diarium.engine import child, upload
from tests.files import DOCX, EML, JPG, MSG, ODT, PDF, PNG, XLSX


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


def test_a_large_file_is_refused_with_both_sizes() -> None:
    with pytest.raises(upload.FileTooLarge, match=r"Filen är 3 MB[.] Den får vara högst 2 MB"):
        upload.admit(PDF + b" " * (2 << 20), "stor.pdf", max_bytes=2 << 20)


@pytest.mark.parametrize(
    ("reason", "refusal"),
    [
        ("time", upload.FileTooHeavy),
        ("memory", upload.FileTooHeavy),
        ("crash", upload.FileDamaged),
        ("error", upload.FileDamaged),
        ("size", upload.FileDamaged),
    ],
)
def test_a_file_that_ends_the_child_process_is_refused(
    monkeypatch: pytest.MonkeyPatch, reason: str, refusal: type[upload.FileDamaged]
) -> None:
    def lost(*_given: object, **_more: object) -> None:
        raise child.ChildFailed(reason)

    monkeypatch.setattr(upload, "run", lost)

    with pytest.raises(refusal):
        upload.admit(PDF, "beslut.pdf")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\Users\\anna\\Mitt beslut.pdf", "Mitt beslut.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("a\r\nContent-Type: x.pdf", "aContent-Type: x.pdf"),
        ("faktura\u202efdp.exe.pdf", "fakturafdp.exe.pdf"),
        ("tom\0namn.pdf", "tomnamn.pdf"),
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
