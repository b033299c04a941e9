"""Meddelanden läses: what they say, and what they cannot do."""

from __future__ import annotations

import hashlib
from email.message import EmailMessage
from pathlib import Path

import pytest

from diarium.engine.letter import EML, MSG, Letter, LetterPart, attachment, open_letter, read_letter
from diarium.engine.letter_words import numbers_in, one_line
from tests.files import PDF
from tests.outlook import outlook_letter


def _message(**headers: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"From": "Åsa Öberg <asa@example.se>", "Subject": "Fråga om lägesbild", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content("Hej!\n\nMed vänlig hälsning\nÅsa")
    return message


def test_sender_subject_words_and_both_instants_are_read() -> None:
    message = _message(
        Date="Fri, 20 Nov 2026 10:11:12 +0100",
        Message_ID="<a1@example.se>",
        Received="from a by b; Fri, 20 Nov 2026 10:11:20 +0100",
    )

    letter, contents = read_letter(message.as_bytes(), EML)

    assert (letter.who, letter.address, letter.subject) == ("Åsa Öberg", "asa@example.se", "Fråga om lägesbild")
    assert letter.sent is not None
    assert letter.received is not None
    assert (letter.sent.hour, letter.received.second) == (9, 20)
    assert letter.message_id == "<a1@example.se>"
    assert letter.body.endswith("Åsa")
    assert contents == []


def test_attachments_come_with_their_names_and_bytes_through_the_child_process(tmp_path: Path) -> None:
    message = _message()
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="svar på frågan.pdf")
    message.add_attachment(_message(Subject="Tidigare fråga"))

    letter = open_letter(message.as_bytes(), EML, into=tmp_path)

    assert letter is not None
    assert [part.file_name for part in letter.parts] == ["svar på frågan.pdf", "Tidigare fråga.eml"]
    first = attachment(tmp_path, letter.parts[0])
    assert first is not None
    assert first.read_bytes() == PDF
    assert letter.parts[0].sha256 == hashlib.sha256(PDF).hexdigest()
    assert "Åsa" in letter.body, "the letter's own words, not those of the letter in it"


def test_a_letter_in_html_has_words_without_markup() -> None:
    message = _message()
    message.set_content("<style>p {}</style><p>Hej <b>du</b></p><script>x()</script><p>Slut</p>", subtype="html")

    letter, _contents = read_letter(message.as_bytes(), EML)

    assert letter.body.split() == ["Hej", "du", "Slut"]


@pytest.mark.parametrize(
    ("raw", "subject", "who"),
    [
        (b"Subject: =?x-okand?Q?=E5r?=\r\nFrom: =?klingon?B?5Q==?= <a@b.se>\r\n\r\nHej", "år", "å"),
        ("Subject: Rå åäö\r\nFrom: Åsa <a@b.se>\r\n\r\nHej".encode("latin-1"), "Rå åäö", "Åsa"),
        ("Subject: Rå åäö\r\nFrom: a@b.se\r\n\r\nHej".encode(), "Rå åäö", "a@b.se"),
        (b"Subject: =?utf-8?Q?trasig\r\nFrom:\r\n\r\n", "=?utf-8?Q?trasig", ""),
        (b"inget huvud alls", "", ""),
        (b"", "", ""),
    ],
)
def test_wrong_charsets_and_broken_headers_are_read_as_far_as_they_go(raw: bytes, subject: str, who: str) -> None:
    letter, _contents = read_letter(raw, EML)

    assert (letter.subject, letter.who) == (subject, who)


@pytest.mark.parametrize("told", ["", "igår", "Fri, 99 Nov 2026 10:11:12 +0100", "Fri, 20 Nov 1970 10:00:00 +0000"])
def test_a_date_that_cannot_be_true_is_no_date(told: str) -> None:
    letter, _contents = read_letter(_message(Date=told).as_bytes() if told else _message().as_bytes(), EML)

    assert letter.sent is None


def test_a_huge_header_is_cut_and_takes_no_time() -> None:
    raw = b"From: a@b.se\r\nSubject: " + b"x" * 4_000_000 + b"\r\n\r\nHej"

    letter = open_letter(raw, EML)

    assert letter is not None
    assert len(letter.subject) == 300


def test_a_deep_nest_and_many_parts_have_an_end() -> None:
    depth = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number) for number in range(200)
    )
    many = EmailMessage()
    many.set_content("Hej")
    for number in range(130):
        many.add_attachment(b"%d" % number, maintype="application", subtype="pdf", filename=f"{number}.pdf")

    assert read_letter(b"Subject: Djup\r\n" + depth + b"Hej", EML)[0].subject == "Djup"
    assert len(read_letter(many.as_bytes(), EML)[0].parts) == 100


def test_the_name_of_an_attachment_leads_nowhere() -> None:
    message = _message()
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="../../etc/passwd\u202efdp.pdf")

    letter, _contents = read_letter(message.as_bytes(), EML)

    assert letter.parts[0].file_name == "passwd fdp.pdf"


def test_what_the_child_left_instead_of_a_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "0").symlink_to("/etc/hostname")

    assert attachment(tmp_path, LetterPart(0, "a.pdf", 1, "0" * 64)) is None
    assert attachment(tmp_path, LetterPart(7, "a.pdf", 1, "0" * 64)) is None


def test_a_letter_that_outlook_saved_says_the_same_and_gives_its_attachments(tmp_path: Path) -> None:
    raw = outlook_letter(
        subject="Svar på remiss",
        body="Hej\r\n\r\nHär är svaret.",
        headers="From: Örjan Ålund <o@x.se>\r\nMessage-ID: <m1@x>\r\nReceived: a; Fri, 20 Nov 2026 10:11:20 +0100\r\n",
        sent=134_081_286_720_000_000,
        attachments=(("svar på remiss.pdf", PDF), ("bild.png", b"PNG")),
    )

    letter = open_letter(raw, MSG, into=tmp_path)

    assert letter is not None
    assert (letter.who, letter.subject, letter.message_id) == ("Örjan Ålund", "Svar på remiss", "<m1@x>")
    assert letter.body.endswith("Här är svaret.")
    assert letter.sent is not None
    assert letter.received is not None
    assert (letter.sent.date().isoformat(), letter.received.second) == ("2025-11-20", 20)
    assert [part.file_name for part in letter.parts] == ["svar på remiss.pdf", "bild.png"]
    first = attachment(tmp_path, letter.parts[0])
    assert first is not None
    assert first.read_bytes() == PDF


def test_a_file_of_outlook_that_cannot_be_read_is_no_letter() -> None:
    assert open_letter(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, MSG) is None
    assert open_letter(b"skrap", MSG) is None


def test_an_unsigned_letter_says_its_address() -> None:
    assert Letter(address="a@b.se").who == "a@b.se"


@pytest.mark.parametrize(
    ("subject", "numbers"),
    [
        ("Svar på remiss KS 2018/91, tack", ["KS 2018/91"]),
        ("SV: [KS-2018/91.103] och GSN-2015/219", ["KS-2018/91.103", "GSN-2015/219"]),
        ("KS/2018:245", ["KS/2018:245"]),
        ("Möte 2026-11-20 kl. 10, sida 2018/91", []),
        ("Faktura 123/2018", []),
    ],
)
def test_numbers_are_found_in_a_subject(subject: str, numbers: list[str]) -> None:
    assert numbers_in(subject) == numbers


def test_a_line_is_clean_and_short() -> None:
    assert one_line("  a\tb\r\n\u202ec\ud800\0 " + "x" * 400).startswith("a b c")
    assert len(one_line("å" * 400)) == 300
