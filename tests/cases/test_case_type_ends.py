"""Ärendetyper upphör och tas i bruk igen; names are told apart by the database, and the report has its sections."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.capacity import SYSTEM
from accounts.policy import NotAllowed
from audit.models import Event
from cases.models import CaseType
from cases.selectors.report_draft import required_sections
from cases.services.case_type import (
    HeadingUnknown,
    NameTaken,
    ProcessUnfit,
    end_case_type,
    keep_case_type,
    resume_case_type,
)
from config.walk.kinds import CASE_TYPES
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, RUT
from tests.cases.pages import Budget, as_, text
from tests.cases.test_case_type import GRANTS, NEW, add, agreements, change, fields, lines_of
from tests.config import strict_html
from workflows.services.starting import CaseTypeEnded

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]


def end(row: CaseType, person: str = RUT) -> CaseType:
    return end_case_type(case_type_id=row.pk, actor=builders.actor(person), at=timezone.now())


def resume(row: CaseType, person: str = RUT) -> CaseType:
    return resume_case_type(case_type_id=row.pk, actor=builders.actor(person), at=timezone.now())


def offered() -> list[str]:
    """The kinds of matters that a registrar chooses among."""
    return [code for code, _name in as_(RUT).get(reverse("new_case")).context["form"].fields["case_type"].choices]


def test_no_new_matter_of_an_ended_type_is_opened_and_those_that_go_on_are_finished() -> None:
    rut, row = as_(RUT), agreements()
    where = reverse("end_case_type", args=[row.pk])
    assert where in rut.get(reverse("change_case_type", args=[row.pk])).content.decode()
    assert "Inga nya ärenden kan öppnas. Pågående ärenden görs klara som vanligt." in text(rut, where)

    told = strict_html.text(rut.post(where, follow=True))

    assert "Ärendetypen Avtal har upphört." in told
    assert "Avtal Upphörd" in told
    assert "agreement" not in offered()
    with pytest.raises(CaseTypeEnded):
        builders.open_case()
    way = builders.the_walk()
    way.perform(PATRIK, "approve_deputy", "approve", 2)
    assert way.perform(CAMILLA, "approve_director", "approve", 2).state == "decision"


def test_a_type_comes_to_use_again() -> None:
    rut, row = as_(RUT), end(agreements())
    assert "Upphörde den" in text(rut, reverse("change_case_type", args=[row.pk]))
    where = reverse("resume_case_type", args=[row.pk])

    answer = rut.post(where, fields(rut, where), follow=True)

    assert "Ärendetypen Avtal är i bruk igen." in strict_html.text(answer)
    assert "agreement" in offered()
    assert builders.open_case().case_type == row


def test_a_type_whose_process_no_longer_suits_it_stays_ended() -> None:
    row = end(add())
    CaseType.objects.filter(pk=row.pk).update(approval_chain=["director"])
    rut, where = as_(RUT), reverse("resume_case_type", args=[row.pk])
    sentence = "Ärendetypen Föreningsbidrag kräver godkännande av kommundirektör, men inget steg gör det."

    answer = rut.post(where, fields(rut, where))

    assert answer.status_code == 422
    assert sentence in strict_html.text(answer)
    with pytest.raises(ProcessUnfit):
        resume(row)
    row.refresh_from_db()
    assert row.ended_at is not None


def test_to_end_it_twice_tells_once_and_only_the_registrar_does_it() -> None:
    row, told = agreements(), Event.objects.count()
    first = end(row).ended_at

    assert end(row).ended_at == first
    assert resume(row).ended_at is None
    assert resume(row).ended_at is None

    assert Event.objects.count() == told + 2
    for where in ("end_case_type", "resume_case_type"):
        assert as_(CATARINA).post(reverse(where, args=[row.pk])).status_code == 403
        assert as_(RUT).get(reverse(where, args=[0])).status_code == 404
    for act in (end, resume):
        with pytest.raises(NotAllowed):
            act(row, CATARINA)


def test_the_database_lets_no_two_types_have_one_name() -> None:
    with pytest.raises(IntegrityError, match="cases_case_type_name_once"), transaction.atomic():
        CaseType.objects.filter(code="agreement").update(name="MOTION")

    kept: dict[str, Any] = {
        **next(row for row in CASE_TYPES if row["code"] == "motion"),
        "code": "motion-2",
        "retention": "",
    }
    with pytest.raises(NameTaken):
        keep_case_type(**kept, actor=SYSTEM, at=timezone.now())


def test_the_registrar_says_which_sections_the_report_needs() -> None:
    case = builders.the_walk().case()
    rut, where = as_(RUT), reverse("change_case_type", args=[case.case_type_id])
    every = fields(rut, where)
    assert len(every["required_headings"]) == 7

    assert rut.post(where, {**every, "required_headings": ["recipients", "proposal"]}).status_code == 302
    assert required_sections(builders.the_walk().case()) == ("proposal", "recipients")
    assert fields(rut, where)["required_headings"] == ["proposal", "recipients"]
    headings = every["required_headings"]
    assert rut.post(where, {**fields(rut, where), "required_headings": headings}).status_code == 302
    assert len(required_sections(builders.the_walk().case())) == 7
    assert agreements().required_headings == []


def test_a_report_without_any_section_is_none() -> None:
    rut = as_(RUT)
    fine = {**fields(rut, f"{NEW}?process=delegation"), "name": "Föreningsbidrag", "decided_by": "delegate"}

    for headings, sentence in (([], "Välj minst ett avsnitt."), (["poem"], "Välj bland avsnitten i listan.")):
        answer = rut.post(NEW, {**fine, "required_headings": headings})
        assert answer.status_code == 422
        assert sentence in strict_html.text(answer)
    with pytest.raises(HeadingUnknown):
        add(replace(GRANTS, required_headings=("poem",)))
    with pytest.raises(NameTaken):
        change(agreements(), replace(lines_of(agreements()), name="motion"))


def test_the_pages_ask_few_questions(django_assert_max_num_queries: Budget) -> None:
    rut, row = as_(RUT), agreements()
    for where in ("end_case_type", "resume_case_type"):
        with django_assert_max_num_queries(12):
            rut.get(reverse(where, args=[row.pk]))
