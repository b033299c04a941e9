"""Ärendet: lock it, write it together with its event, and the doors for its officer and notes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_fsm import can_proceed

from accounts import policy
from accounts.capacity import Actor
from accounts.models import User
from accounts.rules import Rule, blocked_heading
from accounts.selectors import holders
from audit.history import attribute_change
from audit.models import Event
from audit.rules import JSON, Refusal, Sentence
from audit.services import once, record, remember
from cases.models import Case, CaseAssignment, CaseNote
from cases.policy.conflict import conflicted, know_conflicted, said_of_conflict
from cases.states import CaseState, ConflictGround


class Stale(Refusal):
    """What the person saw is no longer what is there."""

    status = 409

    def __init__(self, *, expected: int, found: int) -> None:
        super().__init__(_("Ärendet har ändrats sedan du öppnade sidan."))
        self.expected = expected
        self.found = found


class TransitionBlocked(Refusal):
    """The step is legal in general but its conditions are not met; `unmet` holds every one of them."""

    status = 409

    def __init__(self, unmet: list[Rule], case: Case) -> None:
        super().__init__(reasons=[rule.sentence for rule in unmet])
        self.unmet = unmet
        self.case_uuid = case.uuid

    def when(self, doing: Sentence) -> Self:
        """With the heading “Du kan inte {göra} än”; who does something without a name of its own says nothing."""
        if doing:
            self.heading = blocked_heading(doing)
        return self


class WrongState(Refusal):
    """The act does not exist in the state that the matter is in."""

    status = 409

    def __init__(self, case: Case) -> None:
        super().__init__(_("Åtgärden går inte att göra i det steg som ärendet är i."))
        self.state = case.state


class NoteEmpty(Refusal):
    """A note without text."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Skriv en anteckning innan du sparar."))


class OfficerConflicted(Refusal):
    """The person left the matter because of jäv."""

    status = 422

    def __init__(self, name: str) -> None:
        super().__init__(said_of_conflict(name))


class NobodyConflicted(Refusal):
    """There is no officer to replace, or it would be the same one."""

    sentence = _("Jäv gäller den som är handläggare nu. Välj en annan person som ny handläggare.")
    status = 422


class ConflictUnexplained(Refusal):
    """The ground of jäv is a point of the law; what it rests on is written beside it."""

    sentence = _("Skriv vad jävet beror på.")
    status = 422


class OfficerUnfit(Refusal):
    """The person has no mandate as case officer."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("Välj en person med rollen handläggare."))


def lock_case(case_id: int) -> Case:
    """Lås ärendet: nobody else is changing it until the transaction ends; others may still refer to it."""
    return (
        Case.objects.select_related("entry", "case_type", "board")
        .select_for_update(of=("self",), no_key=True)
        .get(pk=case_id)
    )


def record_on_case(
    case: Case,
    verb: str,
    *,
    actor: Actor,
    at: datetime,
    before: str | None = None,
    data: Mapping[str, Any] | None = None,
    values: Mapping[str, str] | None = None,
) -> Event:
    """Skriv ärendet och dess händelse: the version rises by one, the row is saved whole, the event is the last write.

    `before` is the state that a transition left; an act without transition leaves it out.
    """
    case.version += 1
    attribute_change(case, actor=actor, at=at, reason=verb)
    case.save()
    return record(
        case, verb, actor=actor, at=at, before=before or case.state, after=case.state, data=data, values=values
    )


def open_hash(case: Case, digest: str) -> dict[str, str]:
    """The hash as an event may hold it: that of a secret matter's text stays out of the log."""
    return {} if case.entry.secrecy_provision else {"hash": digest}


def unmet_rules(case: Case, transition_name: str) -> list[Rule]:
    """Every rule of the transition that does not hold now; empty = the step may be taken."""
    method = getattr(Case, transition_name)
    return [rule for rule in transition_rules(method) if not rule(case)]


def transition_rules(method: Any) -> list[Rule]:
    """The rules of a transition method, in their order."""
    seen: list[Rule] = []
    for one in method._django_fsm.transitions.values():
        seen.extend(rule for rule in one.conditions if rule not in seen)
    return seen


def fire(case: Case, transition_name: str, *, at: datetime) -> str:
    """Ta övergången: all conditions are tried first. Returns the state that was left.

    Raises:
        WrongState: the transition does not start in the state of the case.
        TransitionBlocked: with every unmet rule.
    """
    method = getattr(case, transition_name)
    before = str(case.state)
    if not can_proceed(method, check_conditions=False):
        raise WrongState(case)
    unmet = unmet_rules(case, transition_name)
    if unmet:
        raise TransitionBlocked(unmet, case)
    method()
    case.state_since = at
    return before


def require_version(case: Case, expected_version: int) -> None:
    """Raises: Stale: the matter has changed since the person saw it."""
    if case.version != expected_version:
        raise Stale(expected=expected_version, found=case.version)


def fit_officer(user_id: int, *, at: datetime) -> User:
    """The person, who holds the mandate of a case officer on the day.

    Raises:
        OfficerUnfit: no such mandate today, or the account is closed.
    """
    officer = holders("case_officer", on=timezone.localdate(at)).filter(pk=user_id).first()
    if officer is None:
        raise OfficerUnfit
    return officer


@transaction.atomic
def assign_officer(
    *, case_id: int, officer_id: int, actor: Actor, at: datetime, reason: str = "", conflict: str = ""
) -> Case:
    """Byt handläggare (R4): the history of assignments is kept. `conflict` is the ground of the former one's jäv.

    Raises:
        NotAllowed: only the unit's head or a registrar assigns.
        OfficerUnfit: the person has no mandate as case officer. OfficerConflicted: the person is jävig in the matter.
        NobodyConflicted: there is no officer, or it is the same person. ConflictUnexplained: jäv says why.
    """
    case = lock_case(case_id)
    actor = policy.require(actor, "assign_officer", case)
    officer, former = fit_officer(officer_id, at=at), case.case_officer
    if conflict and (former is None or former.pk == officer.pk):
        raise NobodyConflicted
    if conflict and not reason:
        raise ConflictUnexplained
    write_assignment(case, officer=officer, actor=actor, at=at, reason=reason, conflict=conflict)
    told: dict[str, JSON] = {"officer": officer.name}
    if conflict and former is not None:
        told |= {"former": former.name, "ground": str(ConflictGround(conflict))}
    record_on_case(
        case,
        "officer_replaced_for_conflict" if conflict else "officer_assigned",
        actor=actor,
        at=at,
        data=told,
        values={"reason": reason} if reason else None,
    )
    return case


def write_assignment(
    case: Case, *, officer: User, actor: Actor, at: datetime, reason: str = "", conflict: str = ""
) -> None:
    """The row of an assignment and the officer on the case in hand; the caller saves and records.

    Raises:
        OfficerConflicted: who is jävig in the matter does not get it back (KL 7:4, 6:28).
    """
    if officer.pk in conflicted(case):
        raise OfficerConflicted(officer.name)
    former, case.case_officer = case.case_officer, officer
    CaseAssignment.objects.create(
        case=case,
        officer=officer,
        assigned_at=at,
        assigned_by=actor.label,
        reason=reason,
        former=former,
        conflict=conflict,
    )
    if conflict and former is not None:
        know_conflicted(case, conflicted(case) | {former.pk})


@transaction.atomic
def write_note(*, case_id: int, text: str, actor: Actor, at: datetime, key: str = "") -> CaseNote:
    """Skriv en tjänsteanteckning; it cannot be changed afterwards. The same key gives the same note.

    Raises:
        NotAllowed: the person may not write in the matter.
        NoteEmpty: there is no text.
    """
    if not text.strip():
        raise NoteEmpty
    asked = {"case": case_id, "text": text}
    claim = once(actor_id=actor.id, key=key, door="write_note", fingerprint_of=asked) if key else None
    if claim is not None and not claim.fresh:
        return CaseNote.objects.get(pk=(claim.answer or {})["note"])
    case = lock_case(case_id)
    actor = policy.require(actor, "write_note", case)
    event = record_on_case(case, "note_written", actor=actor, at=at, values={"note": text.strip()})
    note = CaseNote.objects.create(
        case=case, text=text.strip(), written_at=at, written_by_id=actor.person_id, event=event.uuid
    )
    if claim is not None:
        remember(claim, {"note": note.pk})
    return note


def is_open(case: Case) -> bool:
    """Whether the matter is under way."""
    return case.state not in (CaseState.CLOSED, CaseState.WITHDRAWN)
