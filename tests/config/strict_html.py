"""Reading a page as a strict parser does."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponseBase

XHTML = "{http://www.w3.org/1999/xhtml}"


def parsed(response: HttpResponseBase) -> Element:
    """The page's tree; a page that is not correct HTML is an error."""
    parser = html5lib.HTMLParser(strict=True)
    return parser.parse(response.content.decode())  # type: ignore[attr-defined, no-any-return]


def one(page: Element, tag: str) -> str:
    """The text of the only element of its kind."""
    (element,) = page.iter(f"{XHTML}{tag}")
    return " ".join("".join(element.itertext()).split())


def text(response: HttpResponseBase) -> str:
    """All text of the page's main part, in one line."""
    (main,) = parsed(response).iter(f"{XHTML}main")
    return " ".join(" ".join(main.itertext()).split())
