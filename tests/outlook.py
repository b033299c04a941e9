"""Ett meddelande som Outlook sparar det: a small compound file (MS-CFB) with the properties of a letter (MS-OXMSG)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from itertools import pairwise

SECTOR, MINI = 512, 64
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
TEXT, BINARY, TIME = 0x001F, 0x0102, 0x0040
SUBJECT, BODY, HEADERS, SENT = 0x0037, 0x1000, 0x007D, 0x0039
DATA, FILE_NAME = 0x3701, 0x3707


@dataclass
class _Node:
    name: str
    content: bytes | None = None
    kids: list[_Node] = field(default_factory=list)


def outlook_letter(
    *, subject: str, body: str, headers: str, sent: int = 0, attachments: tuple[tuple[str, bytes], ...] = ()
) -> bytes:
    """The letter as bytes; `sent` is a Windows FILETIME, all contents together under 100 kB."""
    texts = [(SUBJECT, subject), (BODY, body), (HEADERS, headers)]
    root = _Node("Root Entry", kids=[_text(pid, text) for pid, text in texts])
    entries = [_entry(TEXT, pid, 2 * len(text) + 2) for pid, text in texts]
    if sent:
        entries.append(struct.pack("<HHIQ", TIME, SENT, 6, sent))
    counts = struct.pack("<8x4I8x", 0, len(attachments), 0, len(attachments))
    root.kids.append(_Node("__properties_version1.0", counts + b"".join(entries)))
    for number, (name, content) in enumerate(attachments):
        told = _entry(BINARY, DATA, len(content)) + _entry(TEXT, FILE_NAME, 2 * len(name) + 2)
        kids = [
            _text(FILE_NAME, name),
            _Node(f"__substg1.0_{DATA:04X}{BINARY:04X}", content),
            _Node("__properties_version1.0", b"\0" * 8 + told),
        ]
        root.kids.append(_Node(f"__attach_version1.0_#{number:08X}", kids=kids))
    return _compound(root)


def _text(pid: int, text: str) -> _Node:
    return _Node(f"__substg1.0_{pid:04X}{TEXT:04X}", text.encode("utf-16-le"))


def _entry(kind: int, pid: int, size: int) -> bytes:
    return struct.pack("<HHIII", kind, pid, 6, size, 0)


def _compound(root: _Node) -> bytes:
    """One FAT sector, then the directory, the small FAT, and the small stream with every content."""
    nodes: list[_Node] = []
    links: dict[int, tuple[int, int]] = {}

    def lay(node: _Node) -> int:
        number = len(nodes)
        nodes.append(node)
        children = [lay(kid) for kid in node.kids]
        links[number] = (children[0] if children else FREE, FREE)
        for child, following in pairwise(children):
            links[child] = (links[child][0], following)
        return number

    lay(root)
    stream, starts = b"", {}
    small_fat: list[int] = []
    for number, node in enumerate(nodes):
        if node.content:
            count = -(-len(node.content) // MINI)
            starts[number] = len(small_fat)
            small_fat += [*range(len(small_fat) + 1, len(small_fat) + count), END]
            stream += node.content.ljust(count * MINI, b"\0")
    directory = b"".join(_row(number, node, links, starts, len(stream)) for number, node in enumerate(nodes))
    parts = [directory, struct.pack(f"<{len(small_fat)}I", *small_fat), stream]
    filled = [
        part.ljust(-(-len(part) // SECTOR) * SECTOR, b"\xff" if at == 1 else b"\0") for at, part in enumerate(parts)
    ]
    fat, places = [FAT], []
    for part in filled:
        places.append(len(fat))
        count = len(part) // SECTOR
        fat += [*range(len(fat) + 1, len(fat) + count), END]
    filled[0] = filled[0][:0x74] + struct.pack("<I", places[2]) + filled[0][0x78:]
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, 1, places[0], 0, 4096, places[1], len(filled[1]) // SECTOR, END, 0, 0,
    ) + struct.pack("<108I", *[FREE] * 108)  # fmt: skip
    return header[:SECTOR] + struct.pack("<128I", *fat, *[FREE] * (128 - len(fat))) + b"".join(filled)


def _row(number: int, node: _Node, links: dict[int, tuple[int, int]], starts: dict[int, int], total: int) -> bytes:
    name = node.name.encode("utf-16-le")
    kind = 5 if number == 0 else 2 if node.content is not None else 1
    child, following = links[number]
    size = total if number == 0 else len(node.content or b"")
    start = starts.get(number, END)
    told = struct.pack("<64sHBBIII16xI16xIQ", name, len(name) + 2, kind, 1, FREE, following, child, 0, start, size)
    return told.ljust(128, b"\0")
