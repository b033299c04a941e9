"""E-post: one address in each header, one Message-ID for each dispatch, an outcome that is true."""

from __future__ import annotations

import asyncio
import email
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings as configured
from hypothesis import given, settings
from hypothesis import strategies as st

from diarium.engine import mail

KEY = UUID("6f1e6d2c-6d0f-4b52-9c7b-2f6b1d0c9a11")
AT = datetime(2020, 11, 26, 8, 0, tzinfo=UTC)


def message(**changes: object) -> mail.Message:
    facts: dict[str, object] = {
        "key": KEY,
        "recipient": "registrator@polisen.example",
        "subject": "Beslut från Huddinge kommun, KS-2018/91.103",
        "text": "Hej!\n\n.En rad som börjar med punkt.\n",
        "at": AT,
    }
    return mail.Message(**(facts | changes))  # type: ignore[arg-type]  # a dictionary of facts


class Post:
    """A post office whose answers the test chooses."""

    def __init__(self, answer: str = "250 OK", at_rcpt: str = "250 OK", dies: bool = False) -> None:
        self.answer, self.at_rcpt, self.dies = answer, at_rcpt, dies
        self.letters: list[Envelope] = []

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.at_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.at_rcpt

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.dies and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        self.letters.append(envelope)
        return self.answer


@contextmanager
def open_post(post: Post) -> Iterator[Post]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    office = Controller(post, hostname="127.0.0.1", port=port)
    office.start()
    kept = configured.EMAIL_HOST, configured.EMAIL_PORT
    configured.EMAIL_HOST, configured.EMAIL_PORT = "127.0.0.1", port
    try:
        yield post
    finally:
        configured.EMAIL_HOST, configured.EMAIL_PORT = kept
        office.stop()


def read(envelope: Envelope) -> EmailMessage:
    content = envelope.content
    raw = content if isinstance(content, bytes) else (content or "").encode()
    return email.message_from_bytes(raw, policy=default)


def test_a_letter_arrives_as_it_was_written() -> None:
    pdf = mail.Attachment("Protokollsutdrag § 214.pdf", "application/pdf", b"%PDF-1.7 \r\n.\r\n%%EOF")
    with open_post(Post()) as post:
        attempt = mail.send(message(recipient_name="Polisområde Stockholm Syd", attachments=[pdf]))

    letter = read(post.letters[0])
    assert attempt.outcome is mail.Outcome.ACCEPTED
    assert post.letters[0].rcpt_tos == ["registrator@polisen.example"]
    assert letter["To"] == "Polisområde Stockholm Syd <registrator@polisen.example>"
    body = letter.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "Hej!\n\n.En rad som börjar med punkt.\n"
    [attached] = letter.iter_attachments()
    assert attached.get_filename() == "Protokollsutdrag § 214.pdf"
    assert attached.get_content() == pdf.content


def test_every_attempt_has_the_same_message_id() -> None:
    first, again = mail.build(message()), mail.build(message(text="Igen"))

    assert first["Message-ID"] == again["Message-ID"] == mail.message_id(KEY)
    assert len(mail.message_id(KEY).partition("@")[0]) == 33


@pytest.mark.parametrize(
    ("post", "outcome"),
    [
        (Post("250 2.0.0 mottaget"), mail.Outcome.ACCEPTED),
        (Post("552 för stort"), mail.Outcome.REFUSED),
        (Post("451 senare"), mail.Outcome.DEFERRED),
        (Post(at_rcpt="550 okänd"), mail.Outcome.REFUSED),
        (Post(at_rcpt="450 grålistad"), mail.Outcome.DEFERRED),
        (Post(dies=True), mail.Outcome.UNKNOWN),
    ],
)
def test_the_outcome_is_what_the_server_said(post: Post, outcome: mail.Outcome) -> None:
    with open_post(post):
        attempt = mail.send(message())

    assert attempt.outcome is outcome


def test_a_server_that_is_away_is_tried_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(configured, "EMAIL_HOST", "127.0.0.1")
    monkeypatch.setattr(configured, "EMAIL_PORT", 1)

    assert mail.send(message()).outcome is mail.Outcome.DEFERRED


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "anna@",
        "@example.se",
        "anna@localhost",
        "anna@example.se\r\nBcc: alla@example.se",
        "anna@example.se\n",
        "anna@example.se,bo@example.se",
        "anna@example.se bo@example.se",
        "Anna <anna@example.se>",
        '"anna"@example.se',
        "anna@[127.0.0.1]",
        "anna(kommentar)@example.se",
        "an na@example.se",
        "anna..b@example.se",
        ".anna@example.se",
        "åsa@example.se",
        "anna@exa_mple.se",
        "a" * 65 + "@example.se",
        "anna@" + "a" * 64 + ".se",
    ],
)
def test_anything_but_one_plain_address_is_refused(address: str) -> None:
    with pytest.raises(mail.AddressRefused):
        mail.build(message(recipient=address))


def test_a_swedish_domain_is_written_in_its_ascii_form() -> None:
    assert mail.parse_address("Anna.B@Räddning.se").addr_spec == "Anna.B@xn--rddning-5wa.se"


@pytest.mark.parametrize(
    "subject", ["Hej\r\nBcc: alla@example.se", "Hej\nX: y", "a\0b", "a\u2028b", "a\u202eb", "å" * 300]
)
def test_a_subject_is_one_line_that_hides_nothing(subject: str) -> None:
    with pytest.raises(mail.HeaderRefused):
        mail.build(message(subject=subject))
    with pytest.raises(mail.HeaderRefused):
        mail.build(message(recipient_name=subject))


@settings(max_examples=1000, deadline=None)
@given(address=st.text(max_size=40), subject=st.text(max_size=80), name=st.text(max_size=40))
def test_nothing_typed_becomes_a_header_of_its_own(address: str, subject: str, name: str) -> None:
    for recipient in (address, "anna@example.se"):
        try:
            built = mail.build(message(recipient=recipient, subject=subject, recipient_name=name))
        except (mail.AddressRefused, mail.HeaderRefused):
            continue
        again: EmailMessage = email.message_from_bytes(built.as_bytes(), policy=default)
        assert sorted(again.keys()) == sorted(built.keys())
        assert len(again["To"].addresses) == 1
        assert not {"Bcc", "Cc"} & set(again.keys())
