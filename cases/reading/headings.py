"""Rubriker: which line is a heading, of what kind, and which body a proposal is for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from cases.reading.lexicon import Lexicon, fold

LIST_KINDS = ("attachments", "recipients")
_CHARS = 120
_SURE = 88.0


@dataclass(frozen=True, slots=True)
class Heading:
    """Rubrik: `kind` of `rows/words.json`, or "body" for the line that names who decides within the proposal.

    `rest` is what stood after a colon on the same line ("Skickas till: …").
    """

    kind: str
    text: str
    confidence: float = 1.0
    body: str | None = None
    decides: str = "own_decision"
    rest: str = ""


def heading_of(text: str, lexicon: Lexicon) -> Heading | None:
    """The heading that the line is, or None."""
    line = text.lstrip("#").strip()
    if not line or len(line) > _CHARS:
        return None
    name = line.removesuffix(":").strip()
    if body := _body_heading(line, name, lexicon):
        return body
    if kind := _known(name, lexicon):
        return Heading(kind, name)
    before, colon, rest = line.partition(":")
    if colon and rest.strip() and (kind := _known(before, lexicon)) in LIST_KINDS:
        return Heading(str(kind), before.strip(), rest=rest.strip())
    return _damaged(name, lexicon)


def _known(name: str, lexicon: Lexicon) -> str | None:
    wanted = fold(re.sub(r"^\d{1,2}(\.\d{1,2})*\.?\s+", "", name))
    if not name[:1].isupper() and not name[:1].isdigit():
        return None
    if wanted in lexicon.words.heading_kinds:
        return lexicon.words.heading_kinds[wanted]
    if name.endswith((".", "!", "?", ",")) or len(name) > 80:
        return None
    for kind, endings in lexicon.words.heading_endings.items():
        if endings and wanted.endswith(endings) and len(wanted.split()) <= 8:
            return kind
    return None


def _damaged(name: str, lexicon: Lexicon) -> Heading | None:
    """A heading with a letter or two wrong, as from a scanned paper."""
    if len(name) < 7 or name.endswith((".", ",", ";")):
        return None
    written, best = fold(name), (0.0, "")
    for known, kind in lexicon.words.heading_kinds.items():
        if kind != "minutes" and len(known) >= 7:
            best = max(best, (fuzz.ratio(written, known, score_cutoff=_SURE), kind))
    return Heading(best[1], name, confidence=0.6) if best[0] >= _SURE else None


def _body_heading(line: str, name: str, lexicon: Lexicon) -> Heading | None:
    """ "Xs beslut", "Xs förslag till Y", "X beslutar", "Förslag till beslut i X", "Xs förslag till beslut"."""
    lowered = fold(name)
    if match := re.fullmatch(r"förslag till beslut i (.+)", lowered):
        code = lexicon.body_code(match[1])
        return None if code is None else Heading("proposal", name, body=code)
    if match := re.fullmatch(r"(.+s) förslag till beslut", lowered):
        code = lexicon.body_code(match[1])
        return None if code is None else Heading("proposal", name, body=code)
    if match := re.fullmatch(r"(.+s) beslut(?: för egen del)?", lowered):
        code = lexicon.body_code(match[1])
        return None if code is None else Heading("body", name, body=code)
    if match := re.fullmatch(r"(.+s) förslag till (.+)", lowered):
        code, target = lexicon.body_code(match[1]), lexicon.body_code(match[2])
        if code is not None and target is not None:
            return Heading("body", name, body=code, decides="proposal_to_next_body")
    if match := re.fullmatch(
        r"(.+?) (beslutar|föreslår)(?: (.+?))??(?: (?:besluta|beslutar))?(?: att| följande)?", lowered
    ):
        code = lexicon.body_code(match[1])
        known = match[3] is None or match[3] == "för egen del" or lexicon.body_code(match[3]) is not None
        if code is not None and known:
            decides = "own_decision" if match[2] == "beslutar" else "proposal_to_next_body"
            return Heading("body", name, body=code, decides=decides)
    if line.endswith(":") and re.fullmatch(r"i .*(styrelsen?|nämnd(en)?|fullmäktige)", lowered):
        return Heading("body", name, body="")
    return None
