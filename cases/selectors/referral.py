"""Remisser och underlag som de visas: who was asked, who has answered, what is late; and the summary for the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case, Referral
from cases.rules.situation_analysis import given
from cases.selectors.documents_tab import title_of
from cases.selectors.frame import FRAME, CheckItem
from cases.selectors.page import Tag, address
from cases.states import DispatchState, ReferralKind, ReferralState, Stance
from diarium.models import Document

TO_MEND = (DispatchState.FAILED, DispatchState.UNKNOWN)
COLORS = {ReferralState.ANSWERED: "success", ReferralState.CLOSED_WITHOUT_ANSWER: "neutral"}


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """Rad: one who is asked. `document_url` is empty for the reader who may not see the answer."""

    pk: int
    name: str
    sent_at: datetime
    due: date
    tag: Tag
    stance: str
    document_number: int | None
    document_title: str
    document_url: str
    ended_at: datetime | None
    close_reason: str
    nudged_at: datetime | None
    mail: Tag | None
    mend_id: int
    waiting: bool
    answer_url: str


@dataclass(frozen=True, slots=True)
class Asking:
    """De tillfrågade av ett slag, and what the reader may do; `blocked` says why nobody more can be asked now."""

    kind: str
    rows: Sequence[ReferralRow]
    waiting: int
    sentence: str
    may_ask: bool
    ask_url: str
    blocked: CheckItem | None
    today: date


@dataclass(frozen=True, slots=True)
class ReferralCard:
    """Frågan som den tillfrågade ser den."""

    name: str
    kind: str
    asked_by: str
    sent_at: datetime
    due: date
    questions: str
    outside: bool
    documents: Sequence[tuple[str, str]]


def asking(actor: Actor, case: Case, kind: str, *, today: date) -> Asking:
    """De tillfrågade, the latest last (two queries)."""
    found = list(
        case.referrals.filter(kind=kind)
        .select_related("document", "dispatch")
        .annotate(nudged_at=Max("nudges__sent_at"))
        .order_by("sent_at", "pk")
    )
    ids = [row.document_id for row in found if row.document_id]
    seen = set(policy.visible(actor, Document).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    contribution = kind == ReferralKind.CONTRIBUTION
    may_ask = policy.can(actor, "ask_for_contribution" if contribution else "send_referral", case)
    blocked = FRAME.asking(actor, case, kind) if may_ask else None
    open_now = may_ask and blocked is None
    waiting = sum(row.state == ReferralState.SENT for row in found)
    return Asking(
        kind=kind,
        rows=[_row(actor, case, row, seen, today) for row in found],
        waiting=waiting,
        sentence=_waiting_sentence(waiting, contribution=contribution) if waiting else "",
        may_ask=may_ask,
        ask_url=address("ask_for_contribution" if contribution else "send_referral", case.uuid) if open_now else "",
        blocked=blocked,
        today=today,
    )


def _waiting_sentence(waiting: int, *, contribution: bool) -> str:
    if contribution:
        return ngettext(
            "{n} underlag saknas. Vänta, påminn eller avsluta utan svar.",
            "{n} underlag saknas. Vänta, påminn eller avsluta utan svar.",
            waiting,
        ).format(n=waiting)
    return ngettext(
        "{n} remissvar saknas. Vänta, påminn eller avsluta utan svar.",
        "{n} remissvar saknas. Vänta, påminn eller avsluta utan svar.",
        waiting,
    ).format(n=waiting)


def _row(actor: Actor, case: Case, row: Referral, seen: set[int], today: date) -> ReferralRow:
    row.case = case
    document, waiting = row.document, row.state == ReferralState.SENT
    shown = document is not None and document.pk in seen
    mend = row.dispatch is not None and row.dispatch.state in TO_MEND
    may_answer = waiting and policy.can(actor, "answer_referral", row)
    return ReferralRow(
        pk=row.pk,
        name=row.name,
        sent_at=row.sent_at,
        due=row.due,
        tag=_tag(row, today),
        stance=str(Stance(row.stance).label) if row.stance else "",
        document_number=document.document_no if document else None,
        document_title=title_of(document) if document and shown else "",
        document_url=reverse("document", args=[document.uuid]) if document and shown else "",
        ended_at=row.ended_at,
        close_reason=row.close_reason,
        nudged_at=getattr(row, "nudged_at", None),
        mail=Tag(str(DispatchState(row.dispatch.state).label), "danger") if row.dispatch and mend else None,
        mend_id=row.dispatch.pk if row.dispatch and mend else 0,
        waiting=waiting,
        answer_url=reverse("answer_referral", args=[case.uuid, row.pk]) if may_answer else "",
    )


def _tag(row: Referral, today: date) -> Tag:
    state = ReferralState(row.state)
    if state == ReferralState.SENT:
        return Tag(_("Försenad"), "danger", "clock") if row.due < today else Tag(str(state.label), "info")
    return Tag(str(state.label), COLORS[state], "check" if state == ReferralState.ANSWERED else "")


def referral_card(actor: Actor, case: Case, referral_id: int) -> ReferralCard:
    """Frågan med de handlingar som följer med (two queries)."""
    row = case.referrals.select_related("sent_by").get(pk=referral_id)
    enclosed = policy.visible(actor, Document).filter(pk__in=row.enclosures.values("document")).order_by("document_no")
    return ReferralCard(
        name=row.name,
        kind=row.kind,
        asked_by=row.sent_by.name,
        sent_at=row.sent_at,
        due=row.due,
        questions=row.questions,
        outside=row.respondent_id is None,
        documents=[(title_of(document), reverse("document", args=[document.uuid])) for document in enclosed],
    )


def contributed(actor: Actor, case: Case) -> list[tuple[str, str]]:
    """Lämnade underlag that the analysis being collected rests on: each with its document's address, where seen."""
    rows = list(given(case).select_related("document").order_by("ended_at", "pk"))
    documents = [row.document for row in rows if row.document is not None]
    seen = policy.visible(actor, Document).filter(pk__in=[document.pk for document in documents])
    shown = set(seen.values_list("pk", flat=True)) if documents else set()
    return [
        (title_of(document), reverse("document", args=[document.uuid]))
        if document.pk in shown
        else (_("Handling {n}").format(n=document.document_no), "")
        for document in documents
    ]


def summary_rows(case: Case) -> list[list[str]]:
    """Remissammanställningen (R6): who, when, stance and document number; the head first, empty before any is sent."""
    rows = list(_summary(case))
    head = [_("Remissinstans"), _("Svarade"), _("Ställningstagande"), _("Handling")]
    return [head, *rows] if rows else []


def _summary(case: Case) -> Iterator[list[str]]:
    referrals = case.referrals.filter(kind=ReferralKind.REFERRAL).select_related("document").order_by("sent_at", "pk")
    for row in referrals:
        day = timezone.localdate(row.ended_at).isoformat() if row.ended_at and row.stance else "–"
        said = str(Stance(row.stance).label) if row.stance else _("Har inte svarat")
        yield [row.name, day, said, str(row.document.document_no) if row.document else "–"]
