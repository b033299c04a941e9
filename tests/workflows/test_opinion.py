"""Granskning utan godkännande: a lawyer and an economist read the proposal side by side before it is approved."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.models import Role, Unit
from accounts.policy import NotAllowed, can
from accounts.services import create_user
from audit.models import Event
from audit.selectors import verify
from cases.models import CaseAssignment, Opinion
from cases.services.case import TransitionBlocked
from cases.services.steps.approval import ProposalChanged
from cases.services.steps.opinion import OwnProposal, RemarksMissing
from config import walk
from diarium.models import NeedToKnow
from diarium.services import mark_entry_secret
from tests import builders
from tests.builders import CAMILLA, CATARINA, IDA, PATRIK, RUT, ULLA
from tests.cases.guards import attempt, copy_of_a_row
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from tests.referrals import answer, ask, inside
from tests.workflows import kinds
from tests.workflows.definitions import Body, published
from tests.workflows.test_definition_pages import fields, started, step
from workflows import services
from workflows.models import ProcessDefinition
from workflows.selectors.people import takers
from workflows.selectors.task import open_tasks
from workflows.services import AlreadyDone

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

JURIST, EKONOM = "Jonas Jurist", "Elin Ekonom"
SUBJECT = "Policy för trygga mötesplatser"
SECRET_WORDS = "Policyn för trygga mötesplatser antas."
READS = "give_opinion"


def to_read(title: str, unit: str, following: str) -> Body:
    """A step where somebody of the unit reads the proposal."""
    return {
        "kind": "step",
        "title": title,
        "states": ["committee_proposal"],
        "roles": ["case_officer"],
        "unit": unit,
        "days": 5,
        "outcomes": {
            "no_remarks": {"step": "no_remarks", "action": READS, "next": following},
            "remarks": {"step": "give_remarks", "action": READS, "next": following},
        },
    }


def read_by_two(nodes: Body) -> None:
    """Jurist ∥ ekonom before the first approval."""
    first = nodes["report_ready"]["next"]
    nodes["report_ready"]["next"] = "read_by_two"
    nodes["read_by_two"] = {
        "kind": "split",
        "title": "Granskning",
        "branches": ["read_by_jurist", "read_by_ekonom"],
        "next": "both_read",
    }
    nodes["read_by_jurist"] = to_read("Granska förslaget juridiskt", "JUR", "both_read")
    nodes["read_by_ekonom"] = to_read("Granska förslagets ekonomi", "EKO", "both_read")
    nodes["both_read"] = {"kind": "join", "title": "Granskat", "next": first}


@pytest.fixture(autouse=True)
def _units() -> None:
    officer(JURIST, "JUR")
    officer(EKONOM, "EKO")


def officer(name: str, code: str) -> str:
    """Somebody who is an officer in the unit and nothing else."""
    board = Unit.objects.get(code="KSF").board
    unit, _made = Unit.objects.get_or_create(code=code, defaults={"name": code.title(), "board": board})
    email = f"{name.split()[0].lower()}@huddinge.example"
    create_user(email=email, name=name, actor=builders.actor(IDA), at=timezone.now())
    builders.give_role(name, Role.CASE_OFFICER, unit_id=unit.pk)
    return name


def sent(case_type: str = "policy") -> walk.Walk:
    """The proposal with the two who read it."""
    published(read_by_two, case_type)
    way = kinds.opened(case_type, SUBJECT)
    kinds.written(way, kinds.content(SUBJECT, (SECRET_WORDS,)))
    return way


def says(way: walk.Walk, person: str, node: str, outcome: str, said: str = "", *, version: int = 1) -> Any:
    return way.perform(person, node, outcome, version, payload={"comment": said} if said else {})


def page_of(way: walk.Walk, node: str) -> str:
    return reverse("task", args=[way.task(node)])


def test_a_matter_is_read_by_both_before_anybody_approves_it() -> None:
    way = sent()
    assert {"read_by_jurist", "read_by_ekonom"} <= set(builders.open_tasks(way))

    says(way, JURIST, "read_by_jurist", "remarks", "Punkt 1 saknar lagstöd.")
    assert "approve_unit_head" not in builders.open_tasks(way)
    says(way, EKONOM, "read_by_ekonom", "no_remarks")

    assert builders.open_tasks(way) == ["approve_unit_head"]
    report = reverse("case_report", args=[way.case().uuid])
    for person, address in ((CATARINA, report), (ULLA, page_of(way, "approve_unit_head")), (PATRIK, report)):
        told = text(as_(person), address)
        assert "Synpunkter på förslaget" in told
        assert "Granska förslaget juridiskt" in told
        assert "Punkt 1 saknar lagstöd." in told
        assert "Inga synpunkter" in told
    kinds.approved(way)
    assert way.case().state == "decision"
    assert [event.verb for event in Event.objects.filter(verb__in=("opinion_given", "proposal_read"))] == [
        "opinion_given",
        "proposal_read",
    ]
    assert verify().findings == []


def _drawn() -> None:
    """Rut draws the two into the process of agreements, on its pages, and Ida publishes it."""
    rut, ida = as_(RUT), as_(IDA)
    draft = started(rut)
    address = reverse("add_step", args=[draft.uuid])
    rut.post(address, {**fields(rut, address), "kind": "split", "title": "Granskning", "after": "report_ready"})
    for name, title, unit in (("granskning_uppgift", "Juridik", "JUR"), ("granskning_uppgift_2", "Ekonomi", "EKO")):
        told = {"title": title, "roles": ["case_officer"], "unit": unit, "states": ["committee_proposal"]}
        acts = {
            "act_0": f"no_remarks|no_remarks|{READS}",
            "next_0": "granskning_klart",
            "act_1": f"remarks|give_remarks|{READS}",
            "next_1": "granskning_klart",
        }
        page = rut.post(step(draft, name), {**fields(rut, step(draft, name)), "row": "add"}).content.decode()
        assert "Lämna synpunkter (den som ska granska förslaget)" in page
        assert rut.post(step(draft, name), {**fields(rut, step(draft, name)), **told, **acts}).status_code == 302
    assert "Processen är hel." in text(rut, reverse("process_draft", args=[draft.uuid]))
    publish = reverse("publish_draft", args=[draft.uuid])
    assert "version 2 är publicerad." in strict_html.text(ida.post(publish, fields(ida, publish), follow=True))


@pytest.mark.matter_before("send_for_approval")
def test_a_municipality_draws_the_two_before_the_approvals_of_its_agreements_and_a_matter_walks_it() -> None:
    way = builders.the_walk()
    _drawn()
    newer = ProcessDefinition.objects.get(code="agreement", version=2)
    assert "Lämna synpunkter" in as_(RUT).get(reverse("process_bpmn", args=["agreement", 2])).content.decode()
    services.move_matter(case_id=way.case_id, definition_id=newer.pk, actor=builders.actor(IDA), at=timezone.now())
    way.perform(CATARINA, "write_report", "send_for_approval", version=2)

    says(way, EKONOM, "granskning_uppgift_2", "remarks", "Kostnaden ryms inte.", version=2)
    says(way, JURIST, "granskning_uppgift", "no_remarks", version=2)
    way.perform(PATRIK, "approve_deputy", "approve", version=2)

    assert way.perform(CAMILLA, "approve_director", "approve", version=2).state == "decision"


def test_who_has_no_task_reads_no_draft_and_who_has_it_only_while_it_is_open() -> None:
    way = sent()
    case = way.case()
    report = reverse("case_report", args=[case.uuid])
    other = kinds.opened("policy", "Policy för något annat")
    kinds.saved(other, kinds.content("Policy för något annat", ("Hemligt utkast.",)))
    jurist = as_(JURIST)

    assert SECRET_WORDS in text(jurist, page_of(way, "read_by_jurist"))
    assert SECRET_WORDS in text(jurist, report)
    assert jurist.get(reverse("report_pdf", args=[case.uuid])).status_code == 200
    assert jurist.get(reverse("compare_report", args=[case.uuid])).status_code == 403
    assert jurist.get(reverse("case_report", args=[other.case().uuid])).status_code == 403
    with pytest.raises(NotAllowed):
        says(way, JURIST, "read_by_ekonom", "no_remarks")
    assert SECRET_WORDS not in text(jurist, page_of(way, "read_by_ekonom"))

    says(way, JURIST, "read_by_jurist", "remarks", "Hänvisa till kommunallagen.")

    hidden = jurist.get(report)
    assert hidden.status_code == 403
    assert SECRET_WORDS not in hidden.content.decode()
    assert "Hänvisa till kommunallagen." in hidden.content.decode()
    assert "Dina synpunkter" in text(jurist, reverse("task", args=[_ended("read_by_jurist")]))
    assert "Hänvisa till kommunallagen." not in as_(EKONOM).get(report).content.decode()


def _ended(name: str) -> int:
    found: int = next(task.pk for task in Task.objects.filter(status="DONE") if task.flow_task.name == name)
    return found


def test_an_officer_of_another_unit_neither_reads_nor_answers() -> None:
    way = sent()
    outsider = officer("Nils Annan", "ANNAN")

    assert not can(builders.actor(outsider), READS, way.case())
    assert not can(builders.actor(outsider), "read_proposal", way.case())
    with pytest.raises(NotAllowed):
        says(way, outsider, "read_by_jurist", "no_remarks")
    task = open_tasks(way.case()).get(pk=way.task("read_by_jurist"))
    assert [pk for pk, _name in takers(task, way.case(), on=timezone.localdate())] == [builders.user(JURIST).pk]


def test_a_task_that_one_has_taken_lets_nobody_else_of_the_unit_read() -> None:
    way = sent()
    colleague = officer("Nils Annan", "JUR")
    assert can(builders.actor(colleague), "read_proposal", way.case())

    services.claim_task(task_id=way.task("read_by_jurist"), actor=builders.actor(JURIST), at=timezone.now())

    assert not can(builders.actor(colleague), "read_proposal", way.case())
    assert can(builders.actor(JURIST), "read_proposal", way.case())


def test_who_left_the_matter_because_of_jav_is_not_asked() -> None:
    way = sent()
    jurist = builders.user(JURIST)
    for officer, more in ((JURIST, {}), (CATARINA, {"conflict": "own_matter"})):
        services.change_officer(
            case_id=way.case_id,
            officer_id=builders.user(officer).pk,
            actor=builders.actor(RUT),
            at=timezone.now(),
            reason="Byte",
            **more,
        )
    assert CaseAssignment.objects.filter(former=jurist).exclude(conflict="").exists()

    with pytest.raises(NotAllowed):
        says(way, JURIST, "read_by_jurist", "no_remarks")
    assert not can(builders.actor(JURIST), "read_proposal", way.case())


def test_in_a_secret_matter_only_who_is_on_its_list_reads() -> None:
    way = sent()
    now = timezone.now()
    NeedToKnow.objects.create(entry=way.case().entry, user=builders.user(RUT), valid_from=now.date())
    mark_entry_secret(
        entry_id=way.case().entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(RUT), at=timezone.now()
    )

    assert not can(builders.actor(JURIST), READS, way.case())
    assert as_(JURIST).get(page_of(way, "read_by_jurist")).status_code == 404
    NeedToKnow.objects.create(entry=way.case().entry, user=builders.user(JURIST), valid_from=now.date())
    assert SECRET_WORDS in text(as_(JURIST), page_of(way, "read_by_jurist"))


def test_remarks_have_words_and_nobody_reads_the_own_text() -> None:
    builders.give_role(CATARINA, Role.CASE_OFFICER, unit_id=Unit.objects.get(code="JUR").pk)
    way = sent()

    with pytest.raises(RemarksMissing):
        says(way, JURIST, "read_by_jurist", "remarks")
    with pytest.raises(OwnProposal):
        says(way, CATARINA, "read_by_jurist", "no_remarks")
    with pytest.raises(ProposalChanged):
        says(way, JURIST, "read_by_jurist", "no_remarks", version=7)
    assert not Opinion.objects.exists()


def test_the_answer_is_given_on_the_page_and_asks_for_words_where_there_are_remarks() -> None:
    way = sent()
    jurist, address = as_(JURIST), page_of(way, "read_by_jurist")
    shown = jurist.get(address)
    form = shown.context["form"]
    asked = {"key": form["key"].value(), "version": form["version"].value(), "outcome": "remarks", "comment": ""}

    refused = jurist.post(address, asked)
    assert refused.status_code == 422
    assert "Skriv dina synpunkter." in refused.content.decode()
    done = jurist.post(address, {**asked, "comment": "Se över punkt 1."}, follow=True)

    assert "Synpunkterna är lämnade till Catarina Klockerud." in done.content.decode()
    row = Opinion.objects.get()
    assert (row.asked_as, row.stance, row.text, row.reader_label) == (
        "Granska förslaget juridiskt",
        "remarks",
        "Se över punkt 1.",
        JURIST,
    )


def test_who_takes_the_proposal_back_ends_the_reading() -> None:
    way = sent()
    left = way.task("read_by_jurist")
    says(way, EKONOM, "read_by_ekonom", "no_remarks")

    builders.intervene(way, CATARINA, "take_back")

    assert builders.open_tasks(way) == ["write_report"]
    assert not can(builders.actor(JURIST), "read_proposal", way.case())
    with pytest.raises(AlreadyDone):
        _perform(left)
    assert "Inga synpunkter" in text(as_(CATARINA), reverse("case_report", args=[way.case().uuid]))


def _perform(task_id: int) -> None:
    services.perform(
        task_id=task_id,
        outcome="no_remarks",
        actor=builders.actor(JURIST),
        at=timezone.now(),
        key="late",
        expected_version=1,
        payload={},
    )


def test_the_page_to_read_on_is_cheap(django_assert_max_num_queries: Budget) -> None:
    way = sent()
    jurist, address = as_(JURIST), page_of(way, "read_by_jurist")
    with django_assert_max_num_queries(15):
        jurist.get(address)


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_what_was_said() -> None:
    way = sent()
    says(way, JURIST, "read_by_jurist", "remarks", "Se över punkt 1.")

    for statement in ("UPDATE cases_opinion SET text = 'Bra.'", "DELETE FROM cases_opinion", "TRUNCATE cases_opinion"):
        with pytest.raises(DatabaseError, match=r"append-only|permission denied"):
            attempt(statement)
    with pytest.raises(DatabaseError, match="no event tells of the change"):
        attempt(copy_of_a_row("cases_opinion", {}))
    with pytest.raises(DatabaseError, match="cases_opinion_of_the_text_read"):
        attempt(copy_of_a_row("cases_opinion", {"content_hash": f"'{'0' * 64}'"}))
    with pytest.raises(DatabaseError, match="cases_remarks_have_text"):
        attempt(copy_of_a_row("cases_opinion", {"text": "''"}))
    with pytest.raises(DatabaseError, match="cases_opinion_stance_known"):
        attempt(copy_of_a_row("cases_opinion", {"stance": "'shrug'"}))


def test_a_step_may_want_an_answered_referral_before_it() -> None:
    published(lambda nodes: nodes["write_report"].update(rules=["referral-answered"]), "policy")
    way = kinds.opened("policy", SUBJECT)
    kinds.saved(way, kinds.content(SUBJECT, (SECRET_WORDS,)))
    told = text(as_(CATARINA), page_of(way, "write_report"))
    assert "Ingen remiss är besvarad. Skicka förslaget på remiss eller vänta in ett svar." in told
    page = as_(CATARINA).get(page_of(way, "write_report")).content.decode()
    assert reverse("case_referrals", args=[way.case().uuid]) in page
    with pytest.raises(TransitionBlocked, match="Ingen remiss är besvarad"):
        way.perform(CATARINA, "write_report", "send_for_approval", 1)

    ask(way, "referral", inside(PATRIK))
    answer(way, PATRIK, "answer", PATRIK, stance="supports", statement="Bra.")

    way.perform(CATARINA, "write_report", "send_for_approval", 1)
