"""Sekretessmarkeringens sidor: marked, reviewed and lifted in the browser's own way, by two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.models import Role
from audit.models import Event
from audit.services import Refusal
from cases.models import Case
from diarium import services as register
from diarium.models import SecrecyLift
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, ROLF, RUT, SIV, ULLA
from tests.cases.pages import Budget, as_, text
from tests.cases.secrecy import PROVISION, acting_now, first_document, mark, propose

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def test_the_registrar_marks_the_matter_on_its_page_and_still_sees_it(case: Case) -> None:
    client = as_(RUT)
    page = reverse("case_secrecy", args=[case.uuid])
    assert "Ändra sekretessmarkering …" in text(client, reverse("case", args=[case.uuid]))
    assert "Ärendet är inte sekretessmarkerat." in text(client, page)

    assert client.post(page, {"provision": "", "key": "a"}).status_code == 422
    assert client.post(page, {"provision": PROVISION, "key": "b"}).status_code == 302

    shown = text(client, reverse("case", args=[case.uuid]))
    assert "Ärendet är sekretessmarkerat enligt OSL 18 kap. 1 §." in shown
    assert as_(ROLF).get(page).status_code == 404


def test_the_officer_reads_who_marks_and_cannot(case: Case) -> None:
    client, page = as_(CATARINA), reverse("case_secrecy", args=[case.uuid])

    assert "Det är registratorn för Kommunstyrelsen som sätter och ändrar markeringen." in text(client, page)
    assert client.post(page, {"provision": PROVISION, "key": "a"}).status_code == 403
    case.entry.refresh_from_db()
    assert not case.entry.is_secret


def test_a_document_is_reviewed_marked_and_kept_apart_on_its_page(case: Case) -> None:
    document = first_document(case)
    client, page = as_(RUT), reverse("document_secrecy", args=[document.uuid])
    assert "Sekretessen är inte prövad." in text(client, page)
    assert client.post(page, {"key": "a"}).status_code == 422
    assert client.post(page, {"key": "b", "what": "mark"}).status_code == 422
    assert client.post(page, {"key": "c", "what": "fields", "provision": PROVISION, "title": "T"}).status_code == 422

    assert client.post(page, {"key": "d", "what": "none"}).status_code == 302
    assert "Ingen markering. Sekretessen prövades" in text(client, page)
    fields = {"key": "e", "what": "fields", "provision": PROVISION, "title": "Brev", "protected_title": "Brev från Eva"}
    assert client.post(page, fields).status_code == 302
    assert "Brev från Eva" in text(client, reverse("document", args=[document.uuid]))
    assert client.post(page, {"key": "f", "what": "mark", "provision": PROVISION}).status_code == 302

    assert "Handlingen är sekretessmarkerad enligt OSL 18 kap. 1 § sedan" in text(client, page)
    assert as_(ROLF).get(page).status_code == 404


def test_a_marking_is_lifted_on_the_pages_by_two(case: Case) -> None:
    mark(case, listed=(RUT,))
    officer, registrar = as_(CATARINA), as_(RUT)
    proposing = reverse("propose_lift", args=[case.uuid])
    assert officer.post(proposing, {"key": "a", "reason": ""}).status_code == 422
    answer = officer.post(proposing, {"key": "b", "reason": "Hotet är över."}, follow=True)
    assert "Nämndens registrator har fått en uppgift." in answer.content.decode()
    lift = SecrecyLift.objects.get()
    page = reverse("answer_lift", args=[lift.pk])

    assert "Bekräfta att en sekretessmarkering tas bort" in text(registrar, "/uppgifter/")
    assert "Bekräfta att en sekretessmarkering" not in text(officer, "/uppgifter/")
    assert "Ta tillbaka förslaget" in text(officer, page)
    assert officer.post(page, {"key": "c", "answer": "agree"}).status_code == 422
    assert "Hotet är över." in text(registrar, page)
    assert registrar.post(page, {"key": "d", "answer": "agree"}).status_code == 302

    case.entry.refresh_from_db()
    assert not case.entry.is_secret
    assert "Väntar på dig" not in text(registrar, "/uppgifter/")
    assert registrar.get(page).status_code == 404


def test_who_is_both_officer_and_registrar_says_as_which_and_is_recorded_so(case: Case) -> None:
    builders.give_role(CATARINA, Role.REGISTRAR, board_id=case.board_id)
    mark(case, listed=(RUT,))
    client, proposing = as_(CATARINA), reverse("propose_lift", args=[case.uuid])
    hers = builders.user(CATARINA).mandates
    officer, registrar = hers.get(role=Role.CASE_OFFICER), hers.get(role=Role.REGISTRAR)

    assert client.post(proposing, {"key": "a", "reason": "Hotet är över."}).status_code == 422
    answer = client.post(proposing, {"key": "b", "reason": "Hotet är över.", "capacity": str(officer.pk)})
    assert answer.status_code == 302
    assert Event.objects.get(verb="entry_lift_proposed").facts["actor"]["mandate"] == officer.pk
    register.refuse_lift(lift_id=SecrecyLift.objects.get().pk, **acting_now(CATARINA))

    page = reverse("answer_lift", args=[propose(case, by=RUT).pk])
    assert "Utför i egenskap av Handläggare" in text(client, page)
    assert client.post(page, {"key": "c", "answer": "agree", "capacity": str(registrar.pk)}).status_code == 302
    assert Event.objects.get(verb="entry_secrecy_lifted").facts["actor"]["mandate"] == officer.pk


def test_the_officer_is_asked_when_the_registrar_proposed(case: Case) -> None:
    mark(case, listed=(RUT, ROLF))
    propose(case, by=RUT)

    assert "Bekräfta att en sekretessmarkering tas bort KS-2018/91.103 Rut Sandin" in text(as_(CATARINA), "/uppgifter/")
    assert "Bekräfta att" not in text(as_(ROLF), "/uppgifter/")


@pytest.mark.parametrize("name", [ROLF, CAMILLA, SIV, ULLA, OLLE, IDA])
def test_the_pages_of_a_marking_do_not_exist_for_others(case: Case, name: str) -> None:
    document = first_document(case)
    mark(case, listed=(RUT,))
    lift = propose(case, by=CATARINA)
    client = as_(name)

    for address in (
        reverse("case_secrecy", args=[case.uuid]),
        reverse("propose_lift", args=[case.uuid]),
        reverse("document_secrecy", args=[document.uuid]),
        reverse("propose_document_lift", args=[document.uuid]),
        reverse("answer_lift", args=[lift.pk]),
    ):
        assert client.get(address).status_code in (403, 404), address
        assert client.post(address, {"key": "a", "answer": "agree", "reason": "x"}).status_code in (403, 404), address
    assert SecrecyLift.objects.get().confirmed_by_id is None


def test_the_pages_ask_the_database_fifteen_times_at_most(case: Case, django_assert_max_num_queries: Budget) -> None:
    mark(case, listed=(RUT,))
    lift = propose(case, by=CATARINA)
    client = as_(RUT)
    for address in (
        reverse("case_secrecy", args=[case.uuid]),
        reverse("document_secrecy", args=[first_document(case).uuid]),
        reverse("answer_lift", args=[lift.pk]),
    ):
        client.get(address)
        with django_assert_max_num_queries(15):
            assert client.get(address).status_code == 200, address


@pytest.fixture
def refused() -> Callable[[Callable[[], object]], str]:
    """The sentence that somebody is refused with."""

    def sentence(act: Callable[[], object]) -> str:
        with pytest.raises(Refusal) as said:
            act()
        return str(said.value.sentence)

    return sentence


def test_the_refusals_say_what_to_do(case: Case, refused: Callable[[Callable[[], object]], str]) -> None:
    mark(case, listed=(RUT,))
    lift = propose(case, by=RUT)

    assert refused(lambda: register.confirm_lift(lift_id=lift.pk, **acting_now(RUT))) == (
        "Två personer behövs för att ta bort en sekretessmarkering, registratorn och handläggaren."
    )
