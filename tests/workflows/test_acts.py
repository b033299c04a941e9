"""Början och åtgärder utan uppgift: open, analyse, go back, withdraw, open again."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from accounts.policy import NotAllowed
from cases.models import Case, CaseAssignment, SituationAnalysis
from cases.services import situation_analysis
from cases.services.case import OfficerUnfit, Stale, TransitionBlocked, assign_officer, write_note
from cases.services.situation_analysis import AreaLine, PeriodReversed, SourceLine
from cases.services.staff_report import ReasonMissing
from config import walk
from diarium import services as register
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, OLLE, PATRIK, ROLF, RUT, SIV, ULLA
from workflows import services
from workflows.services import AlreadyDone
from workflows.services.starting import SubjectMissing

pytestmark = pytest.mark.django_db


def _save(way: walk.Walk, person: str = CATARINA, **changes: object) -> SituationAnalysis:
    return situation_analysis.save_analysis(
        **{  # type: ignore[arg-type]  # a dictionary of facts
            "case_id": way.case_id,
            "covers_from": date(2019, 1, 1),
            "covers_to": date(2019, 12, 31),
            "as_of": date(2019, 12, 31),
            "analysis": "Gemensam analys.",
            "sources": [SourceLine("Trygghetsmätning")],
            "areas": [AreaLine("Barn och unga")],
            "actor": builders.actor(person),
            "at": timezone.now(),
            **changes,
        }
    )


@pytest.mark.matter_before("open_case")
def test_a_matter_of_the_older_system_keeps_its_number() -> None:
    case = builders.open_case(number="KS-2018/91.103")

    assert case.entry.printed_number == "KS-2018/91.103"
    assert (case.state, case.version) == ("draft", 1)


@pytest.mark.matter_before("register_document")
def test_a_new_matter_gets_the_next_number() -> None:
    year = timezone.localdate().year

    numbers = [builders.open_case().entry.printed_number for _ in range(2)]

    assert numbers == [f"KS-{year}/1.103", f"KS-{year}/2.103"]


@pytest.mark.matter_before("open_case")
@pytest.mark.parametrize("person", [CATARINA, PATRIK, CAMILLA, SIV, ULLA, IDA, OLLE])
def test_only_the_registrar_opens_a_matter(person: str) -> None:
    with pytest.raises(NotAllowed, match="registratorn"):
        builders.open_case(person=person)


@pytest.mark.matter_before("open_case")
def test_a_matter_has_a_subject_and_a_fit_officer() -> None:
    with pytest.raises(SubjectMissing):
        builders.open_case(subject=" ")
    with pytest.raises(OfficerUnfit):
        builders.open_case(officer_id=builders.user(OLLE).pk)
    assert not Case.objects.exists()


@pytest.mark.matter_before("open_case")
def test_a_matter_without_officer_waits_for_one() -> None:
    case = builders.open_case(officer_id=None)
    way = walk.Walk(case_id=case.pk)

    services.change_officer(
        case_id=case.pk, officer_id=builders.user(CATARINA).pk, actor=builders.actor(ULLA), at=timezone.now()
    )

    assert way.perform(CATARINA, "complete_case", "start_situation_analysis").state == "situation_analysis"
    assert CaseAssignment.objects.get().assigned_by == ULLA


@pytest.mark.matter_before("start_situation_analysis")
def test_the_new_officer_takes_over_the_tasks() -> None:
    builders.give_role(OLLE, "case_officer")
    way = builders.the_walk()

    services.change_officer(
        case_id=way.case_id, officer_id=builders.user(OLLE).pk, actor=builders.actor(RUT), at=timezone.now()
    )

    with pytest.raises(NotAllowed):
        builders.the_walk().perform(CATARINA, "complete_case", "start_situation_analysis")
    builders.the_walk().perform(OLLE, "complete_case", "start_situation_analysis")


@pytest.mark.matter_before("start_situation_analysis")
def test_an_officer_whose_mandate_is_over_or_whose_account_is_closed_is_unfit() -> None:
    from accounts.services import deactivate_user

    builders.give_role(OLLE, "case_officer", valid_to=date(2019, 1, 1))
    builders.give_role(ROLF, "case_officer")
    deactivate_user(user_id=builders.user(ROLF).pk, actor=builders.actor(IDA), at=timezone.now())

    for name in (OLLE, ROLF):
        with pytest.raises(OfficerUnfit):
            assign_officer(
                case_id=builders.the_walk().case_id,
                officer_id=builders.user(name).pk,
                actor=builders.actor(RUT),
                at=timezone.now(),
            )


@pytest.mark.matter_before("save_analysis")
def test_an_analysis_is_concluded_when_it_has_period_source_and_area() -> None:
    way = builders.the_walk()

    with pytest.raises(TransitionBlocked) as refusal:
        way.perform(CATARINA, "write_analysis", "conclude_analysis")
    assert len(refusal.value.unmet) == 3
    _save(way, sources=[], areas=[])
    with pytest.raises(TransitionBlocked) as refusal:
        way.perform(CATARINA, "write_analysis", "conclude_analysis")
    assert [rule.code for rule in refusal.value.unmet] == ["analysis-has-source", "analysis-has-area"]
    _save(way)
    assert way.perform(CATARINA, "write_analysis", "conclude_analysis").state == "committee_proposal"
    analysis = SituationAnalysis.objects.get()
    assert (analysis.state, analysis.next_update_due) == ("concluded", date(2021, 12, 31))


@pytest.mark.matter_before("save_analysis")
def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(PeriodReversed):
        _save(builders.the_walk(), covers_to=date(2018, 12, 31))


@pytest.mark.matter_before("save_analysis")
@pytest.mark.parametrize("person", [RUT, PATRIK, CAMILLA, ULLA, SIV, OLLE])
def test_only_the_officer_writes_the_analysis(person: str) -> None:
    with pytest.raises(NotAllowed):
        _save(builders.the_walk(), person)


@pytest.mark.matter_before("import_staff_report")
def test_after_the_analysis_is_opened_again_a_new_version_is_written() -> None:
    way = builders.the_walk()

    builders.intervene(way, CATARINA, "reopen_analysis", reason="Ny statistik.")

    assert way.case().state == "situation_analysis"
    assert builders.open_tasks(way) == ["write_analysis"]
    with pytest.raises(TransitionBlocked):
        way.perform(CATARINA, "write_analysis", "conclude_analysis")
    assert _save(way).number == 2
    way.perform(CATARINA, "write_analysis", "conclude_analysis")
    assert list(SituationAnalysis.objects.values_list("number", "state")) == [(1, "concluded"), (2, "concluded")]


@pytest.mark.matter_before("approve")
def test_to_go_back_to_the_analysis_takes_the_text_from_its_approvers() -> None:
    way = builders.the_walk()

    builders.intervene(way, ULLA, "reopen_analysis", reason="Underlaget håller inte.")

    assert builders.open_tasks(way) == ["write_analysis"]
    assert way.case().reports.get().state == "draft"


def _withdraw_and_close(person: str) -> None:
    way = builders.the_walk()
    number = way.case().entry.printed_number

    assert builders.intervene(way, person, "withdraw", reason="Parterna vill inte.").state == "withdrawn"

    assert builders.open_tasks(way) == []
    assert way.case().entry.printed_number == number
    assert builders.intervene(way, RUT, "close").state == "closed"
    assert way.case().entry.status == "closed"


@pytest.mark.matter_before("start_situation_analysis")
def test_a_draft_is_withdrawn_and_closed() -> None:
    _withdraw_and_close(ULLA)


@pytest.mark.matter_before("save_analysis")
def test_a_matter_under_analysis_is_withdrawn_and_closed() -> None:
    _withdraw_and_close(CAMILLA)


@pytest.mark.matter_before("approve")
def test_a_matter_with_its_approvers_is_withdrawn_and_closed() -> None:
    _withdraw_and_close(CAMILLA)


@pytest.mark.matter_before("record_decision")
def test_a_matter_before_the_board_is_withdrawn_and_closed() -> None:
    _withdraw_and_close(ULLA)


@pytest.mark.matter_before("save_analysis")
def test_a_withdrawn_matter_that_was_opened_again_can_be_closed_again() -> None:
    _withdraw_and_close(CAMILLA)
    way = builders.the_walk()
    builders.intervene(way, RUT, "reopen", reason="Ett brev kom in.")

    assert way.perform(RUT, "close_case", "close").state == "closed"


@pytest.mark.matter_before("save_analysis")
def test_a_task_of_a_withdrawn_matter_cannot_be_done() -> None:
    from uuid import uuid4

    way = builders.the_walk()
    task = way.task("write_analysis")
    builders.intervene(way, CAMILLA, "withdraw")

    with pytest.raises(AlreadyDone):
        services.perform(
            task_id=task,
            outcome="conclude_analysis",
            actor=builders.actor(CATARINA),
            at=timezone.now(),
            key=uuid4().hex,
            expected_version=way.case().version,
            payload={},
        )


@pytest.mark.matter_before("save_analysis")
def test_a_withdrawal_has_a_reason_a_right_and_a_fresh_view() -> None:
    way = builders.the_walk()

    with pytest.raises(ReasonMissing):
        builders.intervene(way, CAMILLA, "withdraw", reason="")
    for person in (CATARINA, RUT, SIV, IDA, OLLE, PATRIK):
        with pytest.raises(NotAllowed):
            builders.intervene(way, person, "withdraw")
    with pytest.raises(Stale):
        builders.intervene(way, CAMILLA, "withdraw", version=way.case().version + 1)


@pytest.mark.matter_before("register_document")
def test_a_note_is_written_and_says_something() -> None:
    from cases.services.case import NoteEmpty

    way, now = builders.the_walk(), timezone.now()

    note = write_note(case_id=way.case_id, text=" Ringt parterna. ", actor=builders.actor(CATARINA), at=now)

    assert note.text == "Ringt parterna."
    with pytest.raises(NoteEmpty):
        write_note(case_id=way.case_id, text=" ", actor=builders.actor(CATARINA), at=now)
    with pytest.raises(NotAllowed):
        write_note(case_id=way.case_id, text="Hej", actor=builders.actor(OLLE), at=now)


@pytest.mark.matter_before("register_document")
def test_no_private_words_lie_open_in_the_log() -> None:
    from audit.models import Event

    way = builders.the_walk()
    write_note(case_id=way.case_id, text="Anna ringde", actor=builders.actor(CATARINA), at=timezone.now())

    assert not any(b"Anna ringde" in bytes(body) for body in Event.objects.values_list("body", flat=True))


@pytest.mark.matter_before("register_document")
def test_a_party_stands_once_in_a_matter() -> None:
    from cases.services.agreement import PartyTwice, add_party

    with pytest.raises(PartyTwice):
        add_party(
            case_id=builders.the_walk().case_id,
            name=" Huddinge kommun ",
            correspondent_id=None,
            is_municipality=False,
            actor=builders.actor(CATARINA),
            at=timezone.now(),
        )


@pytest.mark.matter_before("open_case")
def test_a_number_that_is_taken_is_not_given_again() -> None:
    builders.open_case(number="KS-2018/91.103")

    with pytest.raises(register.NumberTaken):
        builders.open_case(number="KS-2018/91.182")
