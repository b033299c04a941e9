"""Kommunens ord: changed by the registrar, told, and empty means the product's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.capacity import Actor
from accounts.models import User
from accounts.policy import NotAllowed
from accounts.selectors import name_and_terms
from accounts.services import actor_for, change_terms
from accounts.services.terms import UnknownTerm
from audit.models import Event
from tests.accounts.conftest import AT, DAY, Give

pytestmark = pytest.mark.django_db


@pytest.fixture
def rut(person: Callable[[str], User], give: Give) -> Actor:
    user = person("Rut Sandin")
    give(user, "registrar")
    return actor_for(user, on=DAY)


def test_a_word_is_the_municipalitys_until_it_is_emptied(rut: Actor) -> None:
    for word in ("tjänsteskrivelse", "tjänsteskrivelse", ""):
        change_terms(words={"staff_report": word, "director": ""}, actor=rut, at=AT)

    assert name_and_terms()[1] == {"staff_report": ""}
    told = [event.facts["data"] for event in Event.objects.filter(verb="term_changed").order_by("pk")]
    assert told == [
        {"code": "staff_report", "was": "", "word": "tjänsteskrivelse"},
        {"code": "staff_report", "was": "tjänsteskrivelse", "word": "–"},
    ]


def test_a_word_that_no_page_uses_is_refused(rut: Actor) -> None:
    with pytest.raises(UnknownTerm, match=r"Ordet finns inte\."):
        change_terms(words={"mayor": "borgmästare"}, actor=rut, at=timezone.now())


def test_only_the_registrar_keeps_the_words(camilla: User) -> None:
    with pytest.raises(NotAllowed, match=r"Det kan bara registratorn göra\."):
        change_terms(words={"director": "stadsdirektör"}, actor=actor_for(camilla, on=DAY), at=AT)
