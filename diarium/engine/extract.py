"""Text ur filer: what a stored file says, read in the child process, cleaned so that a database can hold it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from diarium.engine.child import run
from diarium.engine.storage import open_blob
from diarium.engine.upload import MEDIA_TYPES

CPU_SECONDS: Final = 10
WALL_SECONDS: Final = 60
EXTENSIONS: Final = {media_type: extension for extension, media_type in reversed(MEDIA_TYPES.items())}

Block = dict[str, Any]


def can_be_read(media_type: str) -> bool:
    """Whether there is a reader for the type."""
    return media_type in EXTENSIONS


def read_blocks(sha256: str, media_type: str) -> tuple[list[Block], bool]:
    """Filens text som block, and whether something was cut; nothing for a type that nobody reads.

    Raises:
        ChildFailed: the file could not be read, or not within the limits.
        BlobMissing: it is not there.
    """
    if not can_be_read(media_type):
        return [], False
    with open_blob(sha256) as content:
        told = run(
            "diarium.engine.reading:read",
            {"extension": EXTENSIONS[media_type]},
            content=content,
            cpu_seconds=CPU_SECONDS,
            wall_seconds=WALL_SECONDS,
        )
    return _clean_tree(told["blocks"]), bool(told["cut"])


def read_text(sha256: str, media_type: str) -> str:
    """Filens text med en rad för varje stycke.

    Raises:
        ChildFailed, BlobMissing: as `read_blocks`.
    """
    blocks, _cut = read_blocks(sha256, media_type)
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> Sequence[str]:
    if "table" in block:
        return ["\t".join(row) for row in block["table"]]
    if "ul" in block:
        return list(block["ul"])
    return [str(block.get("p") or block.get("h3") or "")]


def clean(text: str) -> str:
    """NFC, without what no text of the database holds: U+0000, control characters, lone surrogates."""
    text = unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode())
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs", "Co"})


def _clean_tree(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {str(key): _clean_tree(inner) for key, inner in value.items()}
    return [_clean_tree(inner) for inner in value]
