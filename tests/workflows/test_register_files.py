"""Registrera filer: several at once, letters with their attachments, and files that are there already."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.models import Case
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA, ROLF, RUT
from tests.cases.pages import as_
from tests.config import strict_html
from tests.files import PDF, pdf
from tests.outlook import outlook_letter
from tests.workflows.registering import NUMBER, PAGE, _again, _file, _new_documents, _opening, _sent

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def _letter(*attachments: tuple[str, bytes], subject: str = f"Svar om {NUMBER}", **headers: str) -> SimpleUploadedFile:
    message = EmailMessage()
    message["From"] = "Örjan Ålund <orjan@example.se>"
    message["Subject"] = subject
    message["Date"] = "Thu, 19 Nov 2026 23:30:00 +0000"
    for name, value in headers.items():
        message[name] = value
    message.set_content("Hej\n\nHär är svaret.")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return SimpleUploadedFile("svar.eml", message.as_bytes(), content_type="message/rfc822")


def test_several_files_become_a_document_each_and_can_be_taken_away(case: Case) -> None:
    client = as_(RUT)
    read = _sent(
        client, title="", act="read", file=[_file(), _file("bilaga_1.pdf", pdf("1")), _file("b2.pdf", pdf("2"))]
    )
    form = read.context["form"]
    assert [form[name].value() for name in ("title", "title-1", "title-2")] == ["Svar på remissen", "Bilaga 1", "B2"]
    assert strict_html.text(read).count("Förslag från filen. Kontrollera.") == 3

    fewer = client.post(PAGE, _again(read, act="remove:1"))

    assert [row.title.value() for row in fewer.context["documents"]] == ["Svar på remissen", "B2"]
    done = client.post(PAGE, _again(fewer, **{"kind-1": "attachment"}))
    assert done.status_code == 302
    assert [row.title for row in _new_documents(case)] == ["Svar på remissen", "B2"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"belongs": None}, "belongs"),
        ({"case_number": ""}, "case_number"),
        ({"direction": None}, "direction"),
        ({}, "title"),
    ],
)
def test_when_files_are_read_in_the_focus_goes_to_the_first_field_that_waits(
    case: Case, changes: dict[str, Any], field: str
) -> None:
    read = _sent(as_(RUT), **{"title": "", **changes}, act="read", file=_file())

    assert read.context["form"].fields[field].widget.attrs["autofocus"] is True


def test_a_letter_proposes_sender_date_subject_and_matter(case: Case) -> None:
    client = as_(RUT)
    empty = {"belongs": None, "case_number": "", "direction": None, "received_on": "", "sender_or_recipient": ""}

    read = _sent(client, **empty, title="", kind="", file=_letter(("avtal.pdf", PDF)), act="read")

    form = read.context["form"]
    values = {name: form[name].value() for name in (*empty, "title", "dated", "title-1", "kind", "kind-1", "own-1")}
    assert values == {
        "belongs": "existing",
        "case_number": NUMBER,
        "direction": "received",
        "received_on": "2026-11-20",
        "sender_or_recipient": "Örjan Ålund",
        "title": f"Svar om {NUMBER}",
        "dated": "2026-11-20",
        "title-1": "Avtal",
        "kind": "letter",
        "kind-1": "attachment",
        "own-1": "on",
    }
    assert strict_html.text(read).count("Förslag från filen. Kontrollera.") == 8
    done = client.post(PAGE, _again(read))
    assert done.status_code == 302
    letter, attachment = _new_documents(case)
    assert (letter.versions.get().media_type, attachment.versions.get().file_name) == ("message/rfc822", "avtal.pdf")
    assert letter.sender_or_recipient == attachment.sender_or_recipient == "Örjan Ålund"


def test_an_attachment_can_stay_in_its_letter(case: Case) -> None:
    client = as_(RUT)
    read = _sent(client, title="", file=_letter(("avtal.pdf", PDF), ("samma avtal.pdf", PDF)), act="read")
    assert not read.context["form"]["own-2"].value(), "the same file twice is proposed once"

    form = _again(read)
    form.pop("own-1")
    client.post(PAGE, form)

    (letter,) = _new_documents(case)
    assert letter.versions.get().file_name == "svar.eml"


def test_an_attachment_that_is_not_let_in_is_said_and_stays_in_the_letter(case: Case) -> None:
    read = _sent(as_(RUT), title="", file=_letter(("program.exe", b"MZ")), act="read")

    page = strict_html.text(read)
    assert "Bilagan program.exe tas inte emot som egen handling: Filtypen exe tas inte emot." in page
    assert "Den finns kvar i meddelandet." in page
    assert read.context["form"].draft.rows == 1


def test_a_letter_of_outlook_proposes_as_any_other(case: Case) -> None:
    content = outlook_letter(
        subject=f"Svar om {NUMBER}",
        body="Hej",
        headers="From: Örjan Ålund <o@example.se>\r\n",
        attachments=(("avtal.pdf", PDF),),
    )
    client = as_(RUT)

    read = _sent(client, title="", sender_or_recipient="", file=SimpleUploadedFile("svar.msg", content), act="read")

    form = read.context["form"]
    assert (form["title"].value(), form["sender_or_recipient"].value()) == (f"Svar om {NUMBER}", "Örjan Ålund")
    assert client.post(PAGE, _again(read)).status_code == 302
    assert [row.versions.get().file_name for row in _new_documents(case)] == ["svar.msg", "avtal.pdf"]


def test_of_very_many_attachments_the_first_are_read_in(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diarium.services.intake.MOST_ENCLOSED", 1)
    read = _sent(as_(RUT), title="", file=_letter(("a.pdf", PDF), ("b.pdf", pdf("B"))), act="read")

    assert read.context["form"].draft.rows == 2
    assert "Bilagan b.pdf tas inte emot som egen handling: Bara de första 25" in strict_html.text(read)


def test_a_letter_of_the_day_after_tomorrow_proposes_no_date(case: Case) -> None:
    letter = _letter()
    content = letter.read().replace(b"19 Nov 2026", b"19 Nov 2099")

    read = _sent(as_(RUT), title="", received_on="", file=SimpleUploadedFile("s.eml", content), act="read")

    assert not read.context["form"]["received_on"].value()


def test_a_file_among_several_that_is_refused_is_named(case: Case) -> None:
    answer = _sent(as_(RUT), file=[_file(), _file("fel.exe", b"MZ")])

    page = strict_html.text(answer)
    assert answer.status_code == 422
    assert "fel.exe: Filtypen exe tas inte emot." in page
    assert "svar_på_remissen.pdf" in page


def test_the_same_file_in_another_matter_is_doubted_with_a_link(case: Case) -> None:
    client = as_(RUT)
    first = _sent(client, **_opening(), file=_file())
    twin = Document.objects.order_by("-pk")[0]
    assert first.status_code == 302

    doubted = _sent(client, file=_file(), key="key-2")

    number = f"{twin.entry.printed_number}-1"
    assert f"En handling med samma fil är redan registrerad: {number}. Visa" in strict_html.text(doubted)
    assert f"/arenden/handlingar/{twin.uuid}/" in doubted.content.decode()
    accepted = client.post(PAGE, _again(doubted))
    assert accepted.status_code == 302


def test_the_same_file_in_a_matter_that_is_hidden_is_not_told_of(case: Case) -> None:
    hidden = _opening(**{"nytt-secrecy_provision": "OSL 18 kap. 1 §", "nytt-officer": builders.user(CATARINA).pk})
    _sent(as_(RUT), **hidden, file=_file())
    assert Case.objects.exclude(pk=case.pk).get().entry.secrecy_provision != ""

    doubted = _sent(as_(ROLF), file=_file(), key="key-2")

    assert "samma fil" not in strict_html.text(doubted)
    assert "samma fil" in strict_html.text(_sent(as_(RUT), file=_file(), key="key-3"))
