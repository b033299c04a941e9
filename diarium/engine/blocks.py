"""Block: what is read of a foreign file, within limits. A dict with one key: `p`, `h3`, `ul` or `table`."""

from __future__ import annotations

from typing import Any, Final

MAX_CHARACTERS: Final = 2_000_000
MAX_BLOCKS: Final = 40_000

Block = dict[str, Any]


class Enough(Exception):
    """The limit is reached."""


class Kept:
    """Blocks so far, within the limits."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.left = MAX_CHARACTERS

    def add(self, kind: str, content: Any) -> None:
        texts = [content] if isinstance(content, str) else content
        size = sum(len(text) if isinstance(text, str) else sum(map(len, text)) for text in texts)
        if not size:
            return
        if size > self.left or len(self.blocks) >= MAX_BLOCKS:
            if isinstance(content, str) and self.left > 0:
                self.blocks.append({kind: content[: self.left]})
            raise Enough
        self.left -= size
        if kind == "ul" and self.blocks and "ul" in self.blocks[-1]:
            self.blocks[-1]["ul"].extend(content)
        else:
            self.blocks.append({kind: content})
