"""Processen återställs: after an act the right tasks are there, in the definition that the matter follows."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.capacity import SYSTEM
from cases.models import Case
from cases.services.case import lock_case
from tests import builders
from tests.builders import CAMILLA, CATARINA, RUT
from workflows import compiled
from workflows.definitions import shipped_bodies
from workflows.definitions.acts import ACTS
from workflows.definitions.names import NAMES
from workflows.services import NoWayOn, publish_definition
from workflows.services.intervening import restart

pytestmark = pytest.mark.django_db
OVER = {"closed", "withdrawn"}


@pytest.fixture(autouse=True)
def _versions_of_this_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version is compiled once in a process; another test's second version is not this one's."""
    for name in ("agreement_v2", "agreement_v3"):
        monkeypatch.delitem(vars(compiled), name, raising=False)


def _flow(case: Case) -> str:
    return str(case.processes.get(active=True).flow_class.__name__)


@pytest.mark.parametrize("code", sorted(shipped_bodies()))
def test_every_shipped_definition_names_a_way_on_from_every_act_of_its_states(code: str) -> None:
    body = shipped_bodies()[code]
    states = {state for node in body["nodes"].values() for state in node.get("states", ())} | {"closed"}
    for name, act in ACTS.items():
        for state, step in act.steps.items():
            after = dict(NAMES.steps[step].moves).get(str(state), str(state))
            reached = str(state) in states and (after in states or after == str(state))
            if reached and after not in OVER:
                assert step in body["entries"], (name, state)


@pytest.mark.matter_before("record_decision")
def test_a_proposal_taken_back_goes_on_in_the_version_that_the_matter_follows() -> None:
    way = builders.the_walk()
    changed = deepcopy(shipped_bodies()["agreement"])
    changed["title"] = "Avtal, ny mall"
    publish_definition(body=changed, actor=SYSTEM, at=timezone.now())
    before = _flow(way.case())

    builders.intervene(way, CATARINA, "take_back")

    assert _flow(way.case()) == before
    assert builders.open_tasks(way) == ["write_report"]
    way.perform(CATARINA, "write_report", "send_for_approval", 2)
    assert builders.open_tasks(way) == ["approve_deputy"]


@pytest.mark.matter_before("end")
def test_a_new_round_follows_the_definition_of_today() -> None:
    way = builders.the_walk()
    changed = deepcopy(shipped_bodies()["agreement"])
    changed["title"] = "Avtal, ny mall"
    latest = publish_definition(body=changed, actor=SYSTEM, at=timezone.now()).version

    builders.two_persons(way, RUT, CATARINA, "start_new_round", same_matter=True)

    assert _flow(way.case()) == f"agreement_v{latest}"


@pytest.mark.matter_before("record_decision")
def test_an_act_that_leads_nowhere_is_refused_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    way = builders.the_walk()
    version = way.case().version
    monkeypatch.delitem(way.case().processes.get(active=True).flow_class.entries, "take_back")

    with pytest.raises(NoWayOn):
        builders.intervene(way, CATARINA, "take_back")

    assert (way.case().state, way.case().version) == ("decision", version)
    assert builders.open_tasks(way) == ["record_decision"]


@pytest.mark.matter_before("sign")
def test_a_fan_out_that_begins_again_asks_only_the_places_that_still_wait() -> None:
    way = builders.the_walk()
    builders.on_slot(way, CAMILLA, "sign_agreement", "sign", "Huddinge")
    changed = deepcopy(shipped_bodies()["agreement"])
    changed["entries"] = {**shipped_bodies()["agreement"]["entries"], "draw_up_again": "each_signer"}
    publish_definition(body=changed, actor=SYSTEM, at=timezone.now())

    with transaction.atomic():
        restart(lock_case(way.case_id), "draw_up_again", actor=builders.actor(CATARINA), at=timezone.now())

    assert builders.open_tasks(way) == ["sign_agreement"] * 2
    for party in ("Lokalpolis", "Södertörns"):
        builders.sign_on_paper(way, party)
    assert way.case().state == "distribution"


@pytest.mark.matter_before("end")
def test_a_matter_opened_again_is_closed_again() -> None:
    way = builders.the_walk()

    builders.intervene(way, RUT, "reopen", reason="Ett utskick kom i retur.")

    assert (way.case().entry.status, builders.open_tasks(way)) == ("open", ["close_case"])
    assert way.perform(RUT, "close_case", "close").state == "closed"


@pytest.mark.matter_before("distribute")
def test_a_rectified_matter_goes_all_the_way_again_and_is_sent_anew() -> None:
    way = builders.the_walk()

    builders.intervene(way, RUT, "rectify", judgment="12345-26")

    assert (way.case().state, builders.open_tasks(way)) == ("committee_proposal", ["write_report"])
    way.perform(CATARINA, "write_report", "send_for_approval", 2)
    way.perform(builders.PATRIK, "approve_deputy", "approve", 2)
    way.perform(CAMILLA, "approve_director", "approve", 2)
    builders.decide(way, "rejected", paragraph=15)
    builders.run_process_jobs(way)
    assert (way.case().state, builders.open_tasks(way)) == ("distribution", ["distribute"])
