"""Avsnitt: paragraphs put together to blocks under their heading."""

from __future__ import annotations

from dataclasses import dataclass, field

from cases.reading.lines import LineKind
from cases.reading.paragraphs import Para
from cases.reading.reading import Mark
from cases.reading.structure import Block, BlockKind, Section

KINDS = ("summary", "description", "opinion", "consequences", "basis")
_LISTS: dict[LineKind, BlockKind] = {"bullet": "ul", "num": "ol", "letter": "ol"}
_HEADING_CHARS = 60


@dataclass
class SectionReader:
    """Läsaren av ett avsnitt."""

    heading: str
    kind: str
    mark: Mark
    paras: list[Para] = field(default_factory=list)

    def read(self, path: str) -> tuple[Section, dict[str, Mark]]:
        """The section and its marks."""
        blocks: list[Block] = []
        marks = {path: self.mark, f"{path}.heading": self.mark}
        previous: Para | None = None
        for index, para in enumerate(self.paras):
            kind = self._kind(index)
            mark = Mark(para.sure, para.source, kind)
            same = previous is not None and bool(blocks) and blocks[-1].kind == kind
            if kind == "table":
                rows = blocks.pop().rows if same else ()
                blocks.append(Block("table", rows=(*rows, tuple(para.cells))))
                mark_path = f"table.{len(rows)}"
            elif kind in ("ul", "ol"):
                items = blocks.pop().items if same else ()
                blocks.append(Block(kind, items=(*items, para.text)))
                mark_path = f"{kind}.{len(items)}"
            else:
                blocks.append(Block(kind, text=para.text))
                mark_path = kind
            marks[f"{path}.blocks.{len(blocks) - 1}.{mark_path}"] = mark
            previous = para
        return Section(self.heading, self.kind, tuple(blocks)), marks

    def _kind(self, index: int) -> BlockKind:
        para = self.paras[index]
        if para.kind in _LISTS:
            return _LISTS[para.kind]
        if len(para.cells) > 1:
            return "table"
        following = self.paras[index + 1] if index + 1 < len(self.paras) else None
        title = (
            len(para.text) <= _HEADING_CHARS
            and para.text[:1].isupper()
            and (para.text[-1:].isalpha() or para.text[-1:].isdecimal())
        )
        if title and para.after_gap and following and following.kind == "" and len(following.text) > len(para.text):
            return "h3"
        return "p"
