"""Visningsversion: a PDF/A-2a, made by us, of a file that came from outside. It is read as text, or drawn as pictures.

Text, letters and sheets are set from what was read of them; a PDF and a picture become pictures of their pages, with
the text of each as its alternative text, so that nothing active is left. Same file, same `at`, same bytes.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from diarium.engine.child import run
from diarium.engine.extract import EXTENSIONS, Block, clean, read_blocks
from diarium.engine.render import TEMPLATES, compile_pdf
from diarium.engine.storage import open_blob
from diarium.engine.text import printable

CPU_SECONDS: Final = 60
WALL_SECONDS: Final = 120
MOST_PARAGRAPHS: Final = 6_000
MOST_CELLS: Final = 12_000
MOST_COLUMNS: Final = 12
_DRAWN: Final = ("pdf", "png", "jpg")
_TEMPLATES: Final = ("base.typ", "rendition.typ")


class NoRendition(RuntimeError):
    """A file that has none: nobody reads the type, there is nothing in it, or it is too long to draw."""


def make_rendition(sha256: str, media_type: str, head: Mapping[str, Any], *, at: datetime) -> bytes:
    """Gör visningsversionen. `head`: title, dnr, file_name, municipality; marked = the document is secret.

    Raises:
        NoRendition: see the class.
        ChildFailed, RenderFailed: it could not be read, or not set.
    """
    extension = EXTENSIONS.get(media_type, "")
    if not extension:
        raise NoRendition(media_type)
    with tempfile.TemporaryDirectory(prefix="beslutsgang-rendition-") as folder:
        work = Path(folder)
        data = _plain(dict(head))
        data |= _drawn(sha256, extension, work) if extension in _DRAWN else _read(sha256, media_type)
        for name in _TEMPLATES:
            shutil.copyfile(Path(settings.BASE_DIR) / TEMPLATES / name, work / name)
        return compile_pdf(work / "rendition.typ", data, at=at)


def _drawn(sha256: str, extension: str, work: Path) -> dict[str, Any]:
    with open_blob(sha256) as content:
        told = run(
            "diarium.engine.drawing:draw",
            {"extension": extension},
            content=content,
            directory=work,
            cpu_seconds=CPU_SECONDS,
            wall_seconds=WALL_SECONDS,
        )
    if not told["pages"]:
        raise NoRendition("too long")
    pages = []
    for number, page in enumerate(told["pages"]):
        picture = work / f"{number}.jpg"
        if not picture.is_file() or picture.is_symlink():
            raise NoRendition("no picture")
        size = {side: min(max(float(page[side]), 72.0), 14_000.0) for side in ("width", "height")}
        pages.append({"name": picture.name, "text": printable(clean(str(page["text"])))[0].strip(), **size})
    return {"pages": pages, "picture": extension != "pdf"}


def _read(sha256: str, media_type: str) -> dict[str, Any]:
    blocks, cut = read_blocks(sha256, media_type)
    kept, cells = [], 0
    for block in blocks:
        kept.append(_narrow(block))
        cells += sum(map(len, block.get("table", ())))
        if len(kept) >= MOST_PARAGRAPHS or cells >= MOST_CELLS:
            cut = cut or len(kept) < len(blocks)
            break
    if not kept:
        raise NoRendition("empty")
    lost: list[str] = []
    return {"blocks": _plain(kept, lost), "cut": cut, "lost": "".join(lost)}


def _narrow(block: Block) -> Block:
    """A table as broad as a page takes; the rest of a broad sheet is in the original."""
    if "table" in block:
        return {"table": [row[:MOST_COLUMNS] for row in block["table"][:MOST_CELLS]]}
    return block


def _plain(value: Any, lost: list[str] | None = None) -> Any:
    """Every text as the fonts can print it."""
    if isinstance(value, str):
        text, missing = printable(value)
        if lost is not None and missing and not lost:
            lost.append(missing)
        return text
    if isinstance(value, dict):
        return {key: _plain(inner, lost) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner, lost) for inner in value]
    return value
