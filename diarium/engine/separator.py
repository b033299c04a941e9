"""Skiljeblad: a sheet with a code, laid before each letter that is scanned, and the cutting of a batch where they lie.

The code says `beslutsgang`, the form's version, the board and, for a sheet of one matter, its number; nothing else.
`split` asks the limited child process, where PDFium draws the pages and zxing-cpp looks for codes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from diarium.engine import child

MARK: Final = "beslutsgang"
VERSION: Final = "1"
MAX_PAGES: Final = 2000
CPU_SECONDS: Final = 300
DOTS_PER_INCH: Final = 110

_CODE: Final = re.compile(r"beslutsgang;1;(?P<board>[A-ZÅÄÖÉ]{1,7});(?P<number>[^;\x00-\x1f]{0,60})")


class NotSplit(RuntimeError):
    """The batch could not be read; it is kept whole."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Del av en bunt: its pages (1-based, ends included), its file, and what the sheet before it said."""

    first: int
    last: int
    file: Path
    board: str = ""
    number: str = ""


def code_of(board: str, number: str = "") -> str:
    """What the sheet's code says."""
    return ";".join((MARK, VERSION, board.upper(), number))


def sheet_of(text: str) -> tuple[str, str] | None:
    """Board and number of one of our codes; None for any other code that a letter may bear."""
    found = _CODE.fullmatch(text)
    return (found["board"], found["number"]) if found else None


def picture(text: str) -> str:
    """The code as an SVG element for the printed sheet, that grows with its place."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="H")
    drawn = str(code.to_svg(add_quiet_zones=True))
    side = int(code.to_image(scale=1, add_quiet_zones=True).shape[0])
    inside = drawn[drawn.index(">", drawn.index("<svg")) + 1 :].replace(' id="barcode"', "")
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" aria-hidden="true">{inside}'


def split(content: bytes | BinaryIO | Path, *, into: Path) -> list[Piece]:
    """Dela bunten vid skiljebladen; the sheets themselves are left out. Without any sheet it is one piece.

    Raises:
        NotSplit: no PDF, too many pages, or the child did not answer.
    """
    try:
        told = child.run(
            "diarium.engine.separator:cut",
            content=content,
            directory=into,
            cpu_seconds=CPU_SECONDS,
            wall_seconds=2 * CPU_SECONDS,
        )
        return [_piece(piece, into) for piece in told]
    except (child.ChildFailed, KeyError, TypeError, ValueError) as error:
        raise NotSplit(str(error)) from error


def _piece(told: Mapping[str, Any], into: Path) -> Piece:
    file = into / f"{int(told['first'])}.pdf"
    if file.is_symlink() or not file.is_file():
        raise ValueError("a piece without its file")
    return Piece(int(told["first"]), int(told["last"]), file, str(told["board"]), str(told["number"]))


def cut(_payload: Mapping[str, Any], path: str) -> list[dict[str, Any]]:
    """Inne i barnprocessen: find the sheets, write the pieces."""
    import pypdfium2

    source = pypdfium2.PdfDocument(path)
    count = len(source)
    if count > MAX_PAGES:
        raise ValueError("too many pages")
    sheets = {number: sheet for number in range(count) if (sheet := _sheet_on(source, number))}
    pieces: list[dict[str, Any]] = []
    first, said = 0, ("", "")
    for number in [*sorted(sheets), count]:
        if number > first:
            _write(pypdfium2, source, first, number)
            pieces.append({"first": first + 1, "last": number, "board": said[0], "number": said[1]})
        first, said = number + 1, sheets.get(number, ("", ""))
    return pieces


def _sheet_on(source: Any, number: int) -> tuple[str, str] | None:
    import zxingcpp

    page = source[number]
    drawn = page.render(scale=DOTS_PER_INCH / 72, grayscale=True)
    pixels = memoryview(drawn.buffer).cast("B")
    image = zxingcpp.ImageView(
        pixels, drawn.width, drawn.height, zxingcpp.ImageFormat.Lum, row_stride=drawn.stride, pix_stride=1
    )
    codes = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    page.close()
    return next((sheet for code in codes if (sheet := sheet_of(code.text))), None)


def _write(pdfium: Any, source: Any, first: int, end: int) -> None:
    piece = pdfium.PdfDocument.new()
    piece.import_pages(source, list(range(first, end)))
    piece.save(f"{first + 1}.pdf")
    piece.close()
