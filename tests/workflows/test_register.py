"""Registrera handlingar: the one form, by hand and by file, into a matter that exists or a new one."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.models import Board
from cases.models import Case
from diarium.models import Document
from diarium.states import ArrivalExit
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, ROLF, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from tests.files import PDF, pdf
from tests.outlook import outlook_letter

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]
PAGE = "/diarium/registrera/"
NUMBER = "KS-2018/91.103"


@pytest.fixture
def case() -> Case:
    """The matter in the database."""
    return builders.the_walk().case()


def _fields(**changes: Any) -> dict[str, Any]:
    filled = {
        "key": "key-1",
        "belongs": "existing",
        "case_number": "ks 2018 91",
        "shown": "",
        "direction": "received",
        "received_on": "2026-11-20",
        "sender_or_recipient": "Lokalpolisområde Huddinge",
        "title": "Svar på remiss",
        "kind": "letter",
        "secrecy": "none",
        **changes,
    }
    return {name: value for name, value in filled.items() if value is not None}


def _opening(**changes: Any) -> dict[str, Any]:
    return {
        "belongs": "new",
        "case_number": "",
        "nytt-subject": "Avtal om idéburet offentligt partnerskap",
        "nytt-board": Board.objects.get(code="KS").pk,
        "nytt-case_type": "agreement",
        "nytt-officer": builders.user(CATARINA).pk,
        **changes,
    }


def _sent(client: Client, **changes: Any) -> Any:
    return client.post(PAGE, _fields(**changes))


def _again(response: Any, **changes: Any) -> dict[str, Any]:
    """The page's form as it would be sent from the browser."""
    form = response.context["form"]
    values = {
        field.name: field.value() for field in form if field.name != "file" and field.value() not in (None, False)
    }
    meant = response.context["meant"]
    shown = {"shown": str(meant.matter.uuid)} if meant.matter else {}
    return {**values, **shown, "accepted": response.context["accepted"], **changes}


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


def _file(name: str = "svar_på_remissen.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def _new_documents(case: Case) -> list[Document]:
    return list(case.entry.documents.filter(document_no__gt=2).order_by("document_no"))


def test_a_document_goes_into_the_matter_whose_number_is_typed_in_any_way(case: Case) -> None:
    client = as_(RUT)
    doubted = _sent(client)
    assert doubted.status_code == 422
    assert "Ärendet öppnades 2018. Kontrollera att handlingen hör dit." in strict_html.text(doubted)

    answer = _sent(client, accepted=doubted.context["accepted"])

    (document,) = _new_documents(case)
    assert "Handling KS-2018/91.103-3 är registrerad." in text(client, answer.headers["Location"])
    assert document.received_on is not None
    assert document.received_on.isoformat() == "2026-11-20"
    assert timezone.localdate(document.registered_at) == timezone.localdate()
    assert document.secrecy_reviewed_on == timezone.localdate()


def test_the_matter_is_shown_with_its_latest_document_when_it_is_looked_up(case: Case) -> None:
    response = _sent(as_(RUT), act="look")

    assert response.status_code == 200
    page = strict_html.text(response)
    latest = case.entry.documents.get(document_no=2)
    assert f"Senast i {NUMBER}: {latest.title}" in page
    assert "Ärendet öppnades 2018." in page
    assert not _new_documents(case)


def test_words_of_the_subject_give_matters_to_choose_between(case: Case) -> None:
    client = as_(RUT)
    found = _sent(client, case_number="samverkansöverenskommelse", act="look")
    assert f"Välj {NUMBER}" in strict_html.text(found)

    chosen = _sent(client, case_number="samverkansöverenskommelse", act=f"choose:{NUMBER}")

    assert chosen.context["meant"].matter.number == NUMBER


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"belongs": None}, "Välj om handlingen hör till ett ärende."),
        ({"case_number": ""}, "Fyll i ärende."),
        ({"case_number": "2018/92"}, "Det finns inget ärende med det numret eller de orden."),
        ({"direction": None}, "Välj riktning."),
        ({"received_on": "2126-01-01"}, "Datumet ligger i framtiden."),
        ({"secrecy": None}, "Välj om handlingen ska sekretessmarkeras."),
    ],
)
def test_what_is_missing_is_said(case: Case, changes: dict[str, Any], sentence: str) -> None:
    response = _sent(as_(RUT), **changes)

    assert response.status_code == 422
    assert "<title>Fel: " in response.content.decode()
    assert sentence in strict_html.text(response)
    assert not _new_documents(case)


def test_a_new_matter_begins_with_its_documents_in_one_act() -> None:
    client = as_(RUT)

    answer = _sent(client, **_opening(), file=[_file("ansökan.pdf"), _file("budget.pdf", pdf("Budget"))])
    assert answer.status_code == 422
    assert "Kontrollera handlingarna som lästes in innan du registrerar." in strict_html.text(answer)
    assert not Case.objects.filter(entry__public_subject__startswith="Avtal om id").exists()

    done = client.post(PAGE, _again(answer, **{**_opening(), "kind-1": "attachment"}))

    opened = Case.objects.get(entry__public_subject__startswith="Avtal om id")
    page = text(client, done.headers["Location"])
    number = opened.entry.printed_number
    assert f"Ärende {number} är registrerat och tilldelat Catarina Klockerud." in page
    assert f"Handlingarna {number}-1 till {number}-2 är registrerade." in page
    assert [row.versions.get().file_name for row in opened.entry.documents.order_by("document_no")] == [
        "ansökan.pdf",
        "budget.pdf",
    ]


def test_a_new_matter_without_what_it_needs_registers_nothing() -> None:
    before = Case.objects.count()

    answer = _sent(as_(RUT), **_opening(**{"nytt-subject": "", "nytt-board": ""}))

    page = strict_html.text(answer)
    assert answer.status_code == 422
    assert "Fyll i ärendemeningen." in page
    assert "Välj nämnd." in page
    assert Case.objects.count() == before


def test_a_refusal_of_the_second_document_takes_the_first_back(case: Case) -> None:
    client = as_(RUT)
    both = _sent(client, file=[_file(), _file("annat.pdf", pdf("Annat"))])
    case.entry.refresh_from_db()
    last = case.entry.last_document_no

    wrong = client.post(PAGE, _again(both, **{"title-1": "", "kind-1": "letter"}))

    assert wrong.status_code == 422
    case.entry.refresh_from_db()
    assert case.entry.last_document_no == last


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


def test_a_secret_new_matter_is_seen_by_who_opened_it_and_by_no_other_registrar(case: Case) -> None:
    client = as_(RUT)

    answer = _sent(
        client,
        **_opening(**{"nytt-secrecy_provision": "OSL 18 kap. 1 §", "nytt-protected_subject": "Hot mot N. N."}),
        file=_file(),
    )

    opened = Case.objects.exclude(pk=case.pk).get()
    assert opened.entry.documents.count() == 1
    assert "Hot mot N. N." in text(client, answer.headers["Location"])
    assert as_(ROLF).get(answer.headers["Location"]).status_code == 404


def test_to_register_a_secret_document_opens_no_other_secret_document(case: Case) -> None:
    secret = {"secrecy": "marked", "secrecy_provision": "OSL 18 kap. 1 §", "shown": str(case.uuid)}
    _sent(as_(ROLF), **secret)
    (hidden,) = _new_documents(case)

    _sent(as_(RUT), **secret, key="key-2", title="Ett till")

    assert as_(RUT).get(f"/arenden/handlingar/{hidden.uuid}/").status_code == 404


def test_both_sets_of_names_are_kept_when_the_document_is_marked(case: Case) -> None:
    marked = {
        "secrecy": "marked",
        "secrecy_provision": "OSL 21 kap. 3 §",
        "sender_or_recipient": "Privatperson",
        "protected_sender_or_recipient": "Anna Andersson",
        "protected_title": "Anna Anderssons brev",
    }

    as_(RUT).post(PAGE, _fields(**marked, shown=str(case.uuid)))

    (document,) = _new_documents(case)
    assert document.protected_sender_or_recipient == "Anna Andersson"
    assert (document.title, document.protected_title) == ("Svar på remiss", "Anna Anderssons brev")


def test_after_one_more_the_form_remembers_matter_direction_and_sender_and_nothing_else(case: Case) -> None:
    client = as_(RUT)

    answer = _sent(client, shown=str(case.uuid), again="1")

    assert answer.headers["Location"] == PAGE
    page = client.get(PAGE)
    form = page.context["form"]
    kept = {name: form[name].value() for name in ("belongs", "case_number", "direction", "sender_or_recipient", "kind")}
    assert kept == {
        "belongs": "existing",
        "case_number": "ks 2018 91",
        "direction": "received",
        "sender_or_recipient": "Lokalpolisområde Huddinge",
        "kind": "letter",
    }
    assert not form["title"].value()
    assert not form["secrecy"].value()
    assert "Handling KS-2018/91.103-3 är registrerad." in strict_html.text(page)
    assert form.fields["file"].widget.attrs["autofocus"] is True
    assert client.get(PAGE).context["form"]["case_number"].value() is None


def test_the_case_officer_registers_in_the_own_matter_and_opens_none(case: Case) -> None:
    client = as_(CATARINA)
    page = strict_html.text(client.get(PAGE))
    assert "Nej, skapa ett nytt ärende" not in page

    assert _sent(client, shown=str(case.uuid)).status_code == 302
    _sent(client, **_opening(), key="key-2")

    assert len(_new_documents(case)) == 1
    assert Case.objects.count() == 1


def test_a_matter_that_one_may_not_register_in_is_said_in_the_form(case: Case) -> None:
    answer = _sent(as_(SIV))

    assert answer.status_code == 422
    assert f"Du kan inte registrera handlingar i {NUMBER}." in strict_html.text(answer)
    assert not _new_documents(case)


@pytest.mark.parametrize("name", [IDA, OLLE])
def test_who_registers_nothing_has_no_form(name: str) -> None:
    assert as_(name).get(PAGE).status_code == 403
    assert as_(name).post(PAGE, _fields()).status_code == 403


def test_the_page_asks_few_questions_of_the_database(case: Case, django_assert_max_num_queries: Budget) -> None:
    client = as_(RUT)
    client.get(PAGE)

    with django_assert_max_num_queries(15):
        client.get(f"{PAGE}?arende={NUMBER}")
    with django_assert_max_num_queries(15):
        client.get(f"/arenden/{case.uuid}/handlingar/registrera/")


def test_rows_that_nobody_sent_are_no_rows(case: Case) -> None:
    client = as_(RUT)

    for rows in ("0", "-3", "999999", "många", ""):
        response = _sent(client, rows=rows, act="look")
        assert response.status_code == 200
        assert len(response.context["documents"]) <= 60


def test_nothing_waits_after_a_form_by_hand(case: Case) -> None:
    _sent(as_(RUT), shown=str(case.uuid))

    assert not _new_documents(case)[0].arrivals.exclude(exit=ArrivalExit.REGISTERED).exists()
