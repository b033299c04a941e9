"""Registrera handling i ett ärende: the one form, opened from the matter."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from cases.models import Case
from cases.services.documents import DocumentLine
from diarium.engine.storage import read_blob
from diarium.models import Document
from tests import builders
from tests.builders import CATARINA, OLLE, PATRIK, ROLF, RUT, SIV
from tests.cases.pages import as_
from tests.config import strict_html
from tests.files import PDF, pdf
from workflows.services import register_documents

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

KEY = "0b0c9a5c-6f5e-4d3e-9c55-6f1d4d2f8a11"


@pytest.fixture
def case() -> Case:
    """The matter in the database."""
    return builders.the_walk().case()


def _address(case: Case) -> str:
    return reverse("register_document", args=[case.uuid])


def _fields(**changes: Any) -> dict[str, Any]:
    return {
        "key": KEY,
        "direction": "received",
        "kind": "letter",
        "dated": "2026-11-20",
        "received_on": "",
        "sender_or_recipient": "Lokalpolisområde Huddinge",
        "title": "Svar på remiss",
        "secrecy": "none",
        "secrecy_provision": "",
        "protected_title": "",
        **changes,
    }


def _pdf(name: str = "svar.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def _send(client: Client, case: Case, **changes: Any) -> Any:
    return client.post(_address(case), _fields(**changes))


def _refused(response: Any) -> str:
    assert response.status_code == 422
    return strict_html.text(response)


def test_a_document_is_registered_with_its_file_and_known_sender(case: Case) -> None:
    client = as_(CATARINA)

    response = _send(client, case, file=_pdf())

    document = Document.objects.get(entry=case.entry, document_no=3)
    version = document.versions.get()
    assert response.headers["Location"] == reverse("case_documents", args=[case.uuid])
    assert "Handling KS-2018/91.103-3 är registrerad." in strict_html.text(client.get(response.headers["Location"]))
    assert (document.title, document.direction, document.received_on) == ("Svar på remiss", "received", document.dated)
    assert document.correspondent is not None
    assert document.correspondent.code == "LPO-HUDDINGE"
    assert (version.file_name, version.media_type) == ("svar.pdf", "application/pdf")
    assert read_blob(version.sha256) == PDF
    assert document.registered_by == builders.user(CATARINA)


def test_the_same_form_sent_twice_registers_one_document(case: Case) -> None:
    client = as_(CATARINA)

    first, second = (_send(client, case, file=_pdf()) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert case.entry.documents.filter(title="Svar på remiss").count() == 1


def test_a_paper_is_registered_without_a_file(case: Case) -> None:
    _send(as_(RUT), case, direction="dispatched")

    document = Document.objects.get(entry=case.entry, document_no=3)
    assert document.received_on is None
    assert not document.versions.exists()


def test_one_more_can_be_registered_at_once(case: Case) -> None:
    assert _send(as_(CATARINA), case, again="1").headers["Location"] == _address(case)


def test_a_marked_document_has_provision_and_date_and_a_title_of_its_own(case: Case) -> None:
    _send(as_(CATARINA), case, secrecy="marked", secrecy_provision="OSL 18 kap. 1 §", protected_title="Hot mot N. N.")

    document = Document.objects.get(entry=case.entry, document_no=3)
    assert (document.secrecy_provision, document.protected_title) == ("OSL 18 kap. 1 §", "Hot mot N. N.")
    assert document.secrecy_on == timezone.localdate()


def test_a_provision_left_in_the_field_marks_nothing_when_no_marking_is_chosen(case: Case) -> None:
    _send(as_(CATARINA), case, secrecy="none", secrecy_provision="OSL 18 kap. 1 §", protected_title="Hot")

    document = Document.objects.get(entry=case.entry, document_no=3)
    assert (document.secrecy_provision, document.protected_title) == ("", "")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"direction": ""}, "Välj riktning."),
        ({"direction": "sideways"}, "Välj riktning."),
        ({"kind": ""}, "Välj handlingstyp."),
        ({"dated": ""}, "Skriv ett datum, till exempel 2020-10-28."),
        ({"direction": "dispatched", "dated": "", "received_on": "2026-11-20"}, "Skriv ett datum, till exempel"),
        ({"dated": "den trettionde"}, "Skriv ett datum, till exempel 2020-10-28."),
        ({"dated": "2126-01-01"}, "Datumet ligger i framtiden."),
        ({"received_on": "2126-01-01"}, "Datumet ligger i framtiden."),
        ({"title": " "}, "Fyll i handlingens rubrik."),
        ({"title": "x" * 301}, "Handlingens rubrik får vara högst 300 tecken. Du har skrivit 301."),
        ({"secrecy": ""}, "Välj om handlingen ska sekretessmarkeras."),
        ({"secrecy": "marked"}, "Fyll i bestämmelse."),
    ],
)
def test_what_is_missing_or_wrong_is_said(case: Case, changes: dict[str, str], sentence: str) -> None:
    page = _refused(_send(as_(CATARINA), case, **changes))

    assert "Det finns fel på sidan" in page
    assert sentence in page
    assert case.entry.documents.count() == 2


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (8 << 20))
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("program.exe", b"MZ", "Filtypen exe tas inte emot. Spara om som pdf eller docx."),
        ("utan", b"text", "Filtypen – tas inte emot. Spara om som pdf eller docx."),
        ("bild.pdf", b"\x89PNG\r\n\x1a\n", "Filens innehåll stämmer inte med filtypen pdf."),
        ("brev.txt", "Skogås".encode("cp1252"), "Filens innehåll stämmer inte med filtypen txt."),
        ("tom.pdf", b"", "Filen är krypterad eller skadad och går inte att öppna. Be avsändaren skicka den igen."),
        ("last.pdf", PDF[:60], "Filen är krypterad eller skadad"),
        ("bomb.docx", _bomb(), "Filen är krypterad eller skadad"),
    ],
)
def test_a_file_that_is_not_let_in_is_refused_with_the_reason(
    case: Case, name: str, content: bytes, sentence: str
) -> None:
    page = _refused(_send(as_(CATARINA), case, file=_pdf(name, content)))

    assert sentence in page
    assert case.entry.documents.count() == 2


def test_a_file_that_is_too_large_is_refused_with_its_size(case: Case, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1 << 20

    page = _refused(_send(as_(CATARINA), case, file=_pdf(content=PDF + b" " * (1 << 20))))

    assert "Filen är 2 MB. Den får vara högst 1 MB. Dela upp filen eller komprimera den." in page
    assert "Högst 1 MB per fil (pdf, docx, xlsx, odt, eml, msg, png, jpg, txt, xml)." in page


def test_the_name_of_a_file_cannot_lead_anywhere(case: Case) -> None:
    _send(as_(CATARINA), case, file=_pdf("..\\..\\hemligt\u202efdp.pdf"))

    assert Document.objects.get(entry=case.entry, document_no=3).versions.get().file_name == "hemligtfdp.pdf"


def test_a_chosen_file_is_kept_when_something_else_is_wrong(case: Case) -> None:
    client = as_(CATARINA)
    first = _send(client, case, file=_pdf(), title="")
    assert "svar.pdf" in _refused(first)

    _send(client, case, kept=first.context["form"]["kept"].value())

    assert Document.objects.get(entry=case.entry, document_no=3).versions.get().file_name == "svar.pdf"


def test_a_kept_file_is_only_for_who_chose_it_and_cannot_be_forged(case: Case) -> None:
    kept = _send(as_(CATARINA), case, file=_pdf(), title="").context["form"]["kept"].value()

    _send(as_(RUT), case, kept=kept)
    _send(as_(CATARINA), case, kept=f"{kept}x")

    assert [document.versions.count() for document in case.entry.documents.filter(document_no__gt=2)] == [0, 0]


@pytest.mark.parametrize("number", ["19900101-1234", "900101-1234", "9001611234"])
def test_a_personal_number_in_the_title_is_doubted_and_can_be_accepted(case: Case, number: str) -> None:
    client, title = as_(CATARINA), f"Brev från {number}"

    doubted = _send(client, case, title=title)
    page = _refused(doubted)
    assert "Rubriken ser ut att innehålla ett personnummer." in page
    assert "Registrera ändå" in page

    _send(client, case, title=title, accepted=doubted.context["accepted"])

    assert case.entry.documents.filter(title=title).exists()


def test_a_personal_number_is_not_doubted_in_a_document_that_is_marked(case: Case) -> None:
    _send(as_(CATARINA), case, title="Brev 900101-1234", secrecy="marked", secrecy_provision="OSL 25 kap. 1 §")

    assert case.entry.documents.filter(title="Brev 900101-1234").exists()


def test_a_file_that_is_there_already_is_doubted(case: Case) -> None:
    client = as_(CATARINA)
    _send(client, case, file=_pdf())

    page = _refused(_send(client, case, file=_pdf(), key="another"))

    assert "En handling med samma fil är redan registrerad: KS-2018/91.103-3." in page


def test_active_content_is_doubted(case: Case) -> None:
    page = _refused(_send(as_(CATARINA), case, file=_pdf(content=pdf(root="/OpenAction<</S/JavaScript/JS(1)>>"))))

    assert "Filen innehåller skript (JavaScript). De körs inte här men finns kvar i originalet." in page


def test_an_old_matter_is_pointed_out(case: Case) -> None:
    page = strict_html.text(as_(CATARINA).get(_address(case)))

    assert "Ärendet öppnades 2018. Kontrollera att handlingen hör dit." in page


@pytest.mark.parametrize(("name", "status"), [(PATRIK, 403), (SIV, 403), (OLLE, 403)])
def test_who_may_not_register_is_refused_by_page_and_by_door(case: Case, name: str, status: int) -> None:
    client = as_(name)

    assert client.get(_address(case)).status_code == status
    assert _send(client, case).status_code == status
    assert case.entry.documents.count() == 2


def test_the_door_itself_asks_who_registers(case: Case) -> None:
    line = DocumentLine(title="Svar", direction="established", kind="letter", dated=timezone.localdate())

    with pytest.raises(NotAllowed):
        register_documents(case_id=case.pk, lines=[line], actor=builders.actor(PATRIK), at=timezone.now(), key=KEY)


@pytest.mark.matter_before("end")
def test_a_late_document_in_a_closed_matter_is_the_registrars(case: Case) -> None:
    before = case.entry.documents.count()

    assert _send(as_(CATARINA), case).status_code == 403
    assert _send(as_(ROLF), case).status_code == 302
    assert case.entry.documents.count() == before + 1
    assert Event.objects.filter(verb="document_registered", actor_label=ROLF).count() == 1
