"""Inskannade buntar för prov: pages of text and separator sheets, made by the engine that makes our documents."""

from __future__ import annotations

import tempfile
from pathlib import Path

import typst

from diarium.engine.separator import code_of, picture

Sheet = tuple[str, str] | tuple[str, str, int]


def batch(*pages: str | Sheet) -> bytes:
    """A PDF with these pages: text, or a sheet as (board, number[, degrees that it lies askew])."""
    with tempfile.TemporaryDirectory() as folder:
        made = []
        for number, page in enumerate(pages):
            if isinstance(page, str):
                made.append(page)
                continue
            Path(folder, f"{number}.svg").write_text(picture(code_of(page[0], page[1])), encoding="utf-8")
            turned = page[2] if len(page) == 3 else 0
            made.append(f'#align(center)[#rotate({turned}deg)[#image("{number}.svg", width: 7cm)]] Skiljeblad')
        source = Path(folder, "batch.typ")
        source.write_text('#set page(paper: "a4")\n' + "\n#pagebreak()\n".join(made), encoding="utf-8")
        compiled: bytes = typst.compile(str(source), format="pdf")
        return compiled
