"""Remiss och underlag: ask, and give each who is asked a branch of the running process beside the officer's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts.capacity import Actor
from accounts.models import User
from audit.rules import Refusal
from audit.services import once, remember
from cases.models import Case, Referral
from cases.selectors.documents import render_missive
from cases.services.case import lock_case
from cases.services.referral import Question, extend_referral, pass_on, send_referrals
from cases.states import ReferralKind
from diarium.engine.storage import store
from diarium.services.intake import StoredFile
from workflows import nodes
from workflows.services.deadline import settle_deadlines

COLLECTIONS: Mapping[str, str] = {
    ReferralKind.CONTRIBUTION: "open_contributions",
    ReferralKind.REFERRAL: "open_referrals",
}


class NobodyToAnswer(Refusal):
    """The process of the matter has no branch for it where it stands now."""

    status = 409

    def __init__(self, case: Case) -> None:
        super().__init__(_("Det går inte att fråga någon i det steg som ärendet är i."))
        self.case_uuid: UUID = case.uuid


class QuestionRests(Refusal):
    """The matter has gone back; the question is put again when it returns to the step where it was asked."""

    sentence = _("Frågan väntar tills ärendet är tillbaka i det steg där den ställdes.")
    status = 409

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case_uuid: UUID = case.uuid


def ask(*, case_id: int, question: Question, actor: Actor, at: datetime, key: str) -> int:
    """Skicka på remiss, or ask for contributions: how many were asked. One transaction of its own.

    The letter to those outside is made before anything is locked.

    Raises:
        NobodyToAnswer: the matter is not being written, or its version of the process knows no such branch.
        NotAllowed, KeyReused, and those of `send_referrals`.
    """
    letter = _letter(case_id, question, at) if question.outside else None
    with transaction.atomic(durable=True):
        told = {**asdict(question), "case": case_id, "due": question.due.isoformat()}
        claim = once(actor_id=actor.id, key=key, door="ask", fingerprint_of=told)
        if not claim.fresh:
            return int((claim.answer or {})["asked"])
        case = lock_case(case_id)
        rows = send_referrals(case, question, letter=letter, actor=actor, at=at)
        fan = nodes.open_fan(case, COLLECTIONS[question.kind])
        if fan is None:
            raise NobodyToAnswer(case)
        with nodes.occasion(actor, at, case):
            for row in rows:
                nodes.add_branch(fan, row.pk)
        settle_deadlines(case, actor=actor, at=at)
        remember(claim, {"asked": len(rows)})
        return len(rows)


@transaction.atomic
def extend(*, referral_id: int, due: date, actor: Actor, at: datetime) -> Referral:
    """Ge längre svarstid; the deadline of the task follows.

    Raises:
        Those of `extend_referral`.
    """
    referral = extend_referral(referral_id=referral_id, due=due, actor=actor, at=at)
    settle_deadlines(referral.case, actor=actor, at=at)
    return referral


def _letter(case_id: int, question: Question, at: datetime) -> StoredFile:
    content = render_missive(case_id, question, on=timezone.localdate(at), at=at)
    blob = store(content)
    name = "remiss.pdf" if question.kind == ReferralKind.REFERRAL else "begaran-om-underlag.pdf"
    return StoredFile(blob.sha256, blob.size, name, "application/pdf")


def follow_task(case: Case, task: Task, person: User) -> None:
    """Who gets the task of a question is who answers it; the case is locked by the door that hands it over."""
    if task.data.get("of") == "referral":
        pass_on(case, task.data["item"], person)


def open_branch(case: Case, referral_id: int) -> int | None:
    """The task of a question that waits for its answer."""
    rows = Task.objects.filter(
        process__caseprocess__case=case,
        process__caseprocess__active=True,
        status__in=(STATUS.NEW, STATUS.ASSIGNED),
        data__item=referral_id,
        data__of="referral",
    )
    found: int | None = rows.values_list("pk", flat=True).first()
    return found
