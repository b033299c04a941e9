"""Sidorna för användare, uppdrag och ersättare (S14): who sees them, what they say, and what they refuse."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Absence, Mandate, Role
from accounts.services import register_absence
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, RUT, ULLA
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

MANDATES, PEOPLE, OWN = "/administration/uppdrag/", "/administration/anvandare/", "/installningar/ersattare/"


def _send(client: Client, address: str, **answers: Any) -> Any:
    form = client.get(address).context["form"]
    written = {name: form[name].value() or "" for name in form.fields}
    return client.post(address, {**written, **answers})


def _ahead(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _stand_in(**changes: Any) -> dict[str, Any]:
    told = {
        "person": builders.user(PATRIK).pk,
        "other": builders.user(CAMILLA).pk,
        "role": Role.DIRECTOR,
        "valid_from": _ahead(0).isoformat(),
        "valid_to": _ahead(7).isoformat(),
        "decision": "KS 2026-03-04 § 12",
    }
    return {**told, **changes}


def _url(name: str, more: str = "") -> str:
    return f"{PEOPLE}{builders.user(name).uuid}/{more}"


def test_it_names_a_stand_in_and_the_list_tells_of_it() -> None:
    ida = as_(IDA)

    answer = _send(ida, f"{MANDATES}nytt/", **_stand_in(written="acting"))

    assert answer.status_code == 302
    page = text(ida, MANDATES)
    today = timezone.localdate().isoformat()
    assert f"Uppdraget är sparat. Patrik Forshage kan utföra uppgifter för Camilla Broo från {today}." in page
    assert "Kommundirektör (t.f.)" in page
    assert "KS 2026-03-04 § 12" in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"valid_to": ""}, "Slutdatum saknas."),
        ({"valid_to": "2020-01-01"}, "Slutdatumet är före startdatumet."),
        ({"role": Role.REGISTRAR}, "Uppdraget är vidare än Camilla Broos eget."),
        ({"role": Role.CHAIR}, "Välj ett giltigt alternativ."),
        ({"role": ""}, "Välj en roll."),
        ({"person": ""}, "Välj en person."),
        ({"person": "999999"}, "Välj en person i listan."),
        ({"valid_from": "i går morse"}, "Skriv ett datum, till exempel 2020-10-28."),
    ],
)
def test_what_is_wrong_with_a_stand_in_is_said_at_its_field(changed: dict[str, Any], sentence: str) -> None:
    answer = _send(as_(IDA), f"{MANDATES}nytt/", **_stand_in(**changed))

    assert answer.status_code == 422
    if sentence != "Välj ett giltigt alternativ.":
        assert sentence in strict_html.text(answer)
    assert not Mandate.objects.filter(on_behalf_of__isnull=False).exists()


def test_nobody_stands_in_for_oneself_nor_passes_it_on() -> None:
    ida = as_(IDA)
    camilla = builders.user(CAMILLA).pk

    answer = _send(ida, f"{MANDATES}nytt/", **_stand_in(person=camilla))
    assert "Camilla Broo kan inte ersätta sig själv." in strict_html.text(answer)

    assert _send(ida, f"{MANDATES}nytt/", **_stand_in()).status_code == 302
    passed = _stand_in(person=builders.user(ULLA).pk, other=builders.user(PATRIK).pk)
    assert "Ett uppdrag kan inte lämnas vidare." in strict_html.text(_send(ida, f"{MANDATES}nytt/", **passed))


def test_the_same_form_twice_gives_one_mandate() -> None:
    ida = as_(IDA)
    form = ida.get(f"{MANDATES}nytt/").context["form"]
    sent = {**{name: form[name].value() or "" for name in form.fields}, **_stand_in()}

    assert [ida.post(f"{MANDATES}nytt/", sent).status_code for _time in range(2)] == [302, 302]
    assert Mandate.objects.filter(on_behalf_of__isnull=False).count() == 1


def test_the_director_names_an_own_stand_in_and_nobody_elses() -> None:
    camilla = as_(CAMILLA)

    others = camilla.get(f"{MANDATES}nytt/").context["form"].fields["other"].choices
    assert [pk for pk, _name in others if pk] == [builders.user(CAMILLA).pk]
    assert _send(camilla, f"{MANDATES}nytt/", **_stand_in()).status_code == 302
    assert "Ida IT" not in text(camilla, MANDATES)


def test_a_mandate_is_ended_on_a_day_and_its_row_stays() -> None:
    ida = as_(IDA)
    _send(ida, f"{MANDATES}nytt/", **_stand_in())
    mandate = Mandate.objects.get(on_behalf_of__isnull=False)

    answer = _send(ida, f"{MANDATES}{mandate.pk}/avsluta/", valid_to=_ahead(2).isoformat())

    assert answer.status_code == 302
    mandate.refresh_from_db()
    assert mandate.valid_to == _ahead(2)
    late = _send(ida, f"{MANDATES}{mandate.pk}/avsluta/", valid_to=_ahead(5).isoformat())
    assert late.status_code == 422
    assert "Uppdraget har redan upphört." in strict_html.text(late)


def test_people_and_their_roles_with_dates() -> None:
    ida = as_(IDA)

    page = text(ida, PEOPLE)
    assert "Camilla Broo" in page
    assert "Kommundirektör" in page
    assert "Olle Olsson" in text(ida, f"{PEOPLE}?q=olle")
    assert "Camilla Broo" not in text(ida, f"{PEOPLE}?q=olle")
    person = text(ida, _url(CAMILLA))
    assert "Tills vidare" in person
    assert "Gäller" in person


def test_it_adds_a_person_and_gives_a_role() -> None:
    ida = as_(IDA)
    taken = _send(ida, f"{PEOPLE}ny/", name="Nina Ny", email=builders.user(RUT).email)
    assert taken.status_code == 422
    assert "E-postadressen används redan" in strict_html.text(taken)

    added = _send(ida, f"{PEOPLE}ny/", name="Nina Ny", email="nina@huddinge.example")
    given = _send(ida, f"{added.headers['Location']}roll/", role=Role.CASE_OFFICER, valid_to="")

    assert given.status_code == 302
    assert builders.actor("Nina Ny").holds(Role.CASE_OFFICER)
    assert "Nina Ny är handläggare från" in text(ida, given.headers["Location"])


def test_it_changes_nothing_of_its_own() -> None:
    ida = as_(IDA)

    assert ida.get(_url(IDA, "roll/")).status_code == 403
    assert ida.post(_url(IDA, "roll/"), {}).status_code == 403
    assert "Ge en roll" not in text(ida, _url(IDA))


def test_it_tells_of_the_absence_of_somebody_who_cannot() -> None:
    ida = as_(IDA)

    answer = _send(
        ida,
        _url(CAMILLA, "franvaro/"),
        valid_to=_ahead(3).isoformat(),
        substitute=builders.user(PATRIK).pk,
    )

    assert answer.status_code == 302
    assert builders.actor(PATRIK).holds(Role.DIRECTOR)
    assert "Camilla Broo" in text(ida, MANDATES)


@pytest.mark.parametrize("name", [CATARINA, RUT, OLLE, PATRIK])
def test_those_pages_are_for_nobody_else(name: str) -> None:
    client = as_(name)

    for address in (MANDATES, PEOPLE, f"{MANDATES}nytt/", f"{PEOPLE}ny/", _url(CAMILLA), _url(CAMILLA, "roll/")):
        assert client.get(address).status_code == 403, address


def test_a_person_is_away_and_the_substitute_is_told_under_the_name() -> None:
    camilla = as_(CAMILLA)
    page = text(camilla, OWN)
    assert "Jag är frånvarande" in page

    answer = _send(camilla, OWN, valid_to=_ahead(7).isoformat(), substitute=builders.user(PATRIK).pk)

    assert answer.status_code == 302
    assert "Frånvaron är sparad. Patrik Forshage kan utföra dina uppgifter från" in text(camilla, OWN)
    shown = strict_html.text(as_(PATRIK).get("/installningar/"))
    assert "Jag är ersättare för" in text(as_(PATRIK), OWN)
    assert shown is not None
    whole = as_(PATRIK).get("/uppgifter/").content.decode()
    assert whole.count("Du är ersättare för Camilla Broo till och med") == 1


def test_what_is_wrong_with_an_absence_is_said_at_its_field() -> None:
    camilla = as_(CAMILLA)
    patrik = builders.user(PATRIK).pk

    for changed, sentence in (
        ({"valid_to": "", "substitute": patrik}, "Slutdatum saknas."),
        ({"valid_to": _ahead(1).isoformat(), "substitute": ""}, "Välj en person."),
        ({"valid_to": _ahead(1).isoformat(), "substitute": builders.user(CAMILLA).pk}, "Välj en person i listan."),
        (
            {"valid_from": "2020-01-01", "valid_to": _ahead(1).isoformat(), "substitute": patrik},
            "Frånvaron kan inte börja före i dag.",
        ),
    ):
        answer = _send(camilla, OWN, **changed)
        assert answer.status_code == 422
        assert sentence in strict_html.text(answer)
    assert not Absence.objects.exists()


def test_who_has_nothing_to_give_is_told_so() -> None:
    assert "Du har inget uppdrag som kan lämnas till en ersättare." in text(as_(OLLE), OWN)


def _absent(name: str, substitute: str, days: int = 3) -> Absence:
    return register_absence(
        user_id=builders.user(name).pk,
        substitute_id=builders.user(substitute).pk,
        valid_from=timezone.localdate(),
        valid_to=_ahead(days),
        actor=builders.actor(name),
        at=timezone.now(),
    )


def test_an_absence_is_ended_by_the_person_and_not_by_the_substitute() -> None:
    absence = _absent(CAMILLA, PATRIK)
    address = f"{OWN}{absence.pk}/avsluta/"

    assert as_(PATRIK).get(address).status_code == 403
    assert as_(RUT).get(address).status_code == 404
    assert _send(as_(CAMILLA), address, valid_to=_ahead(1).isoformat()).status_code == 302
    absence.refresh_from_db()
    assert absence.valid_to == _ahead(1)


@pytest.mark.parametrize("address", [MANDATES, PEOPLE, OWN])
def test_a_page_costs_as_many_queries_with_many_rows_as_with_few(
    address: str, django_assert_max_num_queries: Budget
) -> None:
    name = CAMILLA if address == OWN else IDA
    _absent(CAMILLA, PATRIK)
    _absent(CATARINA, ULLA)
    _absent(RUT, ULLA)
    client = as_(name)

    with django_assert_max_num_queries(15):
        client.get(address)
