"""Fynd om ärenden som inte hänger ihop, and the allowed transitions against the state machine."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import CharField, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from audit.selectors import Finding
from cases.models import AllowedTransition, Case
from cases.states import CaseState


def machine_transitions() -> set[tuple[str, str]]:
    """(from, to) of every transition of the state machine."""
    state = Case._meta.get_field("state")
    return {(str(one.source), str(one.target)) for one in state.get_all_transitions(Case)}


def transitions() -> Iterator[Finding]:
    """The database's table of allowed transitions says what the state machine says."""
    listed = set(AllowedTransition.objects.values_list("source", "target"))
    for source, target in sorted(listed ^ machine_transitions()):
        where = "database" if (source, target) in listed else "state machine"
        yield Finding(
            "E-TRANSITION",
            f"{source} → {target}",
            "in both",
            f"only in the {where}",
            _("Databasens tillåtna övergångar stämmer inte med ärendets lägen."),
        )


def cases(case_id: int | None = None) -> Iterator[Finding]:
    """Every case's version and state are those of its last event; of one matter when it is named."""
    if case_id is None:
        yield from transitions()
    last = Event.objects.filter(stream=OuterRef("stream_name")).order_by("-seq")
    matters = Case.objects.all() if case_id is None else Case.objects.filter(pk=case_id)
    rows = (
        matters.annotate(stream_name=Concat(Value("case:"), Cast("uuid", CharField())))
        .annotate(last_seq=Subquery(last.values("seq")[:1]), last_state=Subquery(last.values("status_after")[:1]))
        .exclude(Q(version=F("last_seq")) & Q(state=F("last_state")))
        .order_by("pk")
        .values_list("pk", "uuid", "version", "state", "last_seq", "last_state")
    )
    for pk, uuid, version, state, last_seq, last_state in rows:
        yield Finding(
            "E-STATE",
            f"case:{uuid}",
            f"{last_seq} {last_state}",
            f"{version} {state}",
            _("Ärendets läge stämmer inte med dess senaste händelse."),
            "state",
            pk,
        )
    closed = matters.filter(state=CaseState.CLOSED, entry__status="open").order_by("pk")
    for pk, uuid in closed.values_list("pk", "uuid"):
        told = _("Ärendet är avslutat men diarieposten är öppen.")
        yield Finding("E-ENTRY", f"case:{uuid}", "closed", "open", told, "open_entry", pk)
