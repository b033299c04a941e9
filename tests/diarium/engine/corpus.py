"""Dåliga filer: a corpus of uploads made by code, each with its name. What each must get stands in `test_bad_files`."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from typing import Final

import pikepdf

from tests.files import (
    DOCX,
    JPG,
    MSG,
    ODT,
    OLE,
    PDF,
    PNG,
    XLSX,
    archive,
    docx,
    msg,
    objects_as_pdf,
    odt,
    pdf,
    png,
    xlsx,
)

RELATIONS: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
KINDS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LAUGHS: Final = (
    "<!DOCTYPE a [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "]><a>&a11;</a>"
)
XXE: Final = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"
QUADRATIC: Final = f"<!DOCTYPE a [<!ENTITY x '{'x' * 50_000}'>]><a>{'&x;' * 50_000}</a>"
EXE: Final = b"MZ\x90\x00\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + b"\0" * 64


def relation(kind: str, target: str) -> bytes:
    return (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r" Type="{KINDS}/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    ).encode()


def raw_member(
    name: bytes, content: bytes, *, method: int = 8, told: int | None = None, crc: int | None = None
) -> bytes:
    """A member as it stands in a zip file, with the size and the sum that its head claims."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    numbers = (zlib.crc32(content) if crc is None else crc, len(packed), len(content) if told is None else told)
    return struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, method, 0, 33, *numbers, len(name), 0) + name + packed


def raw_zip(*members: tuple[bytes, bytes], places: tuple[int, ...] | None = None, attributes: int = 0) -> bytes:
    """A zip file of raw members; `places` lets several names share one member."""
    written, begins = b"", []
    for _name, member in members:
        begins.append(len(written))
        written += member
    directory = b""
    for number, (name, member) in enumerate(members):
        crc, packed, size = struct.unpack_from("<3L", member, 14)
        method = struct.unpack_from("<H", member, 8)[0]
        place = places[number] if places else begins[number]
        head = ("<4s6H3L5H2L", b"PK\1\2", 788, 20, 0, method, 0, 33, crc, packed, size, len(name), 0, 0, 0, 0)
        directory += struct.pack(*head, attributes, place) + name
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(members), len(members), len(directory), len(written), 0)
    return written + directory + end


def named(name: bytes, content: bytes = b"<w:document/>", **more: int) -> tuple[bytes, bytes]:
    return name, raw_member(name, content, **more)


def bomb_of_many_members() -> bytes:
    """1,3 GiB in eighteen members, each of them of modest ratio: only counting finds it."""
    chance = random.Random(3)  # noqa: S311 the same bytes every time
    part = b"".join(chance.randbytes(700) + b"\0" * 99_300 for _number in range(730))
    ones = [named(b"word/document.xml"), named(b"word/media/0.bin", part)]
    _name, packed = ones[1]
    begin = packed[: 30 - 4] + struct.pack("<2H", len(b"word/media/00.bin"), 0)
    content = packed[30 + len(_name) :]
    many = [(f"word/media/{n:02}.bin".encode(), begin + f"word/media/{n:02}.bin".encode() + content) for n in range(18)]
    return raw_zip(ones[0], *many)


def overlapping() -> bytes:
    """Two hundred names for the same thirty kilobytes."""
    chance = random.Random(1)  # noqa: S311 the same bytes every time
    first, shared = named(b"word/document.xml"), named(b"x" * 20, b"\0" * 40_000 + chance.randbytes(30_000))
    names = [(b"n%019d" % number, shared[1]) for number in range(200)]
    return raw_zip(first, *names, places=(0, *[len(first[1])] * 200))


def encrypted_zip() -> bytes:
    """The flag that says encrypted, set in both heads of the first member."""
    content = bytearray(DOCX)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.index(signature) + offset
        content[place : place + 2] = struct.pack("<H", 1)
    return bytes(content)


def with_method(method: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as target:
        target.writestr("word/document.xml", b"<w:document/>")
    return packed.getvalue()


def saved(**options: object) -> bytes:
    """Our small PDF, written again by qpdf."""
    with pikepdf.open(io.BytesIO(PDF)) as document:
        out = io.BytesIO()
        document.save(out, **options)  # type: ignore[arg-type]
        return out.getvalue()


def locked_pdf(user: str) -> bytes:
    allowed = pikepdf.Permissions(extract=False, print_highres=False)
    return saved(encryption=pikepdf.Encryption(owner="agare", user=user, allow=allowed))


def hidden_script() -> bytes:
    """The script lies in a compressed object stream, where no search of the bytes finds it."""
    with pikepdf.open(io.BytesIO(PDF)) as document:
        action = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        document.Root.OpenAction = document.make_indirect(action)
        out = io.BytesIO()
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def bursting_stream(size: int, head: str, body: Callable[[bytes], bytes] = lambda content: content) -> bytes:
    content = body(zlib.compress(b"0" * size, 9))
    return f"<<{head}/Filter/FlateDecode/Length {len(content)}>>stream\n".encode() + content + b"\nendstream"


def object_stream_bomb() -> bytes:
    """A catalogue that lies in an object stream of 640 megabytes, deflated twice."""
    packer = zlib.compressobj(9)
    once = packer.compress(b"1 0 <</Type/Catalog/Pages 9 0 R>>")
    once += b"".join(packer.compress(b" " * (1 << 20)) for _number in range(640)) + packer.flush()
    twice = zlib.compress(once, 9)
    head = f"<</Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]/Length {len(twice)}>>stream\n".encode()
    body = b"%PDF-1.7\n"
    place = len(body)
    body += b"5 0 obj\n" + head + twice + b"\nendstream\nendobj\n"
    start = len(body)
    table = b"\0\0\0\0\0\xff" + b"\2\0\0\0\5\0" + b"\0" * 18 + b"\1" + place.to_bytes(4, "big") + b"\0"
    table += b"\1" + start.to_bytes(4, "big") + b"\0"
    xref = f"6 0 obj\n<</Type/XRef/W[1 4 1]/Size 7/Root 1 0 R/Length {len(table)}>>stream\n".encode()
    return body + xref + table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def many_objects(count: int) -> bytes:
    return pdf(objects={50 + number: b"<</A 1>>" for number in range(count)})


def many_parts(count: int, inside: str = "\r\n\r\nx\r\n") -> bytes:
    parts = f"--g{inside}" * count
    return f"From: a@b.se\r\nContent-Type: multipart/mixed; boundary=g\r\n\r\n{parts}--g--\r\n".encode()


def deep_mail(depth: int) -> bytes:
    told = "From: a@b.se\r\n"
    for number in range(depth):
        told += f"Content-Type: multipart/mixed; boundary=g{number}\r\n\r\n--g{number}\r\n"
    return told.encode() + b"\r\nx"


def mail_with(name: str) -> bytes:
    return many_parts(1, f'\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\nMZ\r\n')


def jpeg(width: int, height: int, end: bytes = b"") -> bytes:
    return JPG.replace(b"\xff\xc0\0\x0b\x08\0\2\0\2", b"\xff\xc0\0\x0b\x08" + struct.pack(">2H", height, width)) + end


def of(content: bytes) -> Callable[[], bytes]:
    return lambda: content


ACTION: Final = "<</S/JavaScript/JS(app.alert\\(1\\))>>"
FILE: Final = {50: b"<</Type/Filespec/F(a.exe)/EF<</F 51 0 R>>>>", 51: b"<</Length 2>>stream\nMZ\nendstream"}
ENTITIES: Final = partial(archive, [("word/document.xml", LAUGHS.encode())])

FILES: Final[dict[str, Callable[[], bytes]]] = {
    # something else than it says
    "tom.pdf": of(b""),
    "nollor.pdf": of(b"\0" * 5000),
    "program.pdf": of(EXE),
    "bild.pdf": of(PNG),
    "webbsida.pdf": of(b"<!DOCTYPE html><script>alert(1)</script>"),
    "arkiv.pdf": of(DOCX),
    "arkiv-forst.pdf": lambda: DOCX + PDF,
    "pdf.docx": of(PDF),
    "kalkyl.docx": of(XLSX),
    "text.xlsx": of(DOCX),
    "word.odt": of(DOCX),
    "bara-ett-arkiv.docx": lambda: archive([("readme.txt", b"x")]),
    "program-forst.docx": lambda: EXE + DOCX,
    "foto.png": of(JPG),
    "gif.png": of(b"GIF89a\1\0\1\0\0\0\0;"),
    "karta.jpg": of(PNG),
    "pdf.msg": of(PDF),
    "gammal-doc.msg": of(OLE + b"\0" * 1024),
    "binar.eml": of(b"From: a@b.se\r\n\0\0\0"),
    "webbsida.eml": of(b"<html><body>"),
    "latin1.txt": of("räksmörgås".encode("cp1252")),
    "utf16.txt": of("text".encode("utf-16")),
    "noll.txt": of(b"text\0med nolla"),
    "utf16.xml": of("<a/>".encode("utf-16")),
    "webbsida.xml": of(b"<!DOCTYPE html><html><body><p>x<br></body></html>"),
    "trasig.xml": of(b"<a><b></a>"),
    "ord.xml": of(b"inte xml"),
    # types that are not taken
    "program.exe": of(EXE),
    "faktura.pdf.exe": of(EXE),
    "faktura\u202efdp.exe": of(EXE),
    "makron.docm": of(DOCX),
    "bild.svg": of(b"<svg onload='alert(1)'/>"),
    "sida.html": of(b"<script>"),
    "arkiv.zip": of(DOCX),
    "namn.pdf\0.exe": of(PDF),
    # bursting archives
    "bomb.docx": lambda: docx(more=[("word/media/a.bin", b"\0" * (30 << 20))]),
    "bomb-i-arkiv.docx": lambda: docx(more=[("word/a.zip", archive([("b", b"\0" * (30 << 20))]))]),
    "manga-sma-bomber.docx": bomb_of_many_members,
    "overlappande.docx": overlapping,
    "manga-medlemmar.docx": lambda: docx(more=[(f"m{n}", b"") for n in range(5_000)]),
    "djup.docx": lambda: docx(more=[("a.zip", archive([("b.zip", archive([("c.txt", b"c")]))]))]),
    "ljuger-om-storlek.docx": lambda: raw_zip(named(b"word/document.xml", b"<x/>" * 500_000, told=4)),
    "ljuger-om-summa.docx": lambda: raw_zip(named(b"word/document.xml", crc=1)),
    "entiteter.docx": ENTITIES,
    "entiteter-utf16.docx": lambda: archive([("word/document.xml", LAUGHS.encode("utf-16"))]),
    "yttre-entitet.docx": lambda: docx(more=[("word/styles.xml", XXE.encode())]),
    "entiteter.odt": lambda: odt(more=[("styles.xml", QUADRATIC.encode())]),
    # archives with names that lead away
    "uppat.docx": lambda: docx(more=[("../../etc/cron.d/x", b"x")]),
    "rot.docx": lambda: docx(more=[("/etc/passwd", b"x")]),
    "bakstreck.docx": lambda: docx(more=[("..\\..\\x.exe", b"x")]),
    "enhet.docx": lambda: docx(more=[("C:/Windows/x.dll", b"x")]),
    "noll-i-namn.docx": lambda: raw_zip(named(b"word/document.xml"), named(b"a.xml\0.exe")),
    "dubbla-namn.docx": lambda: raw_zip(named(b"word/document.xml"), named(b"word/document.xml", b"<annat/>")),
    "lank.docx": lambda: raw_zip(named(b"word/document.xml"), attributes=0o120777 << 16),
    # locked and broken
    "last.docx": encrypted_zip,
    "last-office.docx": of(OLE + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512),
    "last.odt": lambda: odt(more=[("META-INF/manifest.xml", b"<m:m xmlns:m='m'><m:encryption-data/></m:m>")]),
    "lzma.docx": partial(with_method, zipfile.ZIP_LZMA),
    "avbruten.docx": lambda: DOCX[: len(DOCX) // 2],
    "skadad.docx": lambda: DOCX[:60] + b"\xff\xff\xff" + DOCX[63:],
    "trasig-relation.docx": lambda: docx(more=[("word/_rels/document.xml.rels", b"<Relationships>")]),
    "last.pdf": partial(locked_pdf, "hemligt"),
    "avbruten.pdf": lambda: PDF[:60],
    "bara-huvud.pdf": of(b"%PDF-1.7\n%%EOF\n"),
    "utan-sidor.pdf": lambda: objects_as_pdf(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>"}
    ),
    "rundgang.pdf": lambda: objects_as_pdf(
        {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"}
    ),
    "for-manga-sidor.pdf": lambda: pdf(*["x"] * 5_001),
    "djupa-listor.pdf": lambda: pdf(objects={50: b"[" * 200_000}),
    "objektbomb.pdf": object_stream_bomb,
    # bursting texts and pictures
    "miljard-skratt.xml": of(LAUGHS.encode()),
    "kvadratisk.xml": of(QUADRATIC.encode()),
    "yttre-entitet.xml": of(XXE.encode()),
    "jattebild.png": lambda: png(told=(60_000, 60_000)),
    "tom-bild.png": lambda: png(told=(0, 10)),
    "avbruten.png": lambda: PNG[:30],
    "jattebild.jpg": lambda: jpeg(65_500, 65_500),
    "utan-bild.jpg": of(b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"),
    "manga-delar.eml": lambda: many_parts(6_000),
    "djup.eml": lambda: deep_mail(2_000),
    # active, let in with a sentence
    "oppnar.pdf": lambda: pdf(root=f"/OpenAction{ACTION}"),
    "skript.pdf": lambda: pdf(root=f"/Names<</JavaScript<</Names[(a){ACTION}]>>>>"),
    "dolt-skript.pdf": hidden_script,
    "sidhandelse.pdf": lambda: pdf(page=f"/AA<</O{ACTION}>>"),
    "startar.pdf": lambda: pdf(page="/Annots[<</Type/Annot/Subtype/Link/A<</S/Launch/F(cmd.exe)>>>>]"),
    "skickar.pdf": lambda: pdf(root="/OpenAction<</S/SubmitForm/F(http://x)>>"),
    "bilagor.pdf": lambda: pdf(root="/Names<</EmbeddedFiles<</Names[(a)50 0 R]>>>>", objects=FILE),
    "xfa.pdf": lambda: pdf(root="/AcroForm<</Fields[]/XFA[(a)51 0 R]>>", objects={51: FILE[51]}),
    "begransad.pdf": partial(locked_pdf, ""),
    "arkiv-efter.pdf": lambda: PDF + DOCX,
    "skript-efter.pdf": lambda: PDF + b"<script>alert(1)</script>",
    "manga-objekt.pdf": partial(many_objects, 310_000),
    "makron.docx": lambda: docx(more=[("word/vbaProject.bin", b"x")]),
    "activex.docx": lambda: docx(more=[("word/activeX/activeX1.bin", b"x")]),
    "mall.docx": lambda: docx(more=[("word/_rels/settings.xml.rels", relation("attachedTemplate", "http://x/m.dotm"))]),
    "spionbild.docx": lambda: docx(more=[("word/_rels/document.xml.rels", relation("image", "http://x/a.png"))]),
    "dde.docx": lambda: docx(body="<w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>"),
    "inbaddat.docx": lambda: docx(more=[("word/embeddings/a.docx", docx(more=[("word/vbaProject.bin", b"x")]))]),
    "kalla.xlsx": lambda: xlsx(more=[("xl/externalLinks/_rels/a.xml.rels", relation("externalLinkPath", "//x/a"))]),
    "makron.odt": lambda: odt(more=[("Basic/Standard/a.xml", b"<a/>")]),
    "arkiv-efter.png": lambda: PNG + DOCX,
    "skript-efter.jpg": lambda: jpeg(2, 2, b"<script>alert(1)</script>"),
    "program.eml": lambda: mail_with("faktura.pdf.exe"),
    "makron.msg": lambda: msg("_VBA_PROJECT"),
    # odd but harmless here: nothing opens what would burst
    "ljuger-om-antal.pdf": lambda: PDF.replace(b"/Count 1/", b"/Count 9/"),
    "sprangande-strom.pdf": lambda: pdf(objects={50: bursting_stream(100 << 20, "/Type/XObject")}),
    "hyperlank.docx": lambda: docx(more=[("word/_rels/document.xml.rels", relation("hyperlink", "http://x"))]),
    "djup.xml": of(b"<a>" * 200_000 + b"</a>" * 200_000),
    "text-efter.odt": lambda: ODT + b"text",
    "brev.msg": of(MSG),
}
