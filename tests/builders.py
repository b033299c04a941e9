"""Upplägg för prov: the cast, and the seed's matter as it stands before any act of `config.walk`.

A test marked `@pytest.mark.matter_before("record_decision")` has Huddinge and KS-2018/91.103 in its database, walked
that far; `builders.the_walk()` is its way on. The walk is done once in a run, and copied at every stop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import uuid4

from django.db import connection
from django.db.models import F
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.capacity import SYSTEM, Actor
from accounts.models import User
from accounts.services import actor_for, give_mandate
from cases.models import Case, SignatureSlot
from config import localdb, rehearsal, walk
from config.demo import matters
from config.walk import ending
from diarium.numbers import DiaryNumber
from diarium.services.secrecy import mark_entry_secret
from workflows import services
from workflows.models import ActRequest
from workflows.services import Answer, CaseOpening
from workflows.services.deadline import count_again

T = TypeVar("T")

CATARINA = "Catarina Klockerud"
PATRIK = "Patrik Forshage"
CAMILLA = "Camilla Broo"
RUT = "Rut Sandin"
ROLF = "Rolf Register"
SIV = "Siv Ek"
ULLA = "Ulla Chef"
PIA = "Pia Polis"
IDA = "Ida IT"
OLLE = "Olle Olsson"
CAST = (CATARINA, PATRIK, CAMILLA, RUT, ROLF, SIV, ULLA, PIA, IDA, OLLE)

LOADED = "open_case"  # Huddinge with its people and no matter
END = "end"
ALIKE = ("register_document", "acknowledge_finding", "acknowledge")  # nobody stops at the second of them


class Walked:
    """Vandringen en gång per körning: a copy of the database as it was before every act, made when somebody asks."""

    def __init__(self, cluster: localdb.Cluster, name: str, template: str, connect: Callable[[str], None]) -> None:
        self._cluster, self._name, self._connect = cluster, name, connect
        self._stops: dict[str, str] = {}
        cluster.drop_database(name)
        cluster.create_database(name, template)
        self._acts = self._walk()

    def before(self, stop: str) -> str:
        """The name of the database that stands before the act; `approve#2` is the second act of the name."""
        if stop not in self._stops:
            came_from = connection.settings_dict["NAME"]
            with ExitStack() as afterwards:
                afterwards.callback(self._connect, came_from)
                self._connect(self._name)
                while stop not in self._stops:
                    self._keep(next(self._acts))
        return self._stops[stop]

    def _walk(self) -> Iterator[str]:
        seen: dict[str, int] = {}
        with rehearsal.post_office():
            rehearsal.load_huddinge()
            for act in walk.walk(walk.Walk()):
                seen[act.name] = seen.get(act.name, 0) + 1
                if seen[act.name] == 1:
                    yield act.name
                elif act.name not in ALIKE:
                    yield f"{act.name}#{seen[act.name]}"
                act.do()
                matters.run_jobs()
            yield END

    def _keep(self, stop: str) -> None:
        name = f"{self._name}_{len(self._stops)}"
        connection.close()
        self._cluster.drop_database(name)
        self._cluster.create_database(name, self._name)
        self._stops[stop] = name


def load_demonstration() -> None:
    """Huddinge and every matter of the demonstration, each at its step."""
    with rehearsal.post_office():
        rehearsal.load_huddinge()
        matters.load()


def the_walk() -> walk.Walk:
    """The way on of the matter in the database."""
    return walk.Walk(case_id=Case.objects.values_list("pk", flat=True).get())


def user(name: str) -> User:
    """Somebody of the cast."""
    return User.objects.get(name=name)


def actor(name: str) -> Actor:
    """Somebody of the cast, with the mandates of today."""
    return actor_for(user(name), on=timezone.localdate())


def give_role(name: str, role: str, **more: Any) -> Actor:
    """Another mandate for somebody of the cast, from 2018 on."""
    give_mandate(
        **{
            "user_id": user(name).pk,
            "role": role,
            "valid_from": date(2018, 1, 1),
            "actor": SYSTEM,
            "at": timezone.now(),
            **more,
        }
    )
    return actor(name)


def intervene(
    way: walk.Walk, person: str, act: str, *, reason: str = "Skäl", version: int | None = None, **payload: Any
) -> Answer:
    """An act without task."""
    return services.intervene(
        case_id=way.case_id,
        act=act,
        actor=actor(person),
        at=timezone.now(),
        key=uuid4().hex,
        expected_version=way.case().version if version is None else version,
        payload={"reason": reason, **payload},
    )


def open_case(*, person: str = RUT, number: str | None = None, **changes: Any) -> Case:
    """Another matter of today, opened by the registrar; `number` is one from an older system."""
    opening: CaseOpening = walk.opening(walk.SEED, number=DiaryNumber.parse(number) if number else None)
    answer = services.start_case(
        opening=replace(opening, **changes), actor=actor(person), at=timezone.now(), key=uuid4().hex
    )
    return Case.objects.get(uuid=answer.case)


def open_tasks(way: walk.Walk) -> list[str]:
    """The names of the nodes where something waits, jobs included, the oldest first."""
    rows = Task.objects.filter(
        process__caseprocess__case_id=way.case_id, status__in=("NEW", "ASSIGNED", "SCHEDULED", "STARTED", "ERROR")
    )
    return [task.flow_task.name for task in rows.order_by("pk")]


def mark_secret(way: walk.Walk) -> None:
    """Rut marks the whole matter as secret."""
    case = way.case()
    mark_entry_secret(entry_id=case.entry_id, provision="OSL 18:1", actor=actor(RUT), at=timezone.now())


def let_days_pass(days: int) -> None:
    """The open tasks came that many days earlier, and their deadlines with them."""
    moved = Task.objects.filter(status__in=("NEW", "ASSIGNED"), flow_task_type="HUMAN")
    cases = list(moved.values_list("process__caseprocess__case_id", flat=True).distinct())
    moved.update(created=F("created") - timedelta(days=days))
    for case_id in cases:
        count_again(case_id=case_id, at=timezone.now())


def run_process_jobs(way: walk.Walk) -> None:
    """Do what the process has queued, on the test's own connection, so that it can be rolled back."""
    while waiting := Task.objects.filter(process__caseprocess__case_id=way.case_id, status="SCHEDULED").first():
        services.run_job_task(task_id=waiting.pk, at=timezone.now(), last_try=False)


def decision(outcome: str = "adopted", **changes: Any) -> dict[str, Any]:
    """What the board secretary writes."""
    return {
        "outcome": outcome,
        "meeting_date": "2020-10-28",
        "paragraph": 14,
        "adjusted_on": "2020-11-02",
        **changes,
    }


def decide(way: walk.Walk, outcome: str, **changes: Any) -> Answer:
    """Recorded by Siv and confirmed by Rut."""
    way.perform(SIV, "record_decision", "record_decision", payload=decision(outcome, **changes))
    answer: Answer = way.perform(RUT, "confirm_decision", "confirm")
    return answer


def agreement(way: walk.Walk, **changes: Any) -> dict[str, Any]:
    """The agreement as Catarina draws it up: the municipality signs logged in, the others on paper."""
    return {**ending._agreement(way, walk.SEED), **changes}


def slot_of(way: walk.Walk, party: str) -> SignatureSlot:
    """The place that waits for the party."""
    return SignatureSlot.objects.select_related("party").get(
        agreement__case_id=way.case_id, party__name__startswith=party
    )


def on_slot(
    way: walk.Walk, person: str, node: str, outcome: str, party: str, payload: Mapping[str, Any] | None = None
) -> Answer:
    """Carry out the task of one party's place."""
    place = slot_of(way, party)
    return services.perform(
        task_id=way.task(node, place.pk),
        outcome=outcome,
        actor=actor(person),
        at=timezone.now(),
        key=uuid4().hex,
        expected_version=place.version,
        payload=payload or {},
    )


def sign_on_paper(way: walk.Walk, party: str, *, recorded_by: str = CATARINA, confirmed_by: str = RUT) -> None:
    """A party's signature on paper, recorded by one and confirmed by another."""
    ending._paper(way, slot_of(way, party))
    on_slot(way, confirmed_by, "confirm_signature", "confirm", party)


def ask(way: walk.Walk, person: str, act: str, *, reason: str = "Skäl", **payload: Any) -> ActRequest:
    """A request for an act that another person decides."""
    return services.ask_for_act(
        case_id=way.case_id,
        act=act,
        actor=actor(person),
        at=timezone.now(),
        key=uuid4().hex,
        expected_version=way.case().version,
        reason=reason,
        payload=payload,
    )


def answer(way: walk.Walk, person: str, request: ActRequest, *, yes: bool = True, reason: str = "") -> Answer:
    """The second person's answer."""
    return services.answer_request(
        request_id=request.pk,
        granted=yes,
        actor=actor(person),
        at=timezone.now(),
        key=uuid4().hex,
        expected_version=way.case().version,
        reason=reason,
    )


def two_persons(way: walk.Walk, first: str, second: str, act: str, **payload: Any) -> Answer:
    """An act that one asks for and another agrees to."""
    return answer(way, second, ask(way, first, act, **payload))
