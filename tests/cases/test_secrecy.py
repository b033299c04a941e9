"""Sekretessmarkering: who marks, that two persons lift, what is kept apart, and what each page shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import policy
from accounts.models import Role
from audit.models import Event, Value
from audit.services import Refusal
from cases.models import Case
from diarium import services as register
from diarium.models import Document, NeedToKnow, SecrecyLift
from diarium.services.entry import ReasonMissing
from diarium.services.lift import LiftAnswered, LiftLapsed, LiftProposed, NotMarked, NotSecondPerson
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, ROLF, RUT, SIV, ULLA
from tests.cases.pages import Budget, as_, text

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

PROVISION = "OSL 18 kap. 1 §"


def _now(name: str) -> dict[str, Any]:
    return {"actor": builders.actor(name), "at": timezone.now()}


def _mark(case: Case, *, by: str = RUT, listed: tuple[str, ...] = ()) -> None:
    people = [builders.user(name).pk for name in listed]
    register.mark_entry_secret(entry_id=case.entry_id, provision=PROVISION, entitled=people, **_now(by))


def _propose(case: Case, *, by: str, document: Document | None = None) -> SecrecyLift:
    pk = document.pk if document else None
    return register.propose_lift(entry_id=case.entry_id, document_id=pk, reason="Hotet är över.", **_now(by))


def _stand_in(name: str, officer: str) -> None:
    hers = builders.user(officer).mandates.get(role=Role.CASE_OFFICER)
    today = timezone.localdate()
    scope = {"unit_id": hers.unit_id, "board_id": hers.board_id}
    builders.give_role(name, hers.role, on_behalf_of_id=hers.user_id, valid_from=today, valid_to=today, **scope)


def _first(case: Case) -> Document:
    return case.entry.documents.get(document_no=1)


@pytest.mark.parametrize("name", [CATARINA, CAMILLA, SIV, ULLA, IDA, OLLE])
def test_only_a_registrar_marks(case: Case, name: str) -> None:
    with pytest.raises(policy.NotAllowed):
        _mark(case, by=name)
    with pytest.raises(policy.NotAllowed):
        register.mark_document_secret(document_id=_first(case).pk, provision=PROVISION, **_now(name))
    with pytest.raises(policy.NotAllowed):
        register.review_secrecy(document_id=_first(case).pk, **_now(name))


def test_a_registrar_who_may_not_see_what_is_marked_does_not_change_the_marking(case: Case) -> None:
    _mark(case, listed=(RUT,))

    with pytest.raises(policy.NotAllowed):
        _mark(case, by=ROLF)

    _mark(case, by=RUT)


def test_a_marking_without_provision_is_none(case: Case) -> None:
    with pytest.raises(ReasonMissing):
        register.mark_entry_secret(entry_id=case.entry_id, provision=" ", **_now(RUT))


def test_who_is_entitled_in_the_act_of_marking_stands_on_the_list_with_an_event(case: Case) -> None:
    _mark(case, listed=(RUT,))
    _mark(case, listed=(RUT,))

    assert [row.user.name for row in NeedToKnow.objects.filter(entry=case.entry_id)] == [RUT]
    assert Event.objects.filter(verb="need_to_know_granted").count() == 1
    assert policy.visible(builders.actor(RUT), Case).filter(pk=case.pk).exists()
    assert not policy.visible(builders.actor(ROLF), Case).filter(pk=case.pk).exists()


@pytest.mark.parametrize(("first", "second"), [(RUT, CATARINA), (CATARINA, RUT)])
def test_the_registrar_and_the_officer_lift_a_marking_in_either_order(case: Case, first: str, second: str) -> None:
    _mark(case, listed=(RUT,))
    lift = _propose(case, by=first)
    case.entry.refresh_from_db()
    assert case.entry.is_secret

    register.confirm_lift(lift_id=lift.pk, **_now(second))

    case.entry.refresh_from_db()
    assert (case.entry.secrecy_provision, case.entry.secrecy_on) == ("", None)
    told = [event.verb for event in Event.objects.filter(stream=case.entry.stream).order_by("-seq")[:2]]
    assert told == ["entry_secrecy_lifted", "entry_lift_proposed"]
    assert Value.objects.filter(event__verb="entry_lift_proposed", value="Hotet är över.").exists()
    assert policy.visible(builders.actor(ROLF), Case).filter(pk=case.pk).exists()


def test_the_proposer_does_not_confirm(case: Case) -> None:
    _mark(case, listed=(RUT,))
    lift = _propose(case, by=CATARINA)

    with pytest.raises(NotSecondPerson):
        register.confirm_lift(lift_id=lift.pk, **_now(CATARINA))


def test_two_registrars_are_not_the_two(case: Case) -> None:
    _mark(case, listed=(RUT, ROLF))
    lift = _propose(case, by=RUT)

    with pytest.raises(NotSecondPerson):
        register.confirm_lift(lift_id=lift.pk, **_now(ROLF))


def test_who_acts_for_the_proposer_is_not_the_second_person(case: Case) -> None:
    _mark(case, listed=(RUT, ROLF))
    _stand_in(ROLF, CATARINA)
    lift = _propose(case, by=CATARINA)

    with pytest.raises(NotSecondPerson):
        register.confirm_lift(lift_id=lift.pk, **_now(ROLF))

    register.confirm_lift(lift_id=lift.pk, **_now(RUT))


@pytest.mark.parametrize("name", [CAMILLA, PATRIK, SIV, ULLA, IDA, OLLE, ROLF])
def test_nobody_else_proposes_confirms_or_refuses(case: Case, name: str) -> None:
    _mark(case, listed=(RUT, CAMILLA, SIV, ULLA))
    with pytest.raises(policy.NotAllowed):
        _propose(case, by=name)
    lift = _propose(case, by=CATARINA)

    for door in (register.confirm_lift, register.refuse_lift):
        with pytest.raises(policy.NotAllowed):
            door(lift_id=lift.pk, **_now(name))


def test_a_proposer_who_lost_the_role_is_no_longer_one_of_two(case: Case) -> None:
    _mark(case, listed=(RUT,))
    lift = _propose(case, by=RUT)
    register.end_need_to_know(row_id=NeedToKnow.objects.get().pk, **_now(CATARINA))

    with pytest.raises(LiftLapsed):
        register.confirm_lift(lift_id=lift.pk, **_now(CATARINA))


def test_a_proposal_waits_once_and_is_answered_once(case: Case) -> None:
    with pytest.raises(NotMarked):
        _propose(case, by=CATARINA)
    _mark(case, listed=(RUT,))
    lift = _propose(case, by=CATARINA)
    with pytest.raises(LiftProposed):
        _propose(case, by=RUT)

    register.refuse_lift(lift_id=lift.pk, reason="Inte än.", **_now(RUT))

    for door in (register.confirm_lift, register.refuse_lift):
        with pytest.raises(LiftAnswered):
            door(lift_id=lift.pk, **_now(RUT))
    case.entry.refresh_from_db()
    assert case.entry.is_secret
    _propose(case, by=CATARINA)


def test_a_documents_marking_is_lifted_and_what_was_kept_apart_stays_apart(case: Case) -> None:
    document = _first(case)
    me = [builders.user(RUT).pk]
    register.mark_document_secret(
        document_id=document.pk, provision=PROVISION, protected_title="Hot", entitled=me, **_now(RUT)
    )
    lift = _propose(case, by=CATARINA, document=document)

    register.confirm_lift(lift_id=lift.pk, **_now(RUT))

    document.refresh_from_db()
    assert (document.secrecy_provision, document.secrecy_on, document.protected_title) == ("", None, "Hot")
    assert (document.protection_provision, document.protection_on) == (PROVISION, timezone.localdate())
    assert document.secrecy_reviewed_on == timezone.localdate()


def test_single_facts_are_kept_apart_and_stand_only_beside_the_event(case: Case) -> None:
    document = register.protect_fields(
        document_id=_first(case).pk,
        provision="OSL 26 kap. 1 §",
        title="Brev från en privatperson",
        protected_title="Brev från Eva Ek om hot",
        sender_or_recipient="",
        protected_sender_or_recipient="Eva Ek",
        **_now(RUT),
    )

    assert (document.title, document.protected_sender_or_recipient) == ("Brev från en privatperson", "Eva Ek")
    assert (document.protection_provision, document.protection_on) == ("OSL 26 kap. 1 §", timezone.localdate())
    assert "Skyddade uppgifter OSL 26 kap. 1 §" in text(as_(CATARINA), reverse("document", args=[document.uuid]))
    event = Event.objects.get(verb="document_fields_protected")
    assert "Eva" not in bytes(event.body).decode()
    assert set(event.protected_values.values_list("name", flat=True)) >= {"protected_title", "secrecy_provision"}


@pytest.mark.parametrize("missing", ["provision", "title"])
def test_facts_are_not_kept_apart_without_provision_or_public_title(case: Case, missing: str) -> None:
    told: dict[str, Any] = {"provision": PROVISION, "title": "Brev", missing: ""}
    with pytest.raises(ReasonMissing):
        register.protect_fields(
            document_id=_first(case).pk,
            protected_title="Hot",
            sender_or_recipient="",
            protected_sender_or_recipient="",
            **told,
            **_now(RUT),
        )


def test_a_review_that_needs_no_marking_is_told_and_leaves_a_marked_document_alone(case: Case) -> None:
    document = register.review_secrecy(document_id=_first(case).pk, **_now(RUT))
    assert document.secrecy_reviewed_on == timezone.localdate()
    _mark_document = register.mark_document_secret
    _mark_document(document_id=document.pk, provision=PROVISION, entitled=[builders.user(RUT).pk], **_now(RUT))

    assert register.review_secrecy(document_id=document.pk, **_now(RUT)).is_secret
    assert Event.objects.filter(verb="document_secrecy_reviewed").count() == 1


def test_no_event_of_secrecy_holds_a_text_a_name_or_a_provision(case: Case) -> None:
    _mark(case, listed=(RUT,))
    lift = _propose(case, by=CATARINA)
    register.confirm_lift(lift_id=lift.pk, **_now(RUT))

    bodies = [
        bytes(event.body).decode() for event in Event.objects.filter(stream=case.entry.stream).order_by("-seq")[:4]
    ]
    for body in bodies:
        assert PROVISION not in body
        assert "Hotet" not in body
        assert '"data":{"person"' not in body


# --- pages


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
    document = _first(case)
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
    _mark(case, listed=(RUT,))
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


def test_the_officer_is_asked_when_the_registrar_proposed(case: Case) -> None:
    _mark(case, listed=(RUT, ROLF))
    _propose(case, by=RUT)

    assert "Bekräfta att en sekretessmarkering tas bort KS-2018/91.103 Rut Sandin" in text(as_(CATARINA), "/uppgifter/")
    assert "Bekräfta att" not in text(as_(ROLF), "/uppgifter/")


@pytest.mark.parametrize("name", [ROLF, CAMILLA, SIV, ULLA, OLLE, IDA])
def test_the_pages_of_a_marking_do_not_exist_for_others(case: Case, name: str) -> None:
    document = _first(case)
    _mark(case, listed=(RUT,))
    lift = _propose(case, by=CATARINA)
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
    _mark(case, listed=(RUT,))
    lift = _propose(case, by=CATARINA)
    client = as_(RUT)
    for address in (
        reverse("case_secrecy", args=[case.uuid]),
        reverse("document_secrecy", args=[_first(case).uuid]),
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
    _mark(case, listed=(RUT,))
    lift = _propose(case, by=RUT)

    assert refused(lambda: register.confirm_lift(lift_id=lift.pk, **_now(RUT))) == (
        "Två personer behövs för att ta bort en sekretessmarkering, registratorn och handläggaren."
    )
