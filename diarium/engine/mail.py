"""E-post: one message to one address, the same Message-ID at every attempt, an outcome that never claims too much.

`accepted` is said only after the server's 250 on the content; a connection that died after DATA is `unknown`.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import smtplib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from audit.rules import Refusal

_LOCAL: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_MAX_ADDRESS: Final = 254
_MAX_LOCAL: Final = 64
_MAX_SUBJECT: Final = 250
_MAX_DETAIL: Final = 500
_OK: Final = 250
_LATER: Final = 400
_NEVER: Final = 500
_POLICY: Final = SMTP.clone(cte_type="7bit")


class AddressRefused(Refusal):
    """Not one plain address."""

    status = 422


class HeaderRefused(Refusal):
    """A subject or name that would become more than one header line."""

    sentence = _("Rubriken innehåller tecken som inte kan stå i ett e-postmeddelande.")
    status = 422


class Outcome(StrEnum):
    """Utfall av ett försök: the server took it, said no, said later, or nobody knows."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Attachment:
    """Bifogad fil."""

    file_name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """Meddelande: `key` is the dispatch's uuid and gives the Message-ID; `at` the Date header, never the clock."""

    key: UUID
    recipient: str
    subject: str
    text: str
    at: datetime
    recipient_name: str = ""
    reply_to: str = ""
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True, slots=True)
class Attempt:
    """Försök: what to write down about it; `detail` is the server's own words."""

    outcome: Outcome
    detail: str
    message_id: str


def message_id(key: UUID) -> str:
    """The same for every attempt at the same dispatch."""
    return f"<{hashlib.sha256(str(key).encode()).hexdigest()[:32]}@{settings.MAIL_DOMAIN}>"


def parse_address(text: str) -> Address:
    """One plain address: no names, no comments, no quotes, no lists; a domain of other letters becomes its xn-- form.

    Raises:
        AddressRefused: it is anything else.
    """
    plain = text.strip(" ")
    local, at_sign, domain = plain.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii") if domain else ""
    except UnicodeError:
        ascii_domain = ""
    labels = ascii_domain.split(".")
    if (
        not at_sign
        or not _LOCAL.fullmatch(local)
        or len(local) > _MAX_LOCAL
        or len(labels) < 2
        or not all(_LABEL.fullmatch(label) for label in labels)
        or len(local) + 1 + len(ascii_domain) > _MAX_ADDRESS
    ):
        raise AddressRefused(_("E-postadressen %(address)s går inte att använda.") % {"address": plain[:100]})
    return Address(username=local, domain=ascii_domain.lower())


def build(message: Message) -> EmailMessage:
    """The message as it goes over the wire; one address in each header.

    Raises:
        AddressRefused, HeaderRefused: nothing is mended in silence.
    """
    recipient = parse_address(message.recipient)
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = parse_address(settings.DEFAULT_FROM_EMAIL).addr_spec
    mail["To"] = Address(_header(message.recipient_name), recipient.username, recipient.domain)
    if message.reply_to:
        mail["Reply-To"] = parse_address(message.reply_to).addr_spec
    mail["Subject"] = _header(message.subject)
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = message_id(message.key)
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = "sv"
    mail.set_content(message.text)
    for attachment in message.attachments:
        main, _slash, sub = attachment.media_type.partition("/")
        name = _header(attachment.file_name)
        mail.add_attachment(attachment.content, maintype=main, subtype=sub or "octet-stream", filename=name)
    return mail


def _header(text: str) -> str:
    """One line of text that hides nothing.

    Raises:
        HeaderRefused: it has control or direction characters, or is too long.
    """
    plain = unicodedata.normalize("NFC", text).strip()
    if len(plain) > _MAX_SUBJECT or any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in plain):
        raise HeaderRefused
    return plain


def send(message: Message) -> Attempt:
    """Försök skicka: one connection, one message, one outcome. The caller has written the attempt down already.

    Raises:
        AddressRefused, HeaderRefused: before the wire; nothing was sent.
    """
    mail = build(message)
    recipient = parse_address(message.recipient).addr_spec
    server = smtplib.SMTP(local_hostname=settings.MAIL_DOMAIN, timeout=settings.EMAIL_TIMEOUT)
    wire = _Wire(server)
    try:
        outcome, detail = wire.carry(mail.as_bytes(), recipient)
    except (OSError, smtplib.SMTPException) as error:
        outcome = Outcome.UNKNOWN if wire.data_begun else Outcome.DEFERRED
        detail = f"{type(error).__name__}: {error}"[:_MAX_DETAIL]
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):  # the outcome is known; a bad goodbye changes nothing
            server.quit()
        server.close()
    return Attempt(outcome, detail, str(mail["Message-ID"]))


class _Wire:
    """The conversation, and whether the content had begun when it ended."""

    def __init__(self, server: smtplib.SMTP) -> None:
        self.server = server
        self.data_begun = False

    def carry(self, content: bytes, recipient: str) -> tuple[Outcome, str]:
        """Say everything; the last answer, or the first that is not a yes."""
        self.server.connect(settings.EMAIL_HOST, settings.EMAIL_PORT)
        self.server.ehlo_or_helo_if_needed()
        sender = parse_address(settings.DEFAULT_FROM_EMAIL).addr_spec
        steps: tuple[Callable[[], tuple[int, bytes]], ...] = (
            lambda: self.server.mail(sender),
            lambda: self.server.rcpt(recipient),
            lambda: self.server.docmd("DATA"),
        )
        for step in steps:
            code, reply = step()
            if code >= _LATER:
                return _outcome(code), _words(code, reply)
        self.data_begun = True
        stuffed = re.sub(rb"(?m)^\.", b"..", content)
        self.server.send(stuffed + (b"" if stuffed.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        code, reply = self.server.getreply()
        return _outcome(code), _words(code, reply)


def _outcome(code: int) -> Outcome:
    if code == _OK:
        return Outcome.ACCEPTED
    return Outcome.REFUSED if code >= _NEVER else Outcome.DEFERRED


def _words(code: int, reply: bytes) -> str:
    return f"{code} {reply.decode(errors='replace')}"[:_MAX_DETAIL]
