"""Godkännandet: in order, by others than the authors, and on exactly the text that was seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from accounts.policy import NotAllowed
from audit.models import Event
from cases.models import Approval, FindingAnswer
from cases.services import staff_report
from cases.services.case import Stale, TransitionBlocked
from cases.services.staff_report import CaseLocked, FindingGone, ReasonMissing, ReportStale
from cases.services.steps.approval import CommentMissing, OwnText
from config import walk
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, RUT, ULLA
from workflows.services import AlreadyDone

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("approve")]


def _edit(way: walk.Walk, person: str = CATARINA, *, base: int = 2) -> int:
    version = staff_report.save_report(
        case_id=way.case_id,
        content=replace(walk.mended(), title="Ny rubrik"),
        base_version=base,
        actor=builders.actor(person),
        at=timezone.now(),
    )
    return version.number


def _acknowledge_all(way: walk.Walk) -> None:
    version = way.case().reports.get().versions.order_by("-number")[0]
    answered = set(FindingAnswer.objects.values_list("fingerprint", flat=True))
    for finding in version.findings:
        if finding["severity"] in ("warning", "error") and finding["fingerprint"] not in answered:
            staff_report.answer_finding(
                case_id=way.case_id,
                fingerprint=finding["fingerprint"],
                kind="acknowledged" if finding["severity"] == "warning" else "waived",
                reason="Känt",
                actor=builders.actor(CATARINA),
                at=timezone.now(),
            )


def test_the_deputy_approves_before_the_director() -> None:
    way = builders.the_walk()
    assert builders.open_tasks(way) == ["approve_deputy"]

    way.perform(PATRIK, "approve_deputy", "approve", 2)

    assert builders.open_tasks(way) == ["approve_director"]
    assert way.case().state == "committee_proposal"


def test_the_director_has_no_say_in_the_deputys_task() -> None:
    with pytest.raises(NotAllowed, match="biträdande kommundirektören"):
        builders.the_walk().perform(CAMILLA, "approve_deputy", "approve", 2)


def test_a_return_with_a_comment_puts_the_task_back_with_the_officer() -> None:
    way = builders.the_walk()

    way.perform(PATRIK, "approve_deputy", "return", 2, payload={"comment": "Skriv ut kostnaden."})

    assert builders.open_tasks(way) == ["write_report"]
    assert way.case().reports.get().state == "draft"
    assert Approval.objects.get().comment == "Skriv ut kostnaden."


def test_a_return_says_what_is_to_be_changed() -> None:
    with pytest.raises(CommentMissing):
        builders.the_walk().perform(PATRIK, "approve_deputy", "return", 2, payload={"comment": "  "})


def test_an_author_does_not_approve() -> None:
    way = builders.the_walk()
    builders.give_role(CATARINA, "deputy_director")

    with pytest.raises(OwnText):
        builders.the_walk().perform(CATARINA, "approve_deputy", "approve", 2)
    assert builders.open_tasks(way) == ["approve_deputy"]


def test_who_stands_in_for_an_author_does_not_approve() -> None:
    today = timezone.localdate()
    builders.give_role(CATARINA, "deputy_director")
    builders.give_role(
        ULLA,
        "deputy_director",
        valid_from=today,
        valid_to=today,
        on_behalf_of_id=builders.user(CATARINA).pk,
    )

    with pytest.raises(OwnText):
        builders.the_walk().perform(ULLA, "approve_deputy", "approve", 2)


def test_who_stands_in_for_the_deputy_approves_in_that_name() -> None:
    today = timezone.localdate()
    builders.give_role(
        ULLA, "deputy_director", valid_from=today, valid_to=today, acting=True, on_behalf_of_id=builders.user(PATRIK).pk
    )

    builders.the_walk().perform(ULLA, "approve_deputy", "approve", 2)

    approval = Approval.objects.get()
    assert (approval.approver_label, approval.on_behalf_of) == (ULLA, PATRIK)
    assert approval.capacity == "t.f. biträdande kommundirektör"


def test_a_stand_in_whose_days_are_over_does_not_approve() -> None:
    builders.give_role(
        ULLA,
        "deputy_director",
        valid_to=timezone.localdate().replace(year=2019),
        on_behalf_of_id=builders.user(PATRIK).pk,
    )

    with pytest.raises(NotAllowed):
        builders.the_walk().perform(ULLA, "approve_deputy", "approve", 2)


def test_who_read_the_text_in_as_it_came_is_no_author() -> None:
    builders.give_role(RUT, "deputy_director")

    builders.the_walk().perform(RUT, "approve_deputy", "approve", 2)

    assert Approval.objects.get().approver_label == RUT


def test_the_text_is_locked_while_it_is_with_its_approvers() -> None:
    way = builders.the_walk()

    with pytest.raises(CaseLocked, match="Ta tillbaka det"):
        _edit(way)
    with pytest.raises(CaseLocked):
        staff_report.import_report(
            case_id=way.case_id, content=walk.mended(), actor=builders.actor(RUT), at=timezone.now()
        )


def test_an_edit_after_an_approval_voids_it_and_the_chain_begins_again() -> None:
    way = builders.the_walk()
    way.perform(PATRIK, "approve_deputy", "approve", 2)
    builders.intervene(way, CATARINA, "take_back", reason="Fel belopp.")
    assert builders.open_tasks(way) == ["write_report"]

    assert _edit(way) == 3
    _acknowledge_all(way)
    way.perform(CATARINA, "write_report", "send_for_approval", 3)

    assert builders.open_tasks(way) == ["approve_deputy"]
    way.perform(PATRIK, "approve_deputy", "approve", 3)
    answer = way.perform(CAMILLA, "approve_director", "approve", 3)
    assert answer.state == "decision"
    assert list(Approval.objects.values_list("version__number", "sending", "role")) == [
        (2, 1, "deputy_director"),
        (3, 2, "deputy_director"),
        (3, 2, "director"),
    ]


def test_what_was_approved_before_a_return_never_counts_again() -> None:
    way = builders.the_walk()
    way.perform(PATRIK, "approve_deputy", "approve", 2)
    way.perform(CAMILLA, "approve_director", "return", 2, payload={"comment": "En fråga till."})
    way.perform(CATARINA, "write_report", "send_for_approval", 2)

    assert builders.open_tasks(way) == ["approve_deputy"]
    from cases.services.steps import Move
    from cases.services.steps.approval import approve_and_submit

    with pytest.raises(TransitionBlocked, match="inte godkänd av alla"):
        approve_and_submit(
            way.case(),
            Move(actor=builders.actor(CAMILLA).acting_as("director"), at=timezone.now(), expected_version=2),
        )


def test_an_approval_is_of_the_version_that_was_seen() -> None:
    with pytest.raises(Stale):
        builders.the_walk().perform(PATRIK, "approve_deputy", "approve", 1)


def test_an_approval_names_the_hash_of_its_text() -> None:
    way = builders.the_walk()

    way.perform(PATRIK, "approve_deputy", "approve", 2)

    approval = Approval.objects.select_related("version").get()
    last = Event.objects.filter(stream=way.case().stream).order_by("-seq")[0]
    assert approval.content_hash == approval.version.content_hash == last.facts["data"]["hash"]


def test_a_task_is_done_once() -> None:
    way = builders.the_walk()
    task = way.task("approve_deputy")
    way.perform(PATRIK, "approve_deputy", "approve", 2)
    from uuid import uuid4

    from workflows import services

    with pytest.raises(AlreadyDone, match="Patrik Forshage") as refusal:
        services.perform(
            task_id=task,
            outcome="approve",
            actor=builders.actor(PATRIK),
            at=timezone.now(),
            key=uuid4().hex,
            expected_version=2,
            payload={},
        )
    assert refusal.value.when is not None


def test_only_the_officer_takes_the_text_back_from_its_approvers() -> None:
    way = builders.the_walk()

    for person in (CAMILLA, PATRIK, RUT, ULLA):
        with pytest.raises(NotAllowed):
            builders.intervene(way, person, "take_back")


def test_a_text_is_taken_back_with_a_reason() -> None:
    with pytest.raises(ReasonMissing):
        builders.intervene(builders.the_walk(), CATARINA, "take_back", reason=" ")


@pytest.mark.matter_before("send_for_approval")
def test_a_text_that_was_never_sent_is_not_taken_back() -> None:
    with pytest.raises(TransitionBlocked, match="Förslaget är inte skickat för godkännande"):
        builders.intervene(builders.the_walk(), CATARINA, "take_back")


@pytest.mark.matter_before("save_staff_report")
def test_a_text_with_errors_is_not_sent_and_every_reason_is_told_at_once() -> None:
    way = builders.the_walk()

    with pytest.raises(TransitionBlocked) as refusal:
        way.perform(CATARINA, "write_report", "send_for_approval", 1)
    assert len(refusal.value.reasons) == 2
    assert "varken är rättade eller motiverade" in str(refusal.value)


@pytest.mark.matter_before("save_staff_report")
def test_a_text_is_not_saved_over_what_somebody_else_saved() -> None:
    way = builders.the_walk()

    with pytest.raises(ReportStale, match="Rut Sandin sparade"):
        _edit(way, base=0)


@pytest.mark.matter_before("save_staff_report")
def test_the_same_text_again_is_the_same_version() -> None:
    way = builders.the_walk()
    first = _edit(way, base=1)

    assert _edit(way, base=2) == first


@pytest.mark.matter_before("save_staff_report")
@pytest.mark.parametrize("person", [RUT, PATRIK, CAMILLA, ULLA, builders.SIV, builders.OLLE])
def test_only_the_officer_writes(person: str) -> None:
    with pytest.raises(NotAllowed, match="handläggaren"):
        _edit(builders.the_walk(), person, base=1)


@pytest.mark.matter_before("save_staff_report")
def test_an_error_is_waived_with_a_reason_and_never_just_acknowledged() -> None:
    way = builders.the_walk()
    error = next(one for one in way.case().reports.get().versions.get().findings if one["severity"] == "error")
    answer = {"case_id": way.case_id, "fingerprint": error["fingerprint"], "at": timezone.now()}
    catarina = builders.actor(CATARINA)

    with pytest.raises(FindingGone):
        staff_report.answer_finding(**answer, kind="acknowledged", reason="", actor=catarina)
    with pytest.raises(ReasonMissing):
        staff_report.answer_finding(**answer, kind="waived", reason=" ", actor=catarina)
    waived = staff_report.answer_finding(**answer, kind="waived", reason="Så heter det.", actor=catarina)
    assert staff_report.answer_finding(**answer, kind="waived", reason="Igen.", actor=catarina) == waived


@pytest.mark.matter_before("save_staff_report")
def test_a_finding_that_the_text_does_not_have_is_not_answered() -> None:
    with pytest.raises(FindingGone):
        staff_report.answer_finding(
            case_id=builders.the_walk().case_id,
            fingerprint="0" * 64,
            kind="waived",
            reason="x",
            actor=builders.actor(CATARINA),
            at=timezone.now(),
        )
