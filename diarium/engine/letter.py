"""E-postfiler: sender, subject, dates, words and attachments of an .eml or .msg, as proposals. The file stays.

`open_letter` asks the limited child process; a letter that cannot be read is `None` there, and is registered by hand.
The reading itself is pure: bytes in, a `Letter` and the attachments' bytes out. Nothing here says what is registered.
"""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr, parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from diarium.engine import child
from diarium.engine.letter_words import one_line, without_markup

EML, MSG = "message/rfc822", "application/vnd.ms-outlook"
LETTERS: Final = (EML, MSG)
MAX_PARTS: Final = 100
MAX_DEPTH: Final = 20
MAX_BODY: Final = 4000
MAX_HEADER: Final = 10_000

_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LetterPart:
    """Bilaga i meddelandet: `index` names its file in the folder it was put in; `inline` = shown in the text."""

    index: int
    file_name: str
    size: int
    sha256: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """Meddelandet som det läses; empty where it says nothing. Instants are aware, `sent` by the sender's own clock."""

    sender: str = ""
    address: str = ""
    subject: str = ""
    sent: datetime | None = None
    received: datetime | None = None
    message_id: str = ""
    body: str = ""
    parts: tuple[LetterPart, ...] = ()

    @property
    def who(self) -> str:
        """The sender as the register writes it: the name, else the address."""
        return self.sender or self.address


def open_letter(content: bytes | BinaryIO | Path, media_type: str, *, into: Path | None = None) -> Letter | None:
    """Läs meddelandet i barnprocessen; its attachments are left in the folder `into`. None = it could not be read."""
    try:
        told = child.run("diarium.engine.letter:parse", {"media_type": media_type}, content=content, directory=into)
        return from_plain(told)
    except (child.ChildFailed, KeyError, TypeError, ValueError):
        return None


def attachment(into: Path, part: LetterPart) -> Path | None:
    """Where the attachment's bytes lie; None when the child left something else there than a file of its own."""
    place = into / str(int(part.index))
    return place if place.is_file() and not place.is_symlink() else None


def parse(payload: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Inne i barnprocessen: read the file and leave each attachment beside the answer."""
    letter, contents = read_letter(Path(path).read_bytes(), str(payload["media_type"]))
    for part, content in zip(letter.parts, contents, strict=True):
        Path(str(part.index)).write_bytes(content)
    return to_plain(letter)


def to_plain(letter: Letter) -> dict[str, Any]:
    """As JSON takes it."""
    plain = asdict(letter)
    for name in ("sent", "received"):
        plain[name] = plain[name].isoformat() if plain[name] else None
    return plain


def from_plain(told: Mapping[str, Any]) -> Letter:
    """Back again."""
    instants = {name: datetime.fromisoformat(told[name]) if told[name] else None for name in ("sent", "received")}
    return Letter(**{**told, **instants, "parts": tuple(LetterPart(**part) for part in told["parts"])})


def read_letter(raw: bytes, media_type: str) -> tuple[Letter, list[bytes]]:
    """The letter and the bytes of its attachments, in their order."""
    return _read_msg(raw) if media_type == MSG else _read_eml(raw)


def _read_eml(raw: bytes) -> tuple[Letter, list[bytes]]:
    message = BytesParser(policy=policy.compat32).parsebytes(raw)
    name, address = parseaddr(_header(message, "From"))
    body = ""
    parts: list[LetterPart] = []
    contents: list[bytes] = []
    for part in _leaves(message):
        if len(parts) >= MAX_PARTS:
            break
        if _is_text_of_letter(part):
            body = body or _words(part)
            continue
        content = _bytes_of(part)
        if not content:
            continue
        inline = part.get_content_disposition() == "inline" or bool(part.get("Content-ID"))
        parts.append(_part(len(parts), _file_name(part, len(parts) + 1), content, inline))
        contents.append(content)
    letter = Letter(
        sender=one_line(name, 200),
        address=one_line(address, 200),
        subject=one_line(_header(message, "Subject")),
        sent=_instant(str(message.get("Date", ""))),
        received=_instant(str(message.get("Received", "")).rpartition(";")[2]),
        message_id=one_line(str(message.get("Message-ID", "")), 500),
        body=body,
        parts=tuple(parts),
    )
    return letter, contents


def _header(message: Message[str, str], name: str) -> str:
    """A header in words; one in a charset that nobody knows is read as far as it goes."""
    values = (value for found, value in message.raw_items() if found.lower() == name.lower())
    raw = str(next(values, ""))[:MAX_HEADER]
    if not raw.isascii():
        raw = _decoded(raw.encode("utf-8", "surrogateescape"), None)
    try:
        found = decode_header(" ".join(raw.split()))
    except ValueError:
        return raw
    return "".join(_decoded(text, charset) if isinstance(text, bytes) else text for text, charset in found)


def _decoded(content: bytes, charset: str | None) -> str:
    """Text in the charset it says, else in one of those that Swedish letters come in."""
    for name in (charset, "utf-8", "windows-1252"):
        if not name:
            continue
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return content.decode("latin-1")


def _leaves(message: Message[str, str], depth: int = 0) -> Iterator[Message[str, str]]:
    """The parts that are no containers; a letter in the letter is one part, an attachment."""
    payload = message.get_payload()
    if message.get_content_type() == EML or not isinstance(payload, list) or depth >= MAX_DEPTH:
        yield message
        return
    for part in payload:
        if isinstance(part, Message):
            yield from _leaves(part, depth + 1)


def _is_text_of_letter(part: Message[str, str]) -> bool:
    named = part.get_content_disposition() == "attachment" or bool(part.get_filename())
    return part.get_content_type() in {"text/plain", "text/html"} and not named


def _words(part: Message[str, str]) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    text = _decoded(content, part.get_content_charset())
    if part.get_content_type() == "text/html":
        text = without_markup(text)
    lines = (one_line(line, MAX_BODY) for line in text.replace("\r\n", "\n").split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()[:MAX_BODY]


def _bytes_of(part: Message[str, str]) -> bytes:
    payload = part.get_payload()
    if part.get_content_type() == EML and isinstance(payload, list):
        return payload[0].as_bytes() if payload and isinstance(payload[0], Message) else b""
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _file_name(part: Message[str, str], number: int) -> str:
    try:
        name = part.get_filename() or ""
    except (LookupError, ValueError):
        name = ""
    name = "".join(
        _decoded(text, charset) if isinstance(text, bytes) else text for text, charset in decode_header(name)
    )
    media_type = part.get_content_type()
    extension = ".eml" if media_type == EML else (mimetypes.guess_extension(media_type) or "")
    clean = one_line(name.replace("\\", "/").rpartition("/")[2], 200)
    if not clean:
        nested = part.get_payload()
        inner = nested[0] if media_type == EML and isinstance(nested, list) and nested else None
        clean = one_line(_header(inner, "Subject"), 80) if isinstance(inner, Message) else ""
        clean = re.sub(r"[/\\:]+", " ", clean) or f"bilaga {number}"
    return clean if clean.lower().endswith(extension) or "." in clean[-6:] else f"{clean}{extension}"


def _instant(text: str) -> datetime | None:
    """The date of a header; one without a zone is taken as UTC, one that cannot be true is none."""
    try:
        found = parsedate_to_datetime(text.strip()[:100])
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return _believed(found)


def _believed(found: datetime) -> datetime | None:
    aware = found if found.tzinfo else found.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC) if aware >= _EARLIEST else None
    except (OverflowError, ValueError):
        return None


def _part(index: int, file_name: str, content: bytes, inline: bool) -> LetterPart:
    return LetterPart(index, file_name, len(content), hashlib.sha256(content).hexdigest(), inline)


def _read_msg(raw: bytes) -> tuple[Letter, list[bytes]]:
    """Outlook's own file: sender and subject in properties, and the headers of its way where it came by mail."""
    from oxmsg import Message as OutlookMessage

    message = OutlookMessage.load(raw)
    headers = {name.lower(): str(value) for name, value in (message.message_headers or {}).items()}
    name, address = parseaddr(str(message.sender or ""))
    parts: list[LetterPart] = []
    contents: list[bytes] = []
    for attachment in message.attachments[:MAX_PARTS]:
        content = attachment.file_bytes
        if not content:
            continue
        file_name = one_line(attachment.file_name or "", 200) or f"bilaga {len(parts) + 1}"
        parts.append(_part(len(parts), file_name, content, inline=False))
        contents.append(content)
    sent = message.sent_date
    words = message.body or without_markup(message.html_body or "")
    letter = Letter(
        sender=one_line(name, 200),
        address=one_line(address, 200),
        subject=one_line(message.subject or ""),
        sent=_believed(sent) if sent else None,
        received=_instant(headers.get("received", "").rpartition(";")[2]),
        message_id=one_line(headers.get("message-id", ""), 500),
        body="\n".join(one_line(line, MAX_BODY) for line in words.splitlines()).strip()[:MAX_BODY],
        parts=tuple(parts),
    )
    return letter, contents
