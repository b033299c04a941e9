"""Klasser och gallringsregler: kept by the registrar, in force for their own time, the rules read from a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import Board
from accounts.policy import NotAllowed
from audit.models import Event
from diarium import services
from diarium.models import DiaryEntry, RetentionRule
from diarium.services import classification
from diarium.services.classification import ClassFacts, ClassRefused, RuleFacts
from diarium.services.plan_import import PlanHasFaults, import_retention_rules
from tests.diarium.conftest import AT, OFFICER, REGISTRAR
from tests.diarium.plans import PLAN, RULES, code, read_in

pytestmark = pytest.mark.django_db


EVENTS = "ärendet avslutat, beslutet laga kraft eller avtalet löpt ut"


def test_a_code_added_by_hand_may_not_stand_in_the_time_of_another(register: Board) -> None:
    read_in(PLAN)
    facts = ClassFacts("142", "Ny mening", valid_from=date(2026, 12, 31))

    with pytest.raises(ClassRefused, match=r"Koden 142 gäller redan från 2015-01-01 till 2026-12-31\."):
        classification.add_class_code(facts=facts, actor=REGISTRAR, at=AT)
    later = ClassFacts("142", "Ny mening", valid_from=date(2027, 1, 1))
    first = classification.add_class_code(facts=later, actor=REGISTRAR, at=AT)
    assert classification.add_class_code(facts=later, actor=REGISTRAR, at=AT) == first
    assert Event.objects.filter(verb="class_added").count() == 1


def test_an_ended_code_takes_no_new_matters(entry: DiaryEntry) -> None:
    row = code("103")
    classification.end_class(code_id=row.pk, last_day=date(2026, 11, 21), actor=REGISTRAR, at=AT)

    with pytest.raises(services.UnknownClassCode):
        services.open_entry(
            board_id=entry.diary.board_id,
            opened_on=date(2026, 11, 22),
            public_subject="Ett nytt ärende",
            class_code="103",
            actor=REGISTRAR,
            at=AT,
        )
    assert Event.objects.get(verb="class_ended").facts["data"] == {
        "code": "103",
        "changes": {"valid_to": [None, "2026-11-21"]},
    }


def test_only_the_registrar_keeps_classes_and_rules(register: Board) -> None:
    row, rule = code("103"), RetentionRule.objects.get(code="PRESERVE")
    facts = RuleFacts("X", "Regel", "preserve", None, "closed")
    doors: list[Callable[[], object]] = [
        lambda: classification.add_class_code(facts=ClassFacts("104", "N"), actor=OFFICER, at=AT),
        lambda: classification.change_class(code_id=row.pk, facts=ClassFacts("103", "N"), actor=OFFICER, at=AT),
        lambda: classification.end_class(code_id=row.pk, last_day=date(2026, 1, 1), actor=OFFICER, at=AT),
        lambda: classification.add_retention_rule(facts=facts, actor=OFFICER, at=AT),
        lambda: classification.change_retention_rule(rule_id=rule.pk, facts=facts, actor=OFFICER, at=AT),
    ]
    for door in doors:
        with pytest.raises(NotAllowed):
            door()


def test_retention_rules_are_read_in_and_the_same_file_again_changes_nothing(register: Board) -> None:
    told = import_retention_rules(content=RULES.encode("cp1252"), actor=REGISTRAR, at=AT)
    assert [line.code for line in told.new] == ["A1", "A2", "A3"]
    assert import_retention_rules(content=RULES.encode(), actor=REGISTRAR, at=AT).unchanged == 3

    rule = RetentionRule.objects.get(code="A3")
    assert (rule.action, rule.years, rule.from_event, rule.valid_to) == (
        "weed", 10, "agreement_expired", date(2030, 12, 31),
    )  # fmt: skip
    longer = import_retention_rules(content=RULES.replace(";5;", ";7;").encode(), actor=REGISTRAR, at=AT)
    assert [line.facts for line in longer.changed] == [("År: 5 → 7",)]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("B;Regel;spara;;;;", "Åtgärden ”spara” går inte att använda. Skriv bevara eller gallra."),
        ("B;Regel;gallra;;;;", "Skriv efter hur många år handlingarna gallras, högst 200."),
        ("B;Regel;gallra;²;;;", "Skriv efter hur många år handlingarna gallras, högst 200."),
        ("B;Regel;bevara;2;;;", "Det som bevaras har inget antal år. Töm rutan eller ändra åtgärden till gallra."),
        (
            "B;Regel;gallra;2;jul;;",
            f"Räknas från ”jul” går inte att använda. Skriv {EVENTS}.",
        ),
        ("B;;bevara;;;;", "Skriv regelns benämning."),
        (";Regel;bevara;;;;", "Skriv regelns kod med högst 40 tecken."),
        ("A1;Regel;bevara;;;;", "Regeln A1 står redan på rad 2. Ta bort en av raderna."),
        ("B;Regel;bevara;;;2024-01-01;2023-01-01", "Gäller till är före gäller från. Ändra ett av datumen."),
    ],
)
def test_a_retention_rule_with_a_fault_names_its_line(register: Board, line: str, sentence: str) -> None:
    with pytest.raises(PlanHasFaults) as refused:
        import_retention_rules(content=(RULES + line).encode(), actor=REGISTRAR, at=AT)
    assert str(refused.value) == f"Rad 5: {sentence}"
    assert not RetentionRule.objects.filter(code="A1").exists()
