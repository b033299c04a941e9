"""Ärendetyper i administrationen: a registrar makes a kind of matter for a process, and matters of it can be opened."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from accounts.policy import NotAllowed
from audit.models import Event
from cases.models import Case, CaseType
from cases.selectors.case_type import seen_of
from cases.services.case_type import (
    CaseTypeIncomplete,
    CaseTypeLines,
    ProcessUnfit,
    ProcessUnknown,
    TypeInUse,
    add_case_type,
    change_case_type,
)
from config import walk
from diarium.models import RetentionRule
from diarium.services import UnknownClassCode
from tests import builders
from tests.builders import CATARINA, IDA, RUT
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from workflows.models import ProcessDraft

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]

LIST, NEW = "/administration/arendetyper/", "/administration/arendetyper/ny/"
GRANTS = CaseTypeLines(
    name="Föreningsbidrag",
    process="delegation",
    has_analysis=False,
    has_agreement=False,
    decided_by="delegate",
    appeal_regime="legality_review",
    approval_chain=("unit_head",),
)
TO_COUNCIL = replace(GRANTS, process="motion", decided_by="council", approval_chain=("director",))


def fields(client: Client, address: str) -> dict[str, Any]:
    """What the form of the page would send if nobody changed anything."""
    told = {field.name: field.value() for field in client.get(address).context["form"]}
    return {name: value for name, value in told.items() if value not in (None, False)}


def add(lines: CaseTypeLines = GRANTS, person: str = RUT, key: str = "") -> CaseType:
    return add_case_type(lines=lines, actor=builders.actor(person), at=timezone.now(), key=key or uuid4().hex)


def change(row: CaseType, lines: CaseTypeLines, person: str = RUT) -> CaseType:
    return change_case_type(
        case_type_id=row.pk,
        lines=lines,
        seen=seen_of(CaseType.objects.get(pk=row.pk)),
        actor=builders.actor(person),
        at=timezone.now(),
    )


def lines_of(row: CaseType) -> CaseTypeLines:
    return CaseTypeLines(
        row.name,
        row.process,
        row.has_analysis,
        row.has_agreement,
        row.decided_by,
        row.appeal_regime,
        row.approval_chain,
        row.default_class.code if row.default_class else "",
        row.retention_id,
    )


def agreements() -> CaseType:
    return CaseType.objects.select_related("default_class").get(code="agreement")


def test_a_process_of_the_municipalitys_own_comes_to_use() -> None:
    rut, ida = as_(RUT), as_(IDA)
    address = reverse("copy_process", args=["delegation", 1])
    rut.post(address, {**fields(rut, address), "title": "Föreningsbidrag"})
    draft = ProcessDraft.objects.get(state="open")
    address = reverse("publish_draft", args=[draft.uuid])
    ida.post(address, fields(ida, address))
    assert "Ingen ärendetyp följer processen" in text(rut, reverse("processes"))

    version = rut.get(reverse("process_version", args=["foreningsbidrag", 1])).content.decode()
    address = f"{NEW}?process=foreningsbidrag"
    assert address in version
    sent = fields(rut, address)
    assert (sent["process"], sent["approval_chain"]) == ("foreningsbidrag", ["unit_head"])
    saved = rut.post(NEW, {**sent, "name": "Bidrag till föreningar", "decided_by": "delegate"}, follow=True)
    assert "Ärendetypen Bidrag till föreningar är sparad." in strict_html.text(saved)

    kind = CaseType.objects.get(name="Bidrag till föreningar")
    opening = fields(rut, reverse("new_case"))
    opened = rut.post(
        reverse("new_case"),
        {
            **opening,
            "subject": "Bidrag till Skogås simsällskap",
            "board": Board.objects.get(code="KS").pk,
            "case_type": kind.code,
            "officer": builders.user(CATARINA).pk,
        },
        follow=True,
    )
    assert "är registrerat och tilldelat Catarina Klockerud." in strict_html.text(opened)
    case = Case.objects.get(case_type=kind)
    assert builders.open_tasks(walk.Walk(case_id=case.pk)) == ["complete_case"]
    told = text(as_(CATARINA), "/uppgifter/")
    assert "Bidrag till Skogås simsällskap" in told
    assert "Komplettera ärendet" in told
    assert "Ärendetyper: Bidrag till föreningar" in text(rut, reverse("processes"))


def test_the_form_of_a_new_type_is_ticked_as_its_process_is_made() -> None:
    sent = fields(as_(RUT), f"{NEW}?process=agreement")

    assert sent["has_analysis"] is True
    assert sent["has_agreement"] is True
    assert sent["approval_chain"] == ["deputy_director", "director"]
    assert sent["decided_by"] == ""
    assert fields(as_(RUT), f"{NEW}?process=motion")["decided_by"] == "council"
    assert "process" not in fields(as_(RUT), f"{NEW}?process=nowhere")


def test_a_new_type_has_its_event_and_the_same_form_twice_makes_one() -> None:
    key, told = uuid4().hex, Event.objects.count()

    first, again = add(key=key), add(key=key)

    assert first == again
    assert (first.code, first.approval_chain) == ("foreningsbidrag", ["unit_head"])
    assert Event.objects.count() == told + 1
    event = Event.objects.order_by("pk").last()
    assert event is not None
    assert (event.verb, event.actor_label) == ("case_type_added", RUT)


def test_the_approvers_stand_in_the_order_of_the_process() -> None:
    row = add(replace(TO_COUNCIL, process="policy", approval_chain=("director", "unit_head", "deputy_director")))

    assert row.approval_chain == ["unit_head", "deputy_director", "director"]


def test_types_of_the_same_code_are_told_apart() -> None:
    assert [add(replace(GRANTS, name=name)).code for name in ("Bidrag", "Bidrag!", "!")] == [
        "bidrag",
        "bidrag-2",
        "arendetyp",
    ]


def test_a_type_that_goes_on_is_changed_and_the_same_again_tells_nothing() -> None:
    rut, where = as_(RUT), reverse("change_case_type", args=[agreements().pk])
    weed = RetentionRule.objects.get(code="WEED-2-CLOSED")
    sent = {**fields(rut, where), "name": "Samverkansavtal", "class_code": "142", "retention": weed.pk}
    told = Event.objects.count()

    rut.post(where, sent)
    saved = rut.post(where, sent, follow=True)

    assert "Ärendetypen Samverkansavtal är sparad." in strict_html.text(saved)
    assert "Samverkansavtal Avtal 142 Gallras två år efter att ärendet avslutats" in strict_html.text(saved)
    assert Event.objects.count() == told + 1
    assert agreements().approval_chain == ["deputy_director", "director"]


def test_what_somebody_else_changed_meanwhile_is_not_written_over() -> None:
    rut, where = as_(RUT), reverse("change_case_type", args=[agreements().pk])
    sent = fields(rut, where)
    rut.post(where, {**sent, "name": "Samverkansavtal"})
    told = Event.objects.count()

    for _again in range(2):
        answer = rut.post(where, {**sent, "class_code": "142"})
        assert answer.status_code == 409
        assert "Någon annan har ändrat ärendetypen sedan du öppnade sidan." in strict_html.text(answer)

    assert agreements().name == "Samverkansavtal"
    assert Event.objects.count() == told
    assert rut.post(where, {**fields(rut, where), "class_code": "142"}).status_code == 302
    assert rut.post(where, {**sent, "seen": ""}).status_code == 422


def test_what_running_matters_are_built_on_is_not_changed() -> None:
    row = agreements()

    with pytest.raises(TypeInUse):
        change(row, replace(GRANTS, name=row.name))

    with pytest.raises(TypeInUse):
        change(row, replace(lines_of(row), decided_by="council"))
    assert change(row, replace(lines_of(row), appeal_regime="none")).appeal_regime == "none"
    free = add()
    assert change(free, TO_COUNCIL).process == "motion"


def test_who_decides_is_mended_where_no_running_matter_could_be_decided() -> None:
    builders.open_case(case_type="motion")
    CaseType.objects.filter(code="motion").update(decided_by="board")
    row = CaseType.objects.select_related("default_class").get(code="motion")

    with pytest.raises(ProcessUnfit):
        change(row, replace(lines_of(row), name="Motioner"))

    assert change(row, replace(lines_of(row), decided_by="council")).decided_by == "council"
    with pytest.raises((TypeInUse, ProcessUnfit)):
        change(row, replace(lines_of(row), decided_by="board"))


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"name": " "}, "Fyll i namnet."),
    "a name that is taken": ({"name": "motion"}, "Det finns redan en ärendetyp med det namnet."),
    "no process": ({"process": ""}, "Välj process."),
    "a process that is not published": ({"process": "nowhere"}, "Välj en process i listan."),
    "an approver that the process does not ask": (
        {"approval_chain": ["unit_head", "director"]},
        "Ärendetypen Föreningsbidrag kräver godkännande av kommundirektör, men inget steg gör det.",
    ),
    "an analysis that the process goes past": (
        {"has_analysis": "on"},
        "Ärendetypen Föreningsbidrag har lägesbild, men steget Komplettera ärendet går förbi den.",
    ),
    "an agreement that nobody signs": (
        {"has_agreement": "on"},
        "Ärendetypen Föreningsbidrag har överenskommelse, men inget steg undertecknar den.",
    ),
    "a board that decides what goes to the council": (
        {"process": "motion", "approval_chain": ["director"], "decided_by": "board"},
        "Ärendetypen Föreningsbidrag avgörs inte av kommunfullmäktige, men steget Vad föreslogs? förutsätter det.",
    ),
    "somebody who does not approve": ({"approval_chain": ["registrar"]}, "Välj bland rollerna i listan."),
    "nobody who decides": ({"decided_by": ""}, "Välj vem som avgör ärendena."),
    "no appeal": ({"appeal_regime": "prayer"}, "Välj hur besluten överklagas."),
    "a class that is not in the plan": ({"class_code": "999"}, "Koden 999 finns inte i diarieplanen i dag."),
    "a rule that is none": ({"retention": "0"}, "Välj en gallringsregel i listan."),
}


def test_bad_input_is_told_in_the_form_and_not_saved() -> None:
    rut = as_(RUT)
    fine = {**fields(rut, f"{NEW}?process=delegation"), "name": "Föreningsbidrag", "decided_by": "delegate"}
    before = CaseType.objects.count()

    for what, (wrong, sentence) in BAD.items():
        answer = rut.post(NEW, {**fine, **wrong})
        assert answer.status_code == 422, what
        assert sentence in strict_html.text(answer), what

    assert CaseType.objects.count() == before
    assert rut.post(NEW, fine).status_code == 302


def test_the_door_refuses_what_no_form_would_send() -> None:
    with pytest.raises(CaseTypeIncomplete):
        add(replace(GRANTS, appeal_regime="prayer"))
    with pytest.raises(ProcessUnknown):
        add(replace(GRANTS, process="nowhere"))
    with pytest.raises(UnknownClassCode):
        add(replace(GRANTS, class_code="1"))


def test_only_the_registrar_keeps_the_case_types() -> None:
    row = agreements()
    where = reverse("change_case_type", args=[row.pk])
    for person in (CATARINA, IDA):
        client = as_(person)
        assert "Ny ärendetyp" not in text(client, LIST)
        assert (client.get(NEW).status_code, client.get(where).status_code) == (403, 403)
        with pytest.raises(NotAllowed):
            add(person=person)
        with pytest.raises(NotAllowed):
            change(row, lines_of(row), person)
    rut = as_(RUT)
    assert NEW in rut.get(LIST).content.decode()
    assert rut.get(reverse("change_case_type", args=[0])).status_code == 404


def test_the_pages_ask_few_questions(django_assert_max_num_queries: Budget) -> None:
    rut = as_(RUT)
    for where in (LIST, f"{NEW}?process=agreement", reverse("change_case_type", args=[agreements().pk])):
        with django_assert_max_num_queries(12):
            rut.get(where)
