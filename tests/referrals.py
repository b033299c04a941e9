"""Upplägg för prov av remisser och underlag: ask somebody in the matter, and answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from cases.models import Referral
from cases.services.referral import Asked, Question
from config import walk
from diarium.models import Correspondent
from tests import builders
from workflows import services
from workflows.services import Answer


def inside(name: str) -> Asked:
    """Somebody of the cast, asked in person."""
    return Asked(name, respondent_id=builders.user(name).pk)


def outside(code: str) -> Asked:
    """A body of the register, which answers on paper or by mail."""
    row = Correspondent.objects.get(code=code)
    return Asked(row.name, correspondent_id=row.pk, address=row.email)


def ask(
    way: walk.Walk,
    kind: str,
    *asked: Asked,
    person: str = builders.CATARINA,
    due: date | None = None,
    documents: tuple[str, ...] = (),
    key: str = "",
) -> int:
    """The officer asks them all."""
    return services.ask(
        case_id=way.case_id,
        question=Question(
            kind, asked, "Vad anser ni om förslaget?", due or timezone.localdate() + timedelta(days=30), documents
        ),
        actor=builders.actor(person),
        at=timezone.now(),
        key=key or uuid4().hex,
    )


def asked_one(way: walk.Walk, name: str) -> Referral:
    """The latest question to the one with the name."""
    return Referral.objects.select_related("document").filter(case_id=way.case_id, name=name).latest("pk")


def answer(
    way: walk.Walk, person: str, outcome: str, name: str, *, version: int | None = None, **payload: Any
) -> Answer:
    """The person ends the task of the question to the one with the name."""
    row = asked_one(way, name)
    task = services.open_branch(way.case(), row.pk)
    assert task is not None
    return services.perform(
        task_id=task,
        outcome=outcome,
        actor=builders.actor(person),
        at=timezone.now(),
        key=uuid4().hex,
        expected_version=row.version if version is None else version,
        payload=payload,
    )
