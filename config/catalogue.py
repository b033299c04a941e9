"""Textkatalogen: the Swedish texts of code and templates against the English catalogue, by Babel alone."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT: Path = settings.BASE_DIR
ROOMS = ("accounts", "audit", "cases", "config", "diarium", "meetings", "workflows")
ENGLISH = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
LIBRARIES = ROOT / "locale" / "lib" / "sv" / "LC_MESSAGES" / "django.po"

Ids = str | tuple[str, ...]

# Which arguments of a function are the text; "c" marks the context.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
LITERAL = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
TEMPLATE_CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)[^}]*\}")


def texts() -> Catalog:
    """Every text of the product, without translations."""
    found = Catalog(domain="django")
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            source = file.read_bytes()
            for _line, ids, _comments, context in extract("python", io.BytesIO(source), keywords=_keywords_in(source)):
                found.add(ids, context=context)
    for file in sorted((ROOT / "templates").rglob("*")):
        if file.suffix in {".html", ".txt"}:
            for ids, context in _texts_of_template(file.read_text(encoding="utf-8")):
                found.add(ids, context=context)
    return found


def _keywords_in(source: bytes) -> dict[str, tuple[int | tuple[int, str], ...] | None]:
    """The names a file uses for the translating functions; `gettext as now_in` translates as much as `gettext`."""
    imports = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom))
    named = (alias for node in imports if node.module == "django.utils.translation" for alias in node.names)
    return KEYWORDS | {alias.asname: KEYWORDS[alias.name] for alias in named if alias.asname and alias.name in KEYWORDS}


def _texts_of_template(source: str) -> Iterator[tuple[Ids, str | None]]:
    for call in TEMPLATE_CALL.finditer(templatize(source)):
        parts = [str(ast.literal_eval(part)) for part in re.findall(LITERAL, call[2])]
        context = parts.pop(0) if call[1] in {"pgettext", "npgettext"} else None
        yield (tuple(parts[:2]) if call[1] in {"ngettext", "npgettext"} else parts[0]), context


def english() -> Catalog:
    """The English catalogue as it stands, brought up to date with the texts; translations are never guessed."""
    catalogue = _read(ENGLISH) if ENGLISH.exists() else Catalog(locale="en", domain="django")
    catalogue.update(texts(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.fuzzy = False
    catalogue.project, catalogue.version = "Beslutsgång", "1"
    catalogue.msgid_bugs_address = catalogue.last_translator = catalogue.language_team = "Beslutsgång"
    catalogue.revision_date = catalogue.creation_date
    catalogue.header_comment = "# The English texts of Beslutsgång; the msgid is the Swedish text."
    return catalogue


def write(catalogue: Catalog) -> None:
    """Store the English catalogue and compile both."""
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_bytes(_as_po(catalogue))
    for place in (ENGLISH, LIBRARIES):
        if place.exists():
            place.with_suffix(".mo").write_bytes(_as_mo(_read(place)))


def faults(catalogue: Catalog) -> Iterator[str]:
    """A sentence for each thing that is not as it must be."""
    if not ENGLISH.exists() or _as_po(catalogue) != ENGLISH.read_bytes():
        yield "Katalogen stämmer inte med texterna. Kör make translations."
    for message in catalogue:
        if message.id:
            yield from _faults_of(message)
    for place in (ENGLISH, LIBRARIES):
        compiled = place.with_suffix(".mo")
        if place.exists() and (not compiled.exists() or compiled.read_bytes() != _as_mo(_read(place))):
            yield f"{compiled.relative_to(ROOT)} är inte kompilerad ur sin katalog. Kör make translations."


def _faults_of(message: Message) -> Iterator[str]:
    originals = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
    translations = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    if message.fuzzy or not all(translations):
        yield f"Oöversatt: {originals[0]!r}"
        return
    allowed = {found[0] for text in originals for found in PLACEHOLDER.finditer(text or "")}
    for translation in translations:
        used = {found[0] for found in PLACEHOLDER.finditer(translation or "")}
        if not used <= allowed or (len(originals) == 1 and used != allowed):
            yield f"Platshållarna skiljer sig: {originals[0]!r} och {translation!r}"


def _read(place: Path) -> Catalog:
    with place.open("rb") as source:
        return read_po(source, domain="django")


def _as_po(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_po(written, catalogue, width=120, no_location=True, omit_header=False, sort_output=True, ignore_obsolete=True)
    return written.getvalue()


def _as_mo(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()
