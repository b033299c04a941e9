"""Expedieringens steg: the extract becomes a document, and the decision goes out to every real recipient."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.rules import Refusal
from audit.services import follow_up
from cases import rules
from cases.models import Case, Decision, Dispatch, Distribution
from cases.rules.decision import latest_decision
from cases.selectors.distribution import DistributionPlan, distribution_plan
from cases.services.case import record_on_case
from cases.services.distribution import TYPED_COUNT_FROM
from cases.services.steps.registry import Move, require_rules, step
from cases.states import Channel, DispatchState
from diarium import services as register
from diarium.states import VersionRole


class DistributionBlocked(Refusal):
    """Something in the list must be settled before the decision can go out; every reason at once."""

    status = 409

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(reasons=sentences)


class CountMismatch(Refusal):
    """The typed number of recipients is not the list's."""

    status = 422

    def __init__(self, count: int) -> None:
        super().__init__(_("Antalet stämmer inte. Sändlistan har {n} mottagare.").format(n=count))


def _kind_of(decision: Decision) -> str:
    """What the document is called: Swedish in whatever language the reader has."""
    if decision.urgent:
        return "Brådskande beslut"
    return "Delegationsbeslut" if decision.by_delegate else "Protokollsutdrag"


def register_extract(case: Case, move: Move, pdf: bytes) -> None:
    """Registrera protokollsutdraget som handling, before the act of distributing opens."""
    decision = latest_decision(case)
    if decision is None or decision.extract_id is not None:
        return
    kind = _kind_of(decision)
    held = f"{decision.body.name.lower()} {decision.meeting_date.isoformat()} {decision.designation}"
    number = decision.designation.replace("§", "paragraf").replace(" ", "-")
    document = register.register_document(
        entry_id=case.entry_id,
        title=f"{kind}, {held}",
        direction="established",
        kind="minutes_extract",
        dated=timezone.localdate(move.at),
        content=pdf,
        file_name=f"{kind.lower().replace(' ', '-')}-{number}.pdf",
        media_type="application/pdf",
        role=VersionRole.FINAL,
        actor=move.actor,
        at=move.at,
    )
    decision.extract = document
    decision.extract_sha256 = hashlib.sha256(pdf).hexdigest()
    decision.save()
    record_on_case(case, "extract_registered", actor=move.actor, at=move.at, data={"document": document.document_no})


@step("distribute", rules=[rules.HAS_RECIPIENT])
def distribute(case: Case, move: Move) -> None:
    """Expediera beslutet: groups are expanded and frozen, a row per real recipient, mail by jobs after commit.

    Raises:
        DistributionBlocked: recipients that are unbound, without address or waiting for the registrar's word.
        CountMismatch: the typed number is another than the list's.
    """
    require_rules(case, "distribute")
    decision = latest_decision(case)
    if decision is None or decision.extract_id is None:
        raise DistributionBlocked([str(_("Protokollsutdraget är inte klart. Vänta en stund och försök igen."))])
    plan = distribution_plan(
        case,
        decision,
        taken_in=_ids(move, "taken_in"),
        left_out=_ids(move, "left_out"),
        on=timezone.localdate(move.at),
    )
    if plan.problems:
        raise DistributionBlocked([problem.sentence for problem in plan.problems])
    if not plan.rows:
        raise DistributionBlocked([str(_("Sändlistan är tom. Lägg till dem som behöver få beslutet."))])
    if len(plan.rows) >= TYPED_COUNT_FROM and int(move.payload.get("count") or 0) != len(plan.rows):
        raise CountMismatch(len(plan.rows))
    rows = _freeze(case, decision, plan, move)
    for dispatch in rows:
        if dispatch.state == DispatchState.QUEUED:
            follow_up("cases.deliver", dispatch_id=dispatch.pk)
    record_on_case(
        case,
        "decision_distributed",
        actor=move.actor,
        at=move.at,
        data={
            "count": len(rows),
            "recipients": [_frozen(case, row) for row in rows],
            "documents": [document["number"] for document in plan.documents],
        },
        values={"names": "\n".join(row.name for row in rows)} if case.entry.is_secret else None,
    )


def _frozen(case: Case, row: Dispatch) -> dict[str, str]:
    """The recipient as the event keeps it; who gets a secret decision stands beside the event."""
    kept = {"uuid": str(row.uuid), "channel": row.channel}
    return kept if case.entry.is_secret else {**kept, "name": row.name, "group": row.group_name}


def _ids(move: Move, key: str) -> set[int]:
    return {int(one) for one in move.payload.get(key, [])}


def _freeze(case: Case, decision: Decision, plan: DistributionPlan, move: Move) -> list[Dispatch]:
    kept = ("document", "number", "sha256")
    documents: list[dict[str, Any]] = [{name: one[name] for name in kept} for one in plan.documents]
    distribution = Distribution.objects.create(
        case=case,
        decision=decision,
        documents=documents,
        sent_at=move.at,
        sent_by_id=move.actor.person_id,
        sent_label=move.actor.label,
    )
    return Dispatch.objects.bulk_create(
        Dispatch(
            distribution=distribution,
            position=position,
            name=row.name,
            group_name=row.group_name,
            replaced_name=row.replaced_name,
            board_id=row.board_id,
            channel=row.channel,
            address=row.address,
            purpose=row.purpose,
            state=DispatchState.SENT if row.channel == Channel.INTERNAL else DispatchState.QUEUED,
            state_at=move.at,
        )
        for position, row in enumerate(plan.rows, 1)
    )
