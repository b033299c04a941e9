"""Textkatalogen: the Swedish texts of code and templates against the English catalogue, by Babel alone."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT: Path = settings.BASE_DIR
ROOMS = ("accounts", "audit", "cases", "config", "diarium", "meetings", "workflows")
ENGLISH = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
LIBRARIES = ROOT / "locale" / "lib" / "sv" / "LC_MESSAGES" / "django.po"

TRANSLATION = "django.utils.translation"
Ids = str | tuple[str, ...]

# The translating functions: how many texts they take, and whether a context stands before them.
SHAPES: dict[str, tuple[int, bool]] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), (1, False)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (2, False)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (1, True)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (2, True)),
}
LITERAL = r"""u?(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')"""
TEMPLATE_CALL = re.compile(rf"\b(_|gettext|ngettext|pgettext|npgettext)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)[^}]*\}")


def texts() -> Catalog:
    """Every text of the product, without translations."""
    found = Catalog(domain="django")
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            for ids, context in _texts_of_module(file.read_text(encoding="utf-8")):
                found.add(ids, context=context)
    for file in sorted((ROOT / "templates").rglob("*")):
        if file.suffix in {".html", ".txt"}:
            for ids, context in _texts_of_template(file.read_text(encoding="utf-8")):
                found.add(ids, context=context)
    return found


def _texts_of_module(source: str) -> Iterator[tuple[Ids, str | None]]:
    """The texts of the calls, those inside an f-string too; `gettext as now_in` translates as much as `gettext`."""
    nodes = list(ast.walk(ast.parse(source)))
    imported = (node for node in nodes if isinstance(node, ast.ImportFrom) and node.module == TRANSLATION)
    shapes = SHAPES | {
        alias.asname: SHAPES[alias.name]
        for node in imported
        for alias in node.names
        if alias.asname and alias.name in SHAPES
    }
    for node in nodes:
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            parts = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
            if name in shapes and parts:
                yield _split(parts, shapes[name])


def _texts_of_template(source: str) -> Iterator[tuple[Ids, str | None]]:
    for call in TEMPLATE_CALL.finditer(templatize(source)):
        yield _split([str(ast.literal_eval(part)) for part in re.findall(LITERAL, call[2])], SHAPES[call[1]])


def _split(parts: list[str], shape: tuple[int, bool]) -> tuple[Ids, str | None]:
    count, with_context = shape
    context = parts.pop(0) if with_context else None
    return (parts[0] if count == 1 else tuple(parts[:2])), context


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
            place.with_suffix(".mo").write_bytes(compiled(_read(place)))


def faults(catalogue: Catalog) -> Iterator[str]:
    """A sentence for each thing that is not as it must be."""
    if not ENGLISH.exists() or _as_po(catalogue) != ENGLISH.read_bytes():
        yield "Katalogen stämmer inte med texterna. Kör make translations."
    for message in catalogue:
        if message.id:
            yield from _faults_of(message)
    for place in (ENGLISH, LIBRARIES):
        result = place.with_suffix(".mo")
        if place.exists() and (not result.exists() or result.read_bytes() != compiled(_read(place))):
            yield f"{result.relative_to(ROOT)} är inte kompilerad ur sin katalog. Kör make translations."


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


def compiled(catalogue: Catalog) -> bytes:
    """What the program reads, from what people read."""
    written = io.BytesIO()
    write_mo(written, catalogue)
    return written.getvalue()
