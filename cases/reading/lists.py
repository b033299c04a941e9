"""Bilagor och mottagare: the two lists at the end of a staff report."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cases.reading.lexicon import Lexicon
from cases.reading.meta import EMAIL
from cases.reading.paragraphs import Para
from cases.reading.reading import Mark
from cases.reading.structure import AttachmentLine, RecipientLine

_ATTACHMENT = re.compile(r"bil(?:aga|\.)\s*(?P<number>\d{1,3})\s*[.:–-]?\s*(?P<title>.*)", re.IGNORECASE | re.DOTALL)


def attachments_of(paras: Sequence[Para]) -> list[tuple[AttachmentLine, Mark]]:
    """The list of attachments; "Bilaga n" on a line of its own takes the next line as its title."""
    found: list[tuple[AttachmentLine, Mark]] = []
    for para in paras:
        match = _ATTACHMENT.fullmatch(para.text)
        if match:
            found.append((AttachmentLine(int(match["number"]), match["title"].strip()), _mark(1.0, para, "numbered")))
        elif found and not found[-1][0].title:
            line = AttachmentLine(found[-1][0].number, para.text)
            found[-1] = (line, Mark(1.0, (found[-1][1].source[0], para.last), "numbered"))
        elif para.kind == "num":
            found.append((AttachmentLine(para.number, para.text), _mark(1.0, para, "numbered")))
        else:
            found.append((AttachmentLine(None, para.text), _mark(0.6, para, "unnumbered")))
    return found


def recipients_of(paras: Sequence[Para], lexicon: Lexicon) -> list[tuple[RecipientLine, Mark]]:
    """The list of recipients; what the register does not know stays text until a person binds it."""
    found: list[tuple[RecipientLine, Mark]] = []
    for para in paras:
        for text in para.cells or [para.text]:
            name = EMAIL.sub("", text).strip(" ,;<>()") or text
            match = lexicon.match(name)
            found.append(
                (RecipientLine(text, match), _mark(1.0 if match else 0.6, para, "register" if match else "text"))
            )
    return found


def _mark(confidence: float, para: Para, how: str) -> Mark:
    return Mark(min(confidence, para.sure), para.source, how)
