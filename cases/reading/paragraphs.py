"""Stycken: lines put together to paragraphs, points and list items across wrapped lines and page breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cases.reading.headings import Heading, heading_of
from cases.reading.lexicon import Lexicon
from cases.reading.lines import Line, LineKind
from cases.reading.reading import Join

_WIDEST_WRAP = 120
_WRAPPED_LINES = 5
_LONGEST_WORD = 80
_FIRST = re.compile(r"[^\W_]+")
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_MID_SENTENCE = re.compile(r"(?<=[\w,] )[A-ZÅÄÖ][\w-]+")
_PROSE = 40


@dataclass(slots=True)
class Para:
    """Stycke: one logical line. `sure` is below 1.0 where a word was put together on a guess."""

    text: str
    kind: LineKind
    first: int
    last: int
    number: int | None = None
    heading: Heading | None = None
    cells: list[str] = field(default_factory=list)
    sure: float = 1.0
    after_gap: bool = True

    @property
    def source(self) -> tuple[int, int]:
        """First and last line in the source."""
        return (self.first, self.last)


class Joiner:
    """Sammanfogning: knows the whole text's words, width and proper names, and joins line to line."""

    def __init__(self, lines: Sequence[Line], lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.joins: list[Join] = []
        self.warnings: list[str] = []
        texts = [line.text for line in lines if line.text]
        longest = max((len(text) for text in texts), default=0)
        near = sum(1 for text in texts if len(text) > longest - 15)
        self.width = longest if longest <= _WIDEST_WRAP and near >= _WRAPPED_LINES else 0
        self._words = {word.casefold() for text in texts for word in _TOKEN.findall(_without_cut_word(text))}
        self._proper = {word for text in texts for word in _MID_SENTENCE.findall(text)}
        rows = (*lexicon.bodies, *lexicon.correspondents)
        self._proper |= {name.split()[0] for row in rows for name in row.names if name[:1].isupper()}
        self._proper |= {name.split()[0] for name in lexicon.organisations if name}

    def paragraphs(self, lines: Sequence[Line]) -> list[Para]:
        """The logical lines; headings stand alone, blank lines and page breaks are gone."""
        found: list[Para] = []
        gap = broken = False
        previous = ""
        for line in lines:
            if line.kind in ("blank", "pagebreak"):
                gap, broken = True, broken or line.kind == "pagebreak"
                continue
            last = found[-1] if found else None
            heading = heading_of(line.text, self.lexicon) if line.kind in ("", "num") else None
            if heading and self._stands_alone(heading, last, gap=gap):
                found.append(Para(line.text, "h", line.source_line, line.source_line, heading=heading))
            elif last and line.kind == "" and not last.heading and self._continues(last, previous, line, gap, broken):
                self.append(last, line, page=broken)
            else:
                cells = line.cells if "\t" in line.text or "|" in line.text else []
                found.append(self.new(line, cells, gap=gap or not found))
            gap = broken = False
            previous = line.text
        return found

    def new(self, line: Line, cells: list[str], *, gap: bool) -> Para:
        """A paragraph that begins with the line."""
        text = " ".join(line.text.split())
        return Para(text, line.kind, line.source_line, line.source_line, line.number, cells=cells, after_gap=gap)

    def _stands_alone(self, heading: Heading, last: Para | None, *, gap: bool) -> bool:
        if gap or last is None or last.heading:
            return True
        return self.ended(last.text) or (last.kind in ("bullet", "letter") and len(heading.text.split()) > 1)

    def ended(self, text: str) -> bool:
        """Whether the text ends as a sentence does."""
        stripped = text.rstrip('"”’»)').rstrip()
        if stripped.casefold().endswith(self.lexicon.words.abbreviations):
            return False
        return stripped.endswith((".", "!", "?", ":", ";"))

    def _continues(self, last: Para, previous: str, line: Line, gap: bool, broken: bool) -> bool:
        if gap and not broken:
            return False
        if last.cells or "\t" in line.text:
            return False
        starts = line.text[:1]
        if _cut_word(last.text) and starts.isalnum():
            return True
        if broken:
            return self._crosses_page(last, line.text)
        if starts.islower():
            return True
        return bool(self.width) and len(previous) + 1 + len(line.text.split()[0]) > self.width

    def _crosses_page(self, last: Para, text: str) -> bool:
        if self.ended(last.text) and not (last.text.endswith(":") and text[:1].islower()):
            return False
        if text[:1].islower() or (text[:1].isdigit() and len(last.text) > _PROSE) or text[:1] in "(":
            return True
        word = _FIRST.match(text)
        if word is None or word[0] not in self._proper:
            return False
        words = last.text.split()
        expects_more = last.text.endswith(",") or words[-1] in self.lexicon.words.function_words
        return expects_more or (last.kind in ("", "num") and len(last.text) > _PROSE)

    def append(self, last: Para, line: Line, *, page: bool) -> None:
        """Put the line after the paragraph, and remember how."""
        left = _cut_word(last.text)
        right = _FIRST.match(line.text)
        last.last = line.source_line
        if not left or right is None:
            if page:
                self.joins.append(Join(last.text.split()[-1], line.text.split()[0], "page"))
            last.text = f"{last.text} {' '.join(line.text.split())}"
            return
        kind, glue, sure = self._hyphen(left, right[0])
        self.joins.append(Join(f"{left}-", right[0], kind))
        if sure < 1.0:
            last.sure = min(last.sure, sure)
            self.warnings.append(f"{left}-{right[0]}")
        base = last.text if glue.startswith("-") else last.text[:-1]
        last.text = base + glue.removeprefix("-") + " ".join(line.text.split())

    def _hyphen(self, left: str, right: str) -> tuple[str, str, float]:
        """The kind of join, what stands between, and how surely: digits keep the hyphen, a cut word loses it."""
        if left.isdigit() and right.isdigit():
            return ("year_range" if len(left) == len(right) == 4 else "digits"), "-", 1.0
        if right in self.lexicon.words.suspending:
            return "suspended", "- ", 1.0
        if not right[:1].islower() or left.isdigit():
            return "compound", "-", 1.0
        known = self._words | self.lexicon.vocabulary
        if f"{left}{right}".casefold() in known:
            return "hyphenation", "", 1.0
        if f"{left}-{right}".casefold() in known:
            return "compound", "-", 1.0
        return "hyphenation_unsure", "", 0.7


def _cut_word(text: str) -> str:
    """The letters or digits before a hyphen at the end of the line, "" when there is none."""
    if not text.endswith("-"):
        return ""
    words = _FIRST.findall(text[-_LONGEST_WORD:-1])
    return words[-1] if words and text[-2].isalnum() else ""


def _without_cut_word(text: str) -> str:
    word = _cut_word(text)
    return text[: -len(word) - 1] if word else text
