"""Fliken Sändlista (S9): the list as it would be expanded, and after sending a row per real recipient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case, Decision, Dispatch, Recipient
from cases.rules.decision import latest_decision
from cases.selectors.distribution import (
    DistributionPlan,
    dispatches_of,
    distribution_plan,
    listed_recipients,
)
from cases.selectors.documents_tab import title_of
from cases.states import Channel, DispatchState
from diarium.models import Document
from diarium.selectors import is_list

COLORS = {
    DispatchState.QUEUED: "info",
    DispatchState.SENT: "neutral",
    DispatchState.ACKNOWLEDGED: "success",
    DispatchState.FAILED: "danger",
    DispatchState.UNKNOWN: "warning",
}
TO_MEND = (DispatchState.FAILED, DispatchState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class ListedRow:
    """Rad i sändlistan före utskicket."""

    pk: int
    text: str
    purpose: str
    kind: str
    address: str
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class SentRow:
    """Rad efter utskicket: one real recipient."""

    pk: int
    name: str
    group: str
    replaced: str
    purpose: str
    channel: str
    address: str
    state_label: str
    color: str
    at: datetime
    by: str
    detail: str
    mend: bool


@dataclass(frozen=True, slots=True)
class SentDocument:
    """Handling som skickas eller skickades; without address for the reader who may not see it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class RecipientsPage:
    """Sändlistan. `sent` is empty before the act of sending; afterwards the `documents` are those that were frozen."""

    listed: Sequence[ListedRow]
    plan: DistributionPlan | None
    sent: Sequence[SentRow]
    summary: str
    failed: bool
    sent_at: datetime | None
    sent_by: str
    may_edit: bool
    may_mend: bool
    may_keep: bool
    decision: Decision | None
    documents: Sequence[SentDocument] = ()


def recipients_page(actor: Actor, case: Case, *, on: date) -> RecipientsPage:
    """Sändlistan i ett ärende, as it would be expanded on the day `on`."""
    decision = latest_decision(case)
    sent = list(dispatches_of(case).prefetch_related("attempts__receipt"))
    listed = [] if sent else listed_recipients(case)
    plan = distribution_plan(case, decision, on=on, recipients=listed) if decision and not sent else None
    told = sent[0].distribution.documents if sent else plan.documents if plan else []
    rows = [_sent(dispatch) for dispatch in sent]
    done = sum(not row.mend and row.color != "info" for row in rows)
    return RecipientsPage(
        listed=list(_listed(listed, plan)),
        plan=plan,
        sent=rows,
        summary=_summary(len(rows), done, sum(row.mend for row in rows)) if rows else "",
        failed=any(row.mend for row in rows),
        sent_at=sent[0].distribution.sent_at if sent else None,
        sent_by=sent[0].distribution.sent_label if sent else "",
        may_edit=not rows and policy.can(actor, "edit_recipients", case),
        may_mend=policy.can(actor, "mend_dispatch", case),
        may_keep=policy.can(actor, "keep_register_tables"),
        decision=decision,
        documents=_documents(actor, told),
    )


def _documents(actor: Actor, told: Sequence[Mapping[str, Any]]) -> list[SentDocument]:
    """Titles among the documents that the reader may see."""
    uuids = [one["document"] for one in told]
    seen = {str(row.uuid): row for row in policy.visible(actor, Document).filter(uuid__in=uuids)} if uuids else {}
    return [
        SentDocument(title_of(seen[uuid]), reverse("document", args=[uuid]))
        if uuid in seen
        else SentDocument(_("Sekretessmarkerad handling"), "")
        for uuid in uuids
    ]


def _listed(rows: Sequence[Recipient], plan: DistributionPlan | None) -> Iterator[ListedRow]:
    for row in rows:
        members = [one.name for one in plan.rows if row.group and one.group_name == row.group.name] if plan else []
        if row.group:
            kind, address = ("list" if is_list(row.group) else "group"), ""
        elif row.board:
            kind, address = "board", ""
        elif row.correspondent:
            kind, address = ("email" if row.correspondent.email else "no_address"), row.correspondent.email
        else:
            kind, address = "unbound", ""
        yield ListedRow(row.pk, row.text, row.get_purpose_display(), kind, address, members)


def _sent(dispatch: Dispatch) -> SentRow:
    attempts = sorted(dispatch.attempts.all(), key=lambda one: one.number)
    receipt = getattr(attempts[-1], "receipt", None) if attempts else None
    state = DispatchState(dispatch.state)
    return SentRow(
        pk=dispatch.pk,
        name=dispatch.name,
        group=dispatch.group_name,
        replaced=dispatch.replaced_name,
        purpose=dispatch.get_purpose_display(),
        channel=str(Channel(dispatch.channel).label),
        address=dispatch.address,
        state_label=str(state.label),
        color=COLORS[state],
        at=dispatch.state_at,
        by=dispatch.acknowledged_label,
        detail=receipt.detail if receipt and state in TO_MEND else "",
        mend=state in TO_MEND,
    )


def _summary(count: int, done: int, failed: int) -> str:
    if done == count:
        return ngettext(
            "Beslutet är skickat till {n} mottagare.", "Beslutet är skickat till alla {n} mottagare.", count
        ).format(n=count)
    if not failed:
        return _("Beslutet är skickat till {a} av {b} mottagare. Resten är på väg.").format(a=done, b=count)
    return ngettext(
        "Beslutet är skickat till {a} av {b} mottagare. {c} mottagare behöver åtgärdas.",
        "Beslutet är skickat till {a} av {b} mottagare. {c} mottagare behöver åtgärdas.",
        failed,
    ).format(a=done, b=count, c=failed)
