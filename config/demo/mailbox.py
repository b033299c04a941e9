"""Brevlådan i en demonstration: an SMTP server on the loopback that keeps every mail as a file and delivers nothing."""

from __future__ import annotations

import email
import email.policy
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Mail:
    """Ett brev som skickades: `name` is its file's."""

    name: str
    sent: datetime
    recipients: tuple[str, ...]
    subject: str
    body: str
    attachments: tuple[str, ...]


class MailSink:
    """Tar emot brev: what aiosmtpd calls for each mail."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._directory.mkdir(parents=True, exist_ok=True)
        self._numbers = itertools.count(1)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd's name
        """Keep the mail under its time of arrival, whole before it can be seen."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{next(self._numbers):04}"
        content = envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        head = "".join(f"X-Envelope-To: {address}\r\n" for address in envelope.rcpt_tos)
        unfinished = self._directory / f"{name}.tmp"
        unfinished.write_bytes(head.encode() + content)
        unfinished.rename(self._directory / f"{name}.eml")
        return "250 OK"


def start_sink(directory: Path, port: int) -> Controller:
    """Listen on the loopback; the controller's `stop` ends it."""
    controller = Controller(MailSink(directory), hostname="127.0.0.1", port=port)
    controller.start()
    return controller


def mails(directory: Path, *, limit: int = 200) -> list[Mail]:
    """The mails that were sent, newest first."""
    files = sorted(directory.glob("*.eml"), reverse=True)[:limit]
    return [_read(file) for file in files]


def mail(directory: Path, name: str) -> Mail | None:
    """One mail by its name, None if there is no such file."""
    return next((_read(file) for file in directory.glob("*.eml") if file.stem == name), None)


def _read(file: Path) -> Mail:
    message = email.message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    return Mail(
        name=file.stem,
        sent=datetime.strptime(file.stem.split("-")[0], "%Y%m%dT%H%M%S").replace(tzinfo=UTC),
        recipients=tuple(str(address) for address in message.get_all("X-Envelope-To", [])),
        subject=str(message["Subject"] or ""),
        body=body.get_content() if body is not None else "",
        attachments=tuple(part.get_filename() or "" for part in message.iter_attachments()),
    )
