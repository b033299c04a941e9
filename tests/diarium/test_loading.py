"""Registrets tabeller: read from the municipality's data, again and again without harm."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.capacity import SYSTEM
from accounts.models import Board
from accounts.policy import NotAllowed, visible
from audit.models import Event
from diarium import services
from diarium.engine.mail import AddressRefused
from diarium.models import ClassCode, Correspondent, CorrespondentAlias, RecipientGroup, RetentionRule
from tests.diarium.conftest import AT, OFFICER, REGISTRAR

pytestmark = pytest.mark.django_db


def test_the_municipalitys_data_becomes_rows(register: Board) -> None:
    police = Correspondent.objects.get(code="LPO-HUDDINGE")

    assert police.parent is not None
    assert (police.parent.name, police.signatory_title) == ("Polisområde Stockholm Syd", "Lokalpolisområdeschef")
    assert sorted(ClassCode.objects.values_list("code", flat=True)) == ["103", "142", "181", "182", "912"]
    assert CorrespondentAlias.objects.get(kind="misspelling").text == "Södertörns brandförsvärsförbund"
    assert RecipientGroup.objects.get(code="ALL_BOARDS").confirmed is False
    assert RetentionRule.objects.get(code="PRESERVE").years is None


def test_loading_again_changes_nothing_and_tells_nothing(register: Board, huddinge: dict[str, Any]) -> None:
    told = Event.objects.count()

    assert services.load_register(huddinge, actor=SYSTEM, at=AT) == 0
    assert Event.objects.count() == told


def test_what_a_person_has_added_since_is_left_alone(register: Board, huddinge: dict[str, Any]) -> None:
    police = Correspondent.objects.get(code="LPO-HUDDINGE")
    CorrespondentAlias.objects.create(correspondent=police, text="Huddingepolisen")

    services.load_register(huddinge, actor=REGISTRAR, at=AT)

    assert police.aliases.filter(text="Huddingepolisen").exists()


def test_only_the_registrar_keeps_the_tables_and_everyone_with_a_role_reads_them(
    register: Board, huddinge: dict[str, Any]
) -> None:
    with pytest.raises(NotAllowed):
        services.load_register(huddinge, actor=OFFICER, at=AT)
    assert visible(OFFICER, Correspondent).count() == 8


def test_a_changed_address_is_told_once(register: Board) -> None:
    police = Correspondent.objects.get(code="PO-STHLM-SYD")
    told = Event.objects.count()

    for _ in range(2):
        services.change_correspondent_email(
            correspondent_id=police.pk, email="registrator@polisen.example", actor=REGISTRAR, at=AT
        )

    police.refresh_from_db()
    assert police.email == "registrator@polisen.example"
    assert Event.objects.count() == told + 1


def test_an_address_that_no_mail_can_reach_is_refused(register: Board) -> None:
    police = Correspondent.objects.get(code="PO-STHLM-SYD")

    with pytest.raises(AddressRefused):
        services.change_correspondent_email(correspondent_id=police.pk, email="a@b.se, c@d.se", actor=REGISTRAR, at=AT)
