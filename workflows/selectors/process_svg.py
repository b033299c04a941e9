"""Processens bild som fil: an SVG that stands by itself, light or dark as its reader has it, with title and text."""

from __future__ import annotations

from django.utils.translation import gettext as _
from lxml import etree

from workflows.definitions.body import Body
from workflows.selectors.process_picture import picture_of

SVG = "http://www.w3.org/2000/svg"
STYLE = """
svg { color-scheme: light dark; background: Canvas; font: 15px system-ui, sans-serif; }
rect { fill: Canvas; stroke: CanvasText; stroke-width: 1.5; }
text, .head { fill: CanvasText; }
.who { font-size: 13px; }
.way { fill: none; stroke: CanvasText; stroke-width: 1.5; }
.beside { stroke-dasharray: 4 3; }
"""


def process_svg(body: Body, *, title: str) -> bytes:
    """Rita processen."""
    picture = picture_of(body, title=title)
    root = etree.Element(
        f"{{{SVG}}}svg",
        {"viewBox": f"0 0 {picture.width} {picture.height}", "role": "img", "aria-labelledby": "title text"},
        nsmap={None: SVG},
        width=str(picture.width),
        height=str(picture.height),
    )
    _put(root, "title", title, id="title")
    told = _(
        "Stegen uppifrån och ner, sidovägar till höger och återgångar till vänster. Streckade rutor går av sig själva."
    )
    _put(root, "desc", f"{told} {'; '.join(box.title for box in picture.boxes)}.", id="text")
    _put(root, "style", STYLE)
    marker = _put(
        _put(root, "defs"),
        "marker",
        id="end",
        viewBox="0 0 8 8",
        refX="7",
        refY="4",
        markerWidth="8",
        markerHeight="8",
        orient="auto-start-reverse",
    )
    _put(marker, "path", d="M 0 0 L 8 4 L 0 8 z", **{"class": "head"})
    for arrow in picture.arrows:
        _put(root, "path", d=arrow, **{"class": "way", "marker-end": "url(#end)"})
    for box in picture.boxes:
        frame = {"x": str(box.x), "y": str(box.y), "width": str(box.width), "height": str(picture.box_height)}
        _put(root, "rect", rx="6", **frame, **({} if box.kind in ("step", "end") else {"class": "beside"}))
        _put(root, "text", box.title, x=str(box.text_x), y=str(box.text_y))
        if box.who:
            _put(root, "text", box.who, x=str(box.text_x), y=str(box.who_y), **{"class": "who"})
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _put(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, f"{{{SVG}}}{tag}", attributes)
    child.text = text or None
    return child
