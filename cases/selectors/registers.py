"""Listan Expediering (screens.md §3.3): whether what has been decided has been sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.models import Case, Decision, Dispatch, Distribution
from cases.selectors.keyset import Place, page_of
from cases.selectors.page import Tab, subject_of
from cases.states import CARRIED_OUTCOMES, FINAL_OUTCOMES, CaseState, Channel, DispatchState

WAITING, TO_MEND, SENT = "", "atgardas", "skickade"
LABELS: Mapping[str, Sentence] = {
    WAITING: gettext_lazy("Att expediera"),
    TO_MEND: gettext_lazy("Behöver åtgärdas"),
    SENT: gettext_lazy("Skickade"),
}
EMPTY: Mapping[str, Sentence] = {
    WAITING: gettext_lazy("Inget väntar på att expedieras."),
    TO_MEND: gettext_lazy("Alla mottagare har fått beslutet."),
    SENT: gettext_lazy("Inget beslut har expedierats."),
}
MEND = (DispatchState.FAILED, DispatchState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class SendingRow:
    """Rad i expedieringslistan: a decision to send, or one that was sent."""

    number: str
    subject: str
    secret: bool
    decision: str
    recipients: str
    status: str
    color: str
    changed_at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """Sidan i en av listorna."""

    rows: Sequence[Any]
    shown: str
    previous: str
    next: str
    tabs: Sequence[Tab] = ()
    tab: str = ""
    empty: Sentence = ""


@dataclass(frozen=True, slots=True)
class SendingFilter:
    """Filtret över expedieringen: words in the number and the subject of the matter."""

    tab: str = WAITING
    words: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> SendingFilter:
        """What the address asks for."""
        tab = query.get("visa", "")
        return cls(tab if tab in LABELS else WAITING, " ".join(query.get("q", "").split())[:200])

    @property
    def kept(self) -> dict[str, str]:
        """The filter as an address holds it."""
        return {"visa": self.tab, "q": self.words}


def _address(name: str, **query: Any) -> str:
    told = urlencode({key: value for key, value in query.items() if value})
    return f"{reverse(name)}?{told}" if told else reverse(name)


def distribution_list(actor: Actor, wanted: SendingFilter, place: Place) -> ListPage:
    """Beslut att expediera, utskick med mottagare som inte fick beslutet, och alla utskick."""
    tab = wanted.tab
    page = page_of(sendings(actor, wanted), place, lambda **more: _address("distribution_list", **wanted.kept, **more))
    return ListPage(
        rows=[sending_row(row) for row in page.rows],
        shown=page.shown,
        previous=page.previous,
        next=page.next,
        tabs=[
            Tab(name, label, _address("distribution_list", visa=name), None, name == tab)
            for name, label in LABELS.items()
        ],
        tab=tab,
        empty=EMPTY[tab],
    )


def sendings(actor: Actor, wanted: SendingFilter) -> QuerySet[Any]:
    """Flikens rader: decisions to send, or the acts of sending, of the matters that the filter lets through."""
    seen = policy.visible(actor, Case)
    for word in wanted.words.split()[:8]:
        seen = seen.filter(
            Q(entry__public_subject__icontains=word)
            | Q(entry__protected_subject__icontains=word)
            | Q(entry__printed_number__icontains=word)
        )
    return _sent(seen, to_mend=wanted.tab == TO_MEND) if wanted.tab else _waiting(seen)


def sending_row(row: Any) -> SendingRow:
    """Raden för något ur `sendings`."""
    return _to_send(row) if isinstance(row, Decision) else _sending(row)


def decisions_to_send() -> QuerySet[Decision]:
    """Final decisions of the round that nobody has sent; who asks says in which matters."""
    return Decision.objects.filter(
        ~Exists(Distribution.objects.filter(decision=OuterRef("pk"))),
        round=F("case__round"),
        refused=False,
        confirmed_at__isnull=False,
        outcome__in=sorted(FINAL_OUTCOMES | CARRIED_OUTCOMES),
    )


def _waiting(seen: QuerySet[Case]) -> QuerySet[Decision]:
    """Carried decisions of matters at the step of distribution that nobody has sent."""
    return (
        decisions_to_send()
        .filter(case__in=seen.filter(state=CaseState.DISTRIBUTION))
        .select_related("body", "delegation_point", "case__entry")
        .annotate(listed=Count("case__recipients", filter=Q(case__recipients__listed=True)))
    )


def _sent(seen: QuerySet[Case], *, to_mend: bool) -> QuerySet[Distribution]:
    """The acts of sending; `to_mend` = those where somebody did not get the decision."""
    state = "dispatches__state"
    went = Q(**{f"{state}__in": [DispatchState.SENT, DispatchState.ACKNOWLEDGED]})
    unread = Q(**{state: DispatchState.SENT, "dispatches__channel": Channel.INTERNAL})
    rows = Distribution.objects.filter(case__in=seen, decision__isnull=False)
    if to_mend:
        rows = rows.filter(Exists(Dispatch.objects.filter(distribution=OuterRef("pk"), state__in=MEND)))
    return rows.select_related("decision__body", "decision__delegation_point", "case__entry").annotate(
        number=Count("dispatches"),
        done=Count("dispatches", filter=went),
        mend=Count("dispatches", filter=Q(**{f"{state}__in": MEND})),
        unread=Count("dispatches", filter=unread),
        changed_at=Coalesce(Max("dispatches__state_at"), "sent_at"),
    )


def _decided(decision: Decision) -> str:
    return _("{instans} {datum} {paragraf}").format(
        instans=decision.body.name, datum=decision.meeting_date.isoformat(), paragraf=decision.designation
    )


def _to_send(row: Any) -> SendingRow:
    return SendingRow(
        number=row.case.entry.printed_number,
        subject=subject_of(row.case),
        secret=row.case.entry.is_secret,
        decision=_decided(row),
        recipients=ngettext("{n} rad i sändlistan", "{n} rader i sändlistan", row.listed).format(n=row.listed),
        status=_("Inte skickat"),
        color="info",
        changed_at=row.confirmed_at,
        url=reverse("case_recipients", args=[row.case.uuid]),
    )


def _sending(row: Any) -> SendingRow:
    status, color = _status(row)
    return SendingRow(
        number=row.case.entry.printed_number,
        subject=subject_of(row.case),
        secret=row.case.entry.is_secret,
        decision=_decided(row.decision),
        recipients=ngettext("{n} mottagare", "{n} mottagare", row.number).format(n=row.number),
        status=status,
        color=color,
        changed_at=row.changed_at,
        url=reverse("case_recipients", args=[row.case.uuid]),
    )


def _status(row: Any) -> tuple[str, str]:
    if row.mend:
        return ngettext("{n} behöver åtgärdas", "{n} behöver åtgärdas", row.mend).format(n=row.mend), "danger"
    if row.done < row.number:
        return _("{a} av {b} skickade").format(a=row.done, b=row.number), "info"
    if row.unread:
        return _("Skickat, {n} inte kvitterade").format(n=row.unread), "neutral"
    return _("Skickat till alla"), "success"
