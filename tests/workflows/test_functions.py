"""Namngivna funktioner: a step falls to whoever heads the matter's unit, or chairs the matter's board."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.models import Board, Role, Unit
from accounts.policy import can
from accounts.services import end_mandate, register_absence
from cases.models import DelegationPoint
from config import walk
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, PATRIK, ROLF, RUT, ULLA
from tests.cases.pages import as_, text
from tests.workflows import kinds
from tests.workflows.definitions import Body, published
from workflows.selectors import inbox
from workflows.selectors.unattended import unattended
from workflows.services import TakenByOther, change_officer
from workflows.services.tasks import release_task

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("open_case")]

SUBJECT = "Bidrag till grannsamverkan i Skogås"
GRANT = "Föreningen Grannar i Skogås får 40 000 kronor i bidrag."


def by_function(nodes: Body, *, node: str, name: str) -> None:
    nodes[node]["assignee"] = name


def head_approves() -> None:
    """The head of the matter's unit has the approval from the first moment."""
    published(partial(by_function, node="approve_unit_head", name="unit_head_of_case"), "delegation")


def chair_decides() -> None:
    published(partial(by_function, node="decide", name="chair_of_body"), "delegation")


def sent() -> walk.Walk:
    """Förslaget skickat för godkännande."""
    way = kinds.opened("delegation", SUBJECT)
    kinds.written(way, kinds.content(SUBJECT, (GRANT,), kinds.OWN))
    return way


def owner(way: walk.Walk, node: str) -> str:
    task = Task.objects.select_related("owner").get(pk=way.task(node))
    return task.owner.name if task.owner else ""


def head(name: str, unit: str) -> None:
    builders.give_role(name, Role.UNIT_HEAD, unit_id=Unit.objects.get(code=unit).pk)


def has_it(name: str) -> bool:
    return any(line.subject == SUBJECT for line in inbox.todo_page(builders.actor(name), inbox.Filter()).rows)


def another_unit() -> None:
    Unit.objects.create(code="BUF", name="Barn- och utbildningsförvaltningen", board=Board.objects.get(code="KS"))


def test_the_head_of_the_matters_unit_has_the_task_and_the_page_says_so() -> None:
    another_unit()
    head(PATRIK, "KSF")
    head(ROLF, "BUF")
    head_approves()

    way = sent()

    assert owner(way, "approve_unit_head") == PATRIK, "the unit's own head goes before the one of all units"
    assert "Uppgiften ligger hos Patrik Forshage sedan" in text(as_(CATARINA), reverse("case", args=[way.case().uuid]))
    assert has_it(PATRIK)
    assert not has_it(ROLF)
    with pytest.raises(TakenByOther):
        way.perform(ULLA, "approve_unit_head", "approve", 1)
    way.perform(PATRIK, "approve_unit_head", "approve", 1)
    assert builders.open_tasks(way) == ["decide"]


def test_who_heads_every_unit_has_it_where_the_unit_has_no_head_of_its_own() -> None:
    head_approves()

    assert owner(sent(), "approve_unit_head") == ULLA


def test_who_stands_in_for_the_head_does_it() -> None:
    head_approves()
    today = timezone.localdate()
    register_absence(
        user_id=builders.user(ULLA).pk,
        substitute_id=builders.user(PATRIK).pk,
        valid_from=today,
        valid_to=today,
        actor=builders.actor(ULLA),
        at=timezone.now(),
    )

    way = sent()

    assert owner(way, "approve_unit_head") == ULLA
    assert has_it(PATRIK)
    way.perform(PATRIK, "approve_unit_head", "approve", 1)
    assert builders.open_tasks(way) == ["decide"]


def test_a_function_that_several_hold_falls_to_the_list_of_all_of_them() -> None:
    head(PATRIK, "KSF")
    head(ROLF, "KSF")
    head_approves()

    way = sent()

    assert owner(way, "approve_unit_head") == ""
    assert has_it(PATRIK)
    assert has_it(ROLF)
    assert "Uppgiften ligger hos enhetschefen" in text(as_(CATARINA), reverse("case", args=[way.case().uuid]))


def test_the_head_may_put_it_back_in_the_list() -> None:
    head_approves()
    way = sent()

    release_task(task_id=way.task("approve_unit_head"), actor=builders.actor(ULLA), at=timezone.now())

    assert owner(way, "approve_unit_head") == ""
    assert has_it(ULLA)


def test_a_secret_matter_is_nobodys_who_may_not_see_it() -> None:
    head_approves()
    way = kinds.opened("delegation", SUBJECT)
    builders.mark_secret(way)
    kinds.written(way, kinds.content(SUBJECT, (GRANT,), kinds.OWN))

    assert owner(way, "approve_unit_head") == ""
    assert not has_it(ULLA)


def test_a_new_officer_does_not_take_what_waits_for_the_heads() -> None:
    head(PATRIK, "KSF")
    head(ROLF, "KSF")
    head_approves()
    way = sent()
    builders.give_role(OLLE, Role.CASE_OFFICER)

    change_officer(case_id=way.case_id, officer_id=builders.user(OLLE).pk, actor=builders.actor(RUT), at=timezone.now())

    assert owner(way, "approve_unit_head") == ""


def chair_of(name: str, *codes: str) -> None:
    for code in codes:
        builders.give_role(name, Role.CHAIR, board_id=Board.objects.get(code=code).pk)


def before_the_chair(group: tuple[str, str, str]) -> walk.Walk:
    way = kinds.opened("delegation", SUBJECT)
    kinds.written(way, kinds.content(SUBJECT, (GRANT,), group))
    kinds.approved(way)
    return way


def test_the_chair_of_the_matters_board_decides_though_the_proposal_names_another_body() -> None:
    chair_of(OLLE, "KS")
    chair_of(ROLF, "FSN")
    chair_decides()

    way = before_the_chair(("Förskolenämndens beslut", "FSN", "own_decision"))

    assert owner(way, "decide") == OLLE
    assert can(builders.actor(OLLE), "decide_by_delegation", way.case())
    assert not can(builders.actor(ROLF), "decide_by_delegation", way.case())
    assert (has_it(OLLE), has_it(ROLF)) == (True, False)
    assert list(unattended()) == []


def test_who_chairs_another_board_alone_can_not_do_what_the_chair_has() -> None:
    chair_of(OLLE, "KS", "FSN")
    chair_decides()
    before_the_chair(kinds.OWN)
    assert list(unattended()) == []

    end_mandate(
        mandate_id=builders.user(OLLE).mandates.get(role=Role.CHAIR, board__code="KS").pk,
        valid_to=timezone.localdate() - timedelta(days=1),
        actor=builders.actor(IDA),
        at=timezone.now(),
    )

    told = [str(one.sentence) for one in unattended()]
    assert told == [f"Ingen kan göra uppgiften: {OLLE} har den men kan inte längre utföra den."]


def test_the_chair_who_has_the_task_by_function_decides_in_the_boards_stead() -> None:
    chair_of(OLLE, "KS")
    chair_decides()
    way = before_the_chair(kinds.OWN)
    assert owner(way, "decide") == OLLE

    decision: dict[str, Any] = {
        "point": DelegationPoint.objects.get(number="1.1").pk,
        "outcome": "adopted",
        "decided_on": "2026-01-12",
        "urgent_reason": "Bidraget behövs före nästa sammanträde.",
    }
    way.perform(OLLE, "decide", "decide", payload=decision)

    assert builders.open_tasks(way) == ["confirm_delegated"]


def test_the_form_offers_the_functions_and_the_list_of_steps_names_them() -> None:
    head_approves()

    told = text(as_(CATARINA), reverse("process_version", args=["delegation", 2]))

    assert "Tilldelas: Chefen för ärendets enhet" in told
