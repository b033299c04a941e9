"""Brödtext: blocks ⇄ HTML of the editor ⇄ plain text of the text field. What is not a block is not kept.

Blocks: {"p": text} · {"h3": text} · {"ul": [text]} · {"ol": [text]} · {"table": [[text]]}. Inline marks are dropped:
a decision document has none.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any, Final, TypeAlias

import nh3

Block: TypeAlias = dict[str, Any]

_TAGS: Final = {"p", "h3", "ul", "ol", "li", "table", "tbody", "thead", "tr", "td", "th", "br", "div", "h1", "h2", "h4"}
_DROPPED_WITH_CONTENT: Final = {"script", "style", "title", "template", "noscript"}
_BULLET: Final = re.compile(r"^\s*[-*•–]\s+")
_NUMBER: Final = re.compile(r"^\s*\d{1,3}[.)]\s+")
_HEADING: Final = re.compile(r"^#{1,6}\s+")
_BAR: Final = re.compile(r"(?<!\\)\|")


def clean_html(dirty: str) -> str:
    """The HTML of the editor with nothing in it but blocks: no attributes, styles, links or scripts."""
    return nh3.clean(dirty, tags=_TAGS, attributes={}, clean_content_tags=_DROPPED_WITH_CONTENT, link_rel=None)


def html_to_blocks(dirty: str) -> list[Block]:
    """The blocks of the editor's HTML, cleaned first."""
    reader = _BlockReader()
    reader.feed(clean_html(dirty))
    reader.close()
    return reader.finished()


def blocks_to_html(blocks: Iterable[Mapping[str, Any]]) -> str:
    """The blocks as HTML; every text is escaped."""
    return "\n".join(_html_of(block) for block in blocks)


def _html_of(block: Mapping[str, Any]) -> str:
    if "p" in block:
        return f"<p>{html.escape(block['p'])}</p>"
    if "h3" in block:
        return f"<h3>{html.escape(block['h3'])}</h3>"
    for kind in ("ul", "ol"):
        if kind in block:
            return f"<{kind}>{''.join(f'<li>{html.escape(item)}</li>' for item in block[kind])}</{kind}>"
    rows = [_row_html(row, "th" if index == 0 else "td") for index, row in enumerate(block.get("table", ()))]
    return f"<table>{''.join(rows)}</table>" if rows else ""


def _row_html(row: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{html.escape(cell)}</{tag}>' for cell in row)}</tr>"


def text_to_blocks(text: str) -> list[Block]:
    """The text field's blocks.

    An empty line ends a block; "- " is a list item, "1. " a numbered one, "### " a heading, "| a | b |" a table row.
    Lines of one paragraph are joined; a backslash first on a line takes the meaning from its sign.
    """
    blocks: list[Block] = []
    open_kind = ""
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        stripped = line.strip()
        if not stripped:
            open_kind = ""
            continue
        kind, value = _kind_of(stripped)
        if kind == open_kind == "p":
            blocks[-1]["p"] += f" {value}"
        elif kind == open_kind and kind in ("ul", "ol", "table"):
            blocks[-1][kind].append(value)
        else:
            blocks.append({kind: value if kind in ("p", "h3") else [value]})
        open_kind = kind
    return blocks


def _kind_of(line: str) -> tuple[str, Any]:
    if line.startswith("\\"):
        return "p", line[1:]
    if _HEADING.match(line):
        return "h3", _HEADING.sub("", line)
    if _BULLET.match(line):
        return "ul", _BULLET.sub("", line)
    if _NUMBER.match(line):
        return "ol", _NUMBER.sub("", line)
    if line.startswith("|") and line.endswith("|") and len(line) > 1:
        return "table", [cell.strip().replace("\\|", "|") for cell in _BAR.split(line[1:-1])]
    return "p", line


def blocks_to_text(blocks: Iterable[Mapping[str, Any]]) -> str:
    """The blocks as the text field shows them; `text_to_blocks` reads them back."""
    return "\n\n".join(_text_of(block) for block in blocks)


def _text_of(block: Mapping[str, Any]) -> str:
    if "p" in block:
        text = " ".join(str(block["p"]).split())
        return f"\\{text}" if text.startswith("\\") or _kind_of(text)[0] != "p" else text
    if "h3" in block:
        return f"### {block['h3']}"
    if "ul" in block:
        return "\n".join(f"- {item}" for item in block["ul"])
    if "ol" in block:
        return "\n".join(f"{number}. {item}" for number, item in enumerate(block["ol"], 1))
    rows = ([cell.replace("|", "\\|") for cell in row] for row in block.get("table", ()))
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


class _BlockReader(HTMLParser):
    """Reads cleaned HTML into blocks; text outside every block becomes a paragraph."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[Block] = []
        self._lists: list[Block] = []
        self._table: list[list[str]] | None = None
        self._text: list[str] = []
        self._heading = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._text.append("\n")
            return
        self._flush()
        if tag in ("ul", "ol"):
            self._lists.append({tag: []})
        elif tag == "table":
            self._table = []
        elif tag == "tr" and self._table is not None:
            self._table.append([])
        self._heading = tag in ("h1", "h2", "h3", "h4")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._table:
            self._table[-1].append(self._taken())
            return
        self._flush()
        self._heading = False
        if tag in ("ul", "ol") and self._lists:
            done = self._lists.pop()
            self._keep(done, next(iter(done.values())))
        elif tag == "table" and self._table is not None:
            rows = [row for row in self._table if any(row)]
            self._table = None
            self._keep({"table": rows}, rows)

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def finished(self) -> list[Block]:
        self._flush()
        return self._blocks

    def _keep(self, block: Block, content: Sequence[Any]) -> None:
        if content:
            self._blocks.append(block)

    def _taken(self) -> str:
        text = " ".join("".join(self._text).split())
        self._text.clear()
        return text

    def _flush(self) -> None:
        parts = [" ".join(part.split()) for part in "".join(self._text).split("\n\n")]
        self._text.clear()
        for text in filter(None, parts):
            if self._table is not None:
                self._table = self._table or [[]]
                self._table[-1].append(text)
            elif self._lists:
                next(iter(self._lists[-1].values())).append(text)
            else:
                self._blocks.append({"h3" if self._heading else "p": text})
