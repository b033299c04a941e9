"""Sekretessmarkering: who marks, that two persons lift, what is kept apart, and what each page shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import policy
from accounts.models import Role
from audit.models import Event, Value
from cases.models import Case
from diarium import services as register
from diarium.models import NeedToKnow
from diarium.services.entry import ReasonMissing
from diarium.services.lift import LiftAnswered, LiftLapsed, LiftProposed, NotMarked, NotSecondPerson
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, ROLF, RUT, SIV, ULLA
from tests.cases.pages import as_, text
from tests.cases.secrecy import PROVISION, acting_now, first_document, mark, propose

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]


def _stand_in(name: str, officer: str) -> None:
    hers = builders.user(officer).mandates.get(role=Role.CASE_OFFICER)
    today = timezone.localdate()
    scope = {"unit_id": hers.unit_id, "board_id": hers.board_id}
    builders.give_role(name, hers.role, on_behalf_of_id=hers.user_id, valid_from=today, valid_to=today, **scope)


@pytest.mark.parametrize("name", [CATARINA, CAMILLA, SIV, ULLA, IDA, OLLE])
def test_only_a_registrar_marks(case: Case, name: str) -> None:
    with pytest.raises(policy.NotAllowed):
        mark(case, by=name)
    with pytest.raises(policy.NotAllowed):
        register.mark_document_secret(document_id=first_document(case).pk, provision=PROVISION, **acting_now(name))
    with pytest.raises(policy.NotAllowed):
        register.review_secrecy(document_id=first_document(case).pk, **acting_now(name))


def test_a_registrar_who_may_not_see_what_is_marked_does_not_change_the_marking(case: Case) -> None:
    mark(case, listed=(RUT,))

    with pytest.raises(policy.NotAllowed):
        mark(case, by=ROLF)

    mark(case, by=RUT)


def test_a_marking_without_provision_is_none(case: Case) -> None:
    with pytest.raises(ReasonMissing):
        register.mark_entry_secret(entry_id=case.entry_id, provision=" ", **acting_now(RUT))


def test_who_is_entitled_in_the_act_of_marking_stands_on_the_list_with_an_event(case: Case) -> None:
    mark(case, listed=(RUT,))
    mark(case, listed=(RUT,))

    assert [row.user.name for row in NeedToKnow.objects.filter(entry=case.entry_id)] == [RUT]
    assert Event.objects.filter(verb="need_to_know_granted").count() == 1
    assert policy.visible(builders.actor(RUT), Case).filter(pk=case.pk).exists()
    assert not policy.visible(builders.actor(ROLF), Case).filter(pk=case.pk).exists()


@pytest.mark.parametrize(("first", "second"), [(RUT, CATARINA), (CATARINA, RUT)])
def test_the_registrar_and_the_officer_lift_a_marking_in_either_order(case: Case, first: str, second: str) -> None:
    mark(case, listed=(RUT,))
    lift = propose(case, by=first)
    case.entry.refresh_from_db()
    assert case.entry.is_secret

    register.confirm_lift(lift_id=lift.pk, **acting_now(second))

    case.entry.refresh_from_db()
    assert (case.entry.secrecy_provision, case.entry.secrecy_on) == ("", None)
    told = [event.verb for event in Event.objects.filter(stream=case.entry.stream).order_by("-seq")[:2]]
    assert told == ["entry_secrecy_lifted", "entry_lift_proposed"]
    assert Value.objects.filter(event__verb="entry_lift_proposed", value="Hotet är över.").exists()
    assert policy.visible(builders.actor(ROLF), Case).filter(pk=case.pk).exists()


def test_the_proposer_does_not_confirm(case: Case) -> None:
    mark(case, listed=(RUT,))
    lift = propose(case, by=CATARINA)

    with pytest.raises(NotSecondPerson):
        register.confirm_lift(lift_id=lift.pk, **acting_now(CATARINA))


def test_two_registrars_are_not_the_two(case: Case) -> None:
    mark(case, listed=(RUT, ROLF))
    lift = propose(case, by=RUT)

    with pytest.raises(NotSecondPerson):
        register.confirm_lift(lift_id=lift.pk, **acting_now(ROLF))


def test_who_acts_for_the_proposer_is_not_the_second_person(case: Case) -> None:
    mark(case, listed=(RUT, ROLF))
    _stand_in(ROLF, CATARINA)
    lift = propose(case, by=CATARINA)

    with pytest.raises(NotSecondPerson):
        register.confirm_lift(lift_id=lift.pk, **acting_now(ROLF))

    register.confirm_lift(lift_id=lift.pk, **acting_now(RUT))


@pytest.mark.parametrize("name", [CAMILLA, PATRIK, SIV, ULLA, IDA, OLLE, ROLF])
def test_nobody_else_proposes_confirms_or_refuses(case: Case, name: str) -> None:
    mark(case, listed=(RUT, CAMILLA, SIV, ULLA))
    with pytest.raises(policy.NotAllowed):
        propose(case, by=name)
    lift = propose(case, by=CATARINA)

    for door in (register.confirm_lift, register.refuse_lift):
        with pytest.raises(policy.NotAllowed):
            door(lift_id=lift.pk, **acting_now(name))


def test_a_proposer_who_lost_the_role_is_no_longer_one_of_two(case: Case) -> None:
    mark(case, listed=(RUT,))
    lift = propose(case, by=RUT)
    register.end_need_to_know(row_id=NeedToKnow.objects.get().pk, **acting_now(CATARINA))

    with pytest.raises(LiftLapsed):
        register.confirm_lift(lift_id=lift.pk, **acting_now(CATARINA))


def test_a_proposal_waits_once_and_is_answered_once(case: Case) -> None:
    with pytest.raises(NotMarked):
        propose(case, by=CATARINA)
    mark(case, listed=(RUT,))
    lift = propose(case, by=CATARINA)
    with pytest.raises(LiftProposed):
        propose(case, by=RUT)

    register.refuse_lift(lift_id=lift.pk, reason="Inte än.", **acting_now(RUT))

    for door in (register.confirm_lift, register.refuse_lift):
        with pytest.raises(LiftAnswered):
            door(lift_id=lift.pk, **acting_now(RUT))
    case.entry.refresh_from_db()
    assert case.entry.is_secret
    propose(case, by=CATARINA)


def test_a_documents_marking_is_lifted_and_what_was_kept_apart_stays_apart(case: Case) -> None:
    document = first_document(case)
    me = [builders.user(RUT).pk]
    register.mark_document_secret(
        document_id=document.pk, provision=PROVISION, protected_title="Hot", entitled=me, **acting_now(RUT)
    )
    lift = propose(case, by=CATARINA, document=document)

    register.confirm_lift(lift_id=lift.pk, **acting_now(RUT))

    document.refresh_from_db()
    assert (document.secrecy_provision, document.secrecy_on, document.protected_title) == ("", None, "Hot")
    assert (document.protection_provision, document.protection_on) == (PROVISION, timezone.localdate())
    assert document.secrecy_reviewed_on == timezone.localdate()


def test_single_facts_are_kept_apart_and_stand_only_beside_the_event(case: Case) -> None:
    document = register.protect_fields(
        document_id=first_document(case).pk,
        provision="OSL 26 kap. 1 §",
        title="Brev från en privatperson",
        protected_title="Brev från Eva Ek om hot",
        sender_or_recipient="",
        protected_sender_or_recipient="Eva Ek",
        **acting_now(RUT),
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
            document_id=first_document(case).pk,
            protected_title="Hot",
            sender_or_recipient="",
            protected_sender_or_recipient="",
            **told,
            **acting_now(RUT),
        )


def test_a_review_that_needs_no_marking_is_told_and_leaves_a_marked_document_alone(case: Case) -> None:
    document = register.review_secrecy(document_id=first_document(case).pk, **acting_now(RUT))
    assert document.secrecy_reviewed_on == timezone.localdate()
    _mark_document = register.mark_document_secret
    _mark_document(document_id=document.pk, provision=PROVISION, entitled=[builders.user(RUT).pk], **acting_now(RUT))

    assert register.review_secrecy(document_id=document.pk, **acting_now(RUT)).is_secret
    assert Event.objects.filter(verb="document_secrecy_reviewed").count() == 1


def test_no_event_of_secrecy_holds_a_text_a_name_or_a_provision(case: Case) -> None:
    mark(case, listed=(RUT,))
    lift = propose(case, by=CATARINA)
    register.confirm_lift(lift_id=lift.pk, **acting_now(RUT))

    bodies = [
        bytes(event.body).decode() for event in Event.objects.filter(stream=case.entry.stream).order_by("-seq")[:4]
    ]
    for body in bodies:
        assert PROVISION not in body
        assert "Hotet" not in body
        assert '"data":{"person"' not in body
