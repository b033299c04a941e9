"""Är loggen obruten? What the page of the history says of the seal, and how it is checked."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.urls import reverse
from django.utils import timezone
from psycopg import sql

from audit.models import Event
from cases.models import Case
from cases.selectors.seal import seal_of
from config import rehearsal
from tests import builders
from tests.builders import OLLE, RUT
from tests.cases.histories import address
from tests.cases.pages import Budget, as_, text

pytestmark = pytest.mark.django_db


@pytest.mark.matter_before("end")
def test_the_seal_is_of_this_matters_posts(case: Case) -> None:
    number = Event.objects.filter(stream__in=[case.stream, case.entry.stream]).count()

    page = text(as_(RUT), address(case))

    assert "Loggen är obruten" in page
    assert f"{number} poster i ärendet." in page
    assert "Loggen stämmer inte" not in page


TAMPERING = {
    "UPDATE audit_event SET actor_label = 'Siv Ek' WHERE stream = %(stream)s AND seq = 5": (
        "Post 5 i ärendets logg har en felaktig kontrollsumma."
    ),
    "UPDATE audit_event SET body = 'inget' WHERE stream = %(stream)s AND seq = 5": (
        "Post 5 i ärendets logg har en felaktig kontrollsumma."
    ),
    "DELETE FROM audit_event WHERE stream = %(stream)s AND seq = 5": "Post 5 i ärendets logg saknas.",
    "DELETE FROM audit_event WHERE stream = %(stream)s AND seq = %(last)s": "Post {last} i ärendets logg saknas.",
    "UPDATE audit_event SET at = at + interval '1 day' WHERE stream = %(entry)s AND seq = 2": (
        "Post 2 i diariets logg har en felaktig kontrollsumma."
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.allows_inconsistency
@pytest.mark.matter_before("end")
@pytest.mark.parametrize("statement", TAMPERING)
def test_a_broken_log_is_told_with_the_number_of_the_post(
    statement: str, owner_connection: psycopg.Connection[Any]
) -> None:
    case = builders.the_walk().case()
    values = {"stream": case.stream, "entry": case.entry.stream, "last": case.version}
    with owner_connection.transaction():
        owner_connection.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        owner_connection.execute(sql.SQL(statement), values)

    page = text(as_(RUT), address(case))

    assert "Loggen stämmer inte" in page
    assert TAMPERING[statement].format(last=case.version) in page
    assert "Inget i loggen kan ändras härifrån." in page
    assert "Loggen är obruten" not in page


@pytest.mark.matter_before("end")
def test_another_matters_posts_cost_the_seal_nothing(case: Case, django_assert_max_num_queries: Budget) -> None:
    for _number in range(3):
        builders.open_case()

    with django_assert_max_num_queries(1):
        seal = seal_of(case, at=timezone.now())
    assert seal.events == Event.objects.filter(stream__in=[case.stream, case.entry.stream]).count()


def test_how_the_log_is_checked_is_told_to_everybody_who_is_logged_in(db: None) -> None:
    with rehearsal.post_office():
        rehearsal.load_huddinge()

    assert "Posterna hänger ihop" in text(as_(OLLE), reverse("how_the_log_is_checked"))
