"""Filer gjorda för hand: archives, texts and PDFs that lie, burst, lead away or carry what they should not."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Final

import pikepdf

from tests.files import (
    DOCX,
    JPG,
    PDF,
    pdf,
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
