"""Registrera handlingar: into an existing or a new matter, what is missing, and who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from cases.models import Case
from diarium.states import ArrivalExit
from tests.builders import CATARINA, IDA, OLLE, ROLF, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from tests.files import pdf
from tests.workflows.registering import NUMBER, PAGE, _again, _fields, _file, _new_documents, _opening, _sent

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


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
