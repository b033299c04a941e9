"""Fliken Sändlista: the list before the act of sending, and what became of each row after it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from cases.models import Case, Dispatch, Recipient
from cases.services import distribution
from cases.states import AttemptOutcome
from config import walk
from diarium import services as register
from diarium.models import Correspondent
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("distribute")]


def _tab(case: Case) -> str:
    return reverse("case_recipients", args=[case.uuid])


def _row_page(name: str, case: Case, row: Recipient | Dispatch) -> str:
    return reverse(name, args=[case.uuid, row.pk])


def _unknown(case: Case) -> Recipient:
    return distribution.add_recipient(
        case_id=case.pk, text="Byalaget", purpose="information", actor=builders.actor(RUT), at=timezone.now()
    )


def _send(way: walk.Walk) -> None:
    way.perform(RUT, "distribute", "distribute", payload={"left_out": [Board.objects.get(code="SÖFN").pk]})


def _returned() -> Dispatch:
    row = Dispatch.objects.filter(channel="email")[0]
    started = distribution.begin_attempt(dispatch_id=row.pk, at=timezone.now())
    assert started
    distribution.end_attempt(
        attempt_id=started[1].pk,
        outcome=AttemptOutcome.REFUSED,
        detail="550 mottagaren finns inte",
        last_try=False,
        at=timezone.now(),
    )
    return row


def _post(client: Client, page: str, /, **data: str) -> str:
    answer = client.post(page, {"key": "a", **data}, follow=True)
    assert answer.status_code == 200
    return strict_html.text(answer)


def test_the_list_shows_the_group_with_its_boards_and_what_is_to_be_decided(case: Case) -> None:
    page = text(as_(RUT), _tab(case))

    assert "Samtliga nämnder" in page
    assert "Visa 9 nämnder" in page
    assert "är en gemensam nämnd i" in page
    assert "Det här skickas" in page


def test_a_recipient_is_added_and_taken_away(case: Case) -> None:
    rut = as_(RUT)

    added = _post(rut, reverse("add_recipient", args=[case.uuid]), text="Byalaget", purpose="action")
    assert "Mottagaren är tillagd i sändlistan." in added
    assert "Byalaget För åtgärd" in added
    assert "Inte kopplad till registret" in added
    row = case.recipients.get(text="Byalaget")
    removed = _post(rut, _row_page("remove_recipient", case, row))

    assert "Byalaget är borttagen ur sändlistan." in removed
    assert not case.recipients.get(text="Byalaget").listed


@pytest.mark.parametrize(
    ("written", "sentence"),
    [("", "Fyll i mottagare."), ("Samtliga nämnder", "Samtliga nämnder finns redan i sändlistan.")],
)
def test_a_recipient_that_cannot_be_added_is_told_why(case: Case, written: str, sentence: str) -> None:
    answer = as_(RUT).post(
        reverse("add_recipient", args=[case.uuid]), {"key": "a", "text": written, "purpose": "information"}
    )

    assert answer.status_code == 422
    assert sentence in strict_html.text(answer)


def test_a_recipient_is_bound_to_the_one_in_the_register_who_has_the_name(case: Case) -> None:
    row, rut = _unknown(case), as_(RUT)
    address = _row_page("bind_recipient", case, row)
    sbff = Correspondent.objects.get(code="SBFF")

    page = _post(rut, address, name=f" {sbff.name.upper()} ")

    assert "Byalaget är kopplad till registret." in page
    assert "Inte kopplad till registret" not in page
    assert case.recipients.get(pk=row.pk).correspondent == sbff


@pytest.mark.parametrize(
    ("written", "sentence"),
    [("", "Skriv ett namn ur registret."), ("Zeppelinarna", "Zeppelinarna finns inte i registret.")],
)
def test_a_recipient_is_not_bound_to_whom_nobody_knows(case: Case, written: str, sentence: str) -> None:
    answer = as_(RUT).post(_row_page("bind_recipient", case, _unknown(case)), {"key": "a", "name": written})

    assert answer.status_code == 422
    assert sentence in strict_html.text(answer)


def test_whom_a_part_of_a_name_means_is_chosen_and_never_guessed(case: Case) -> None:
    row, rut = _unknown(case), as_(RUT)
    address = _row_page("bind_recipient", case, row)
    one, two = (
        Correspondent.objects.create(name="Vårby byalag", kind="other", code=f"BYALAG-{number}", email=f"{number}@a.se")
        for number in (1, 2)
    )

    asked = rut.post(address, {"key": "a", "name": "vårby byalag"})

    assert asked.status_code == 422
    page = strict_html.text(asked)
    assert "Välj i registret." in page
    assert page.index("1@a.se") < page.index("2@a.se")
    strange = rut.post(address, {"key": "a", "name": "vårby", "correspondent": str(case.uuid)})
    assert strange.status_code == 422
    assert case.recipients.get(pk=row.pk).correspondent is None
    _post(rut, address, name="vårby", correspondent=str(two.uuid))
    assert case.recipients.get(pk=row.pk).correspondent == two
    assert one != two


def test_the_page_that_binds_a_recipient_does_not_grow_with_the_register(
    case: Case, django_assert_max_num_queries: Budget
) -> None:
    Correspondent.objects.bulk_create(
        Correspondent(name=f"Förening {number}", kind="other", code=f"F-{number}") for number in range(200)
    )
    address, rut = _row_page("bind_recipient", case, _unknown(case)), as_(RUT)

    with django_assert_max_num_queries(15):
        empty = rut.get(address)
    with django_assert_max_num_queries(15):
        asked = rut.post(address, {"key": "a", "name": "förening"})

    assert "Förening 1" not in strict_html.text(empty)
    assert asked.content.decode().count('type="radio"') == 20


@pytest.mark.parametrize("written", ["", "inte en adress"])
def test_an_address_that_is_none_is_told_beside_the_field(case: Case, written: str) -> None:
    row = case.recipients.exclude(correspondent=None).first()
    assert row is not None

    answer = as_(RUT).post(_row_page("recipient_address", case, row), {"key": "a", "address": written})

    assert answer.status_code == 422
    assert "Fel:" in answer.content.decode()


def test_an_address_is_kept_in_the_register(case: Case) -> None:
    row = case.recipients.exclude(correspondent=None).first()
    assert row is not None

    page = _post(as_(RUT), _row_page("recipient_address", case, row), address="ny@example.se")

    assert "är sparad." in page
    assert "ny@example.se" in page


def test_every_real_recipient_is_a_row_after_the_sending(case: Case, way: walk.Walk) -> None:
    _send(way)

    page = text(as_(RUT), _tab(case))

    assert "Beslutet är skickat till 9 av 12 mottagare. Resten är på väg." in page
    assert "Socialnämnden För kännedom · Samtliga nämnder" in page
    assert "12 mottagare" in page
    assert "Det här skickades" in page


def test_a_returned_mail_is_sent_again_from_the_list(case: Case, way: walk.Walk) -> None:
    _send(way)
    row, rut = _returned(), as_(RUT)
    page = text(rut, _tab(case))
    assert "1 mottagare behöver åtgärdas." in page
    assert "550 mottagaren finns inte" in page
    address = _row_page("resend", case, row)
    refused = rut.post(address, {"key": "a", "address": "inte en adress"})
    assert refused.status_code == 422

    page = _post(rut, address, address="ny@example.se")

    assert f"Beslutet skickas igen till {row.name}." in page
    row.refresh_from_db()
    assert (row.state, row.address) == ("queued", "ny@example.se")


def test_a_returned_mail_is_sent_by_letter_instead(case: Case, way: walk.Walk) -> None:
    _send(way)
    row = _returned()

    page = _post(as_(RUT), _row_page("sent_by_letter", case, row))

    assert f"Beslutet till {row.name} är skickat med brev." in page


@pytest.mark.parametrize("name", [OLLE, IDA])
def test_who_has_no_part_in_matters_is_refused(case: Case, name: str) -> None:
    text(as_(name), _tab(case), status=403)


def test_a_secret_matters_list_is_hidden_with_the_matter(case: Case) -> None:
    register.mark_entry_secret(
        entry_id=case.entry_id, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )

    text(as_(SIV), _tab(case), status=404)


def test_the_officer_reads_the_list_but_does_not_change_it_when_it_is_to_be_sent(case: Case) -> None:
    catarina = as_(CATARINA)
    page = text(catarina, _tab(case))
    assert "Ta bort" not in page

    answer = catarina.post(
        reverse("add_recipient", args=[case.uuid]), {"key": "a", "text": "Byalaget", "purpose": "information"}
    )

    assert answer.status_code == 403
    assert not case.recipients.filter(text="Byalaget").exists()


def test_a_secret_documents_title_is_not_told_in_the_list(case: Case) -> None:
    document = case.entry.documents.get(kind="minutes_extract")
    assert document.title in text(as_(SIV), _tab(case))
    register.mark_document_secret(
        document_id=document.pk, provision="OSL 18:1", actor=builders.actor(RUT), at=timezone.now()
    )

    page = text(as_(SIV), _tab(case))

    assert "Sekretessmarkerad handling" in page
    assert document.title not in page


def test_the_tab_asks_few_questions(case: Case, way: walk.Walk, django_assert_max_num_queries: Budget) -> None:
    rut = as_(RUT)
    with django_assert_max_num_queries(15):
        rut.get(_tab(case))
    _send(way)
    with django_assert_max_num_queries(15):
        rut.get(_tab(case))
