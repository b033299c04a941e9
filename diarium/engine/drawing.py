"""Sidor som bilder: a PDF and a picture drawn anew, so that nothing active is left. Runs in the child process only."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

MAX_PAGES_DRAWN: Final = 150
DOTS_PER_INCH: Final = 130
WIDEST: Final = 1_800


def draw(payload: dict[str, Any], path: str) -> dict[str, Any]:
    """Pages as pictures in the process's folder: name, size in points, and the text that stands on it.

    `pages` None = the file is longer than what is drawn.
    """
    return _draw_pdf(path) if payload["extension"] == "pdf" else _draw_picture(path)


def _draw_pdf(path: str) -> dict[str, Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    if len(document) > MAX_PAGES_DRAWN:
        return {"pages": None}
    pages = []
    for number in range(len(document)):
        page = document[number]
        width, height = page.get_size()
        scale = min(DOTS_PER_INCH / 72, WIDEST / max(width, height, 1))
        picture = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
        name = f"{number}.jpg"
        picture.save(name, quality=82, optimize=True)
        text = page.get_textpage().get_text_range()[:20_000]
        pages.append({"name": name, "width": width, "height": height, "text": text})
        page.close()
    return {"pages": pages}


def _draw_picture(path: str) -> dict[str, Any]:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = 100_000_000
    with Image.open(io.BytesIO(Path(path).read_bytes())) as opened:
        opened.draft("RGB", (WIDEST * 2, WIDEST * 2))
        picture = ImageOps.exif_transpose(opened)
        if picture.mode in ("RGBA", "LA", "P"):
            clear = picture.convert("RGBA")
            picture = Image.new("RGB", clear.size, "white")
            picture.paste(clear, mask=clear.getchannel("A"))
        picture = picture.convert("RGB")
        picture.thumbnail((WIDEST, WIDEST))
        picture.save("0.jpg", quality=85)
        width, height = picture.size
    wide = width > height
    return {"pages": [{"name": "0.jpg", "width": 842 if wide else 595, "height": 595 if wide else 842, "text": ""}]}
