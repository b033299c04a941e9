"""Remiss och underlag: ask, and give each who is asked a branch of the running process beside the officer's own."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role, User
from audit.rules import Refusal
from audit.services import once, remember
from cases.models import Case, Referral
from cases.selectors.documents import render_missive
from cases.services.case import lock_case
from cases.services.referral import Question, extend_referral, pass_on, send_referrals
from cases.services.steps import Move, step_named
from cases.states import ReferralKind, ReferralState
from diarium.engine.storage import store
from diarium.services.intake import StoredFile
from workflows import nodes
from workflows.selectors.branches import standing_of
from workflows.selectors.referral import NOBODY, fan_for
from workflows.services.deadline import settle_deadlines

# What the matter keeps as the reason, in the language of its documents.
LEFT = "Ärendet lämnade det steg där frågan ställdes."
ENDED = "Ärendet är återkallat."


class NobodyToAnswer(Refusal):
    """The process of the matter has no branch for it where it stands now."""

    status = 409

    def __init__(self, case: Case) -> None:
        super().__init__(NOBODY)
        self.case_uuid: UUID = case.uuid


class QuestionPutAgain(Refusal):
    """The question has a task again, where it is answered or closed."""

    sentence = _("Frågan har fått en uppgift igen. Ladda om sidan.")
    status = 409


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
        fan = fan_for(case, question.kind)
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


def close_resting(
    *, referral_id: int, reason: str, actor: Actor, at: datetime, key: str, expected_version: int
) -> None:
    """Avsluta en vilande fråga utan svar: it has no task, and may stop the step that would give it one.

    Raises:
        NotAllowed, KeyReused, QuestionPutAgain, and those of the step `close_referral`.
    """
    with transaction.atomic(durable=True):
        told = {"referral": referral_id, "reason": reason, "version": expected_version}
        claim = once(actor_id=actor.id, key=key, door="close_resting", fingerprint_of=told)
        if not claim.fresh:
            return
        case = lock_case(Referral.objects.values_list("case_id", flat=True).get(pk=referral_id))
        actor = policy.require(actor.acting_as(Role.CASE_OFFICER), "close_referral", case)
        if open_branch(case, referral_id) is not None:
            raise QuestionPutAgain
        _close(case, referral_id, reason, expected_version, actor=actor, at=at)
        settle_deadlines(case, actor=actor, at=at)
        remember(claim, {})


def end_lost(case: Case, *, actor: Actor, at: datetime) -> None:
    """Avsluta frågorna som ärendets process inte kommer till igen, with what became of them as the reason.

    The matter is locked by the door that led it away from them. What it can come back to rests.
    """
    process = case.processes.filter(active=True).first()
    for row in case.referrals.filter(state=ReferralState.SENT).order_by("pk"):
        row.case = case
        if process is None or (open_branch(case, row.pk) is None and standing_of(row, process) == "lost"):
            _close(case, row.pk, LEFT if process is not None else ENDED, row.version, actor=actor, at=at)


def _close(case: Case, referral_id: int, reason: str, version: int, *, actor: Actor, at: datetime) -> None:
    seen = Move(actor, at, {"reason": reason}, item=referral_id, expected_version=version)
    step_named("close_referral").run(case, seen)


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
