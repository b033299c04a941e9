"""Sekretess: who may read what is marked secret, who may act in it, and who marks, lifts, lists and lets in (§9)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role
from accounts.selectors import stood_in_for
from cases.models import Case
from cases.policy.conflict import is_conflicted, left_for_conflict
from cases.policy.rows import granted_now, listed_today, registry_of
from diarium.models import DiaryEntry, Document, EmergencyAccess, NeedToKnow, SecrecyLift

ASKERS = (Role.CASE_OFFICER, Role.UNIT_HEAD, Role.DEPUTY_DIRECTOR, Role.REGISTRAR)


def cleared(actor: Actor, case: Case) -> bool:
    """Whether secrecy lets the actor act in the matter: it is open, their own, or they are on its list."""
    if actor.kind == "system" or not case.entry.secrecy_provision or case.case_officer_id == actor.user_id:
        return True
    return _on_list(actor, case.entry)


def acts_in(actor: Actor, case: Case) -> bool:
    """Får göra något i ärendet: secrecy does not keep the actor out of it, nor does jäv."""
    return cleared(actor, case) and not is_conflicted(actor.user_id, case)


def _on_list(actor: Actor, entry: DiaryEntry) -> bool:
    """Whether the list holds the actor today; read once for the entry in hand."""
    known: dict[int | None, bool] = entry.__dict__.setdefault("_listed", {})
    if actor.user_id not in known:
        known[actor.user_id] = listed_today(actor).filter(entry=entry).exists()
    return known[actor.user_id]


def reads_secret(actor: Actor, case: Case) -> bool:
    """Whether secrecy lets the actor read the matter: what `cleared` says, or access in an emergency, now."""
    return cleared(actor, case) or granted_now(actor).filter(entry=case.entry_id).exists()


def by_emergency(actor: Actor) -> Q:
    """Of matters: the secret ones that the actor reads by emergency access alone."""
    if actor.user_id is None:
        return Q(pk__in=[])
    listed = Exists(listed_today(actor).filter(entry=OuterRef("entry_id")))
    let_in = Exists(granted_now(actor).filter(entry=OuterRef("entry_id")))
    others = Q(case_officer__isnull=True) | ~Q(case_officer_id=actor.user_id)
    return ~Q(entry__secrecy_provision="") & others & Q(let_in) & ~Q(listed)


def cases_to_act_in(actor: Actor) -> QuerySet[Case]:
    """Ärenden där personen får göra något: the visible ones but for those that emergency access lets one read."""
    return policy.visible(actor, Case).exclude(by_emergency(actor))


def cases_to_work_in(actor: Actor) -> QuerySet[Case]:
    """Ärenden vars uppgifter personen kan få: of those the ones that jäv does not keep the actor out of."""
    return cases_to_act_in(actor).exclude(left_for_conflict(actor.user_id))


def _entry_of(about: DiaryEntry | Document) -> DiaryEntry:
    return about.entry if isinstance(about, Document) else about


def _officer_of(entry: DiaryEntry) -> int | None:
    """The person who has the matter of the entry; asked of the matter in hand where there is one."""
    case: Case | None = getattr(entry, "case", None)
    return case.case_officer_id if case is not None else None


def _cleared_for(actor: Actor, about: DiaryEntry | Document) -> bool:
    entry = _entry_of(about)
    if _left_because_of_jav(actor, entry):
        return False
    if not entry.is_secret and not about.is_secret:
        return True
    own = actor.user_id is not None and _officer_of(entry) == actor.user_id
    return own or _on_list(actor, entry)


def _left_because_of_jav(actor: Actor, entry: DiaryEntry) -> bool:
    case: Case | None = getattr(entry, "case", None)
    return case is not None and is_conflicted(actor.user_id, case)


def _as_registrar(actor: Actor, about: DiaryEntry | Document | None) -> bool:
    """Nämndens registrator, in what is marked only with the right to see it."""
    if about is None:
        return actor.holds(Role.REGISTRAR)
    return actor.holds(Role.REGISTRAR, board_id=_entry_of(about).diary.board_id) and _cleared_for(actor, about)


def _as_owner(actor: Actor, about: DiaryEntry | Document | None) -> bool:
    """Ärendets handläggare, or who stands in for that person and may see what is marked."""
    if about is None:
        return actor.holds(Role.CASE_OFFICER)
    officers = actor.doing_the_work_of(Role.CASE_OFFICER)
    return _officer_of(_entry_of(about)) in officers and _cleared_for(actor, about)


def _keeps_list(actor: Actor, entry: DiaryEntry | None) -> bool:
    """The officer, and a registrar who may see all that the list opens: else it would be a way to let oneself in."""
    if entry is None or _as_owner(actor, entry):
        return _as_registrar(actor, entry) or _as_owner(actor, entry)
    if not _as_registrar(actor, entry):
        return False
    return _on_list(actor, entry) or not (entry.is_secret or entry.documents.exclude(secrecy_provision="").exists())


def _asks(actor: Actor, _about: Any) -> bool:
    return actor.kind == "person" and actor.holds(*ASKERS)


def _needs(actor: Actor, entry: DiaryEntry | None) -> bool:
    """Whether there is something in the matter that the asker may not see, and could see with access."""
    if entry is None:
        return _asks(actor, None)
    secret = entry.is_secret or entry.documents.exclude(secrecy_provision="").exists()
    if not _asks(actor, None) or not secret or not hasattr(entry, "case") or _officer_of(entry) == actor.user_id:
        return False
    return not _on_list(actor, entry) and not granted_now(actor).filter(entry=entry).exists()


def _lets_in(actor: Actor, access: EmergencyAccess | None) -> bool:
    """Kommundirektören, never for oneself nor for somebody one stands in for."""
    if not actor.holds(Role.DIRECTOR):
        return False
    return access is None or (_is_another(actor, access) and not _left_because_of_jav(actor, access.entry))


def _is_told(actor: Actor, access: EmergencyAccess | None) -> bool:
    """Nämndens registrator, never the one who got the access, nor somebody acting for that one."""
    if access is None:
        return actor.holds(Role.REGISTRAR)
    of_board = actor.holds(Role.REGISTRAR, board_id=access.entry.diary.board_id)
    return of_board and access.granted_by_id is not None and _is_another(actor, access)


def _is_another(actor: Actor, access: EmergencyAccess) -> bool:
    """Neither the one who asked, nor somebody acting for that one, nor whom the asking was done for."""
    if access.asked_by_id in actor.sides:
        return False
    asked_for = stood_in_for(access.entry.stream, "emergency_asked", access=access.pk)
    return actor.user_id not in asked_for


def _accesses(actor: Actor, rows: QuerySet[EmergencyAccess]) -> QuerySet[EmergencyAccess]:
    """Tillfälliga åtkomster: what waits for the director, what was granted in the own registry, and the own granted."""
    if actor.kind == "system":
        return rows
    seen = Q(granted_by__isnull=False, asked_by_id=actor.user_id or 0)
    if actor.holds(Role.DIRECTOR):
        seen |= ~Q(asked_by_id=actor.user_id or 0)
    if actor.holds(Role.REGISTRAR):
        boards = registry_of(actor)
        granted = Q(granted_by__isnull=False)
        seen |= granted if boards is None else granted & Q(entry__diary__board_id__in=boards)
    return rows.filter(seen)


def _lifts(actor: Actor, rows: QuerySet[SecrecyLift]) -> QuerySet[SecrecyLift]:
    """Förslag att ta bort markeringar: in matters where the actor may act, of documents that the actor sees."""
    if actor.kind == "system":
        return rows
    if not actor.holds(Role.REGISTRAR, Role.CASE_OFFICER):
        return rows.none()
    seen = Q(document__isnull=True) | Q(document__in=policy.visible(actor, Document))
    return rows.filter(seen, entry__case__in=cases_to_act_in(actor))


def _listed(actor: Actor, rows: QuerySet[NeedToKnow]) -> QuerySet[NeedToKnow]:
    """Behörighetslistorna: of the matters where the actor is the officer, or a registrar who may act."""
    if actor.kind == "system":
        return rows
    officers = actor.doing_the_work_of(Role.CASE_OFFICER)
    mine = Q(pk__in=[])
    if actor.holds(Role.CASE_OFFICER):
        mine |= Q(entry__case__case_officer_id__in=officers)
    if actor.holds(Role.REGISTRAR):
        boards = registry_of(actor)
        mine |= Q(pk__isnull=False) if boards is None else Q(entry__diary__board_id__in=boards)
    return rows.filter(mine, entry__case__in=cases_to_act_in(actor))


def register() -> None:
    """State the actions and row filters of secrecy."""
    act = policy.register_action
    registrar, officer = _("registratorn"), _("handläggaren")
    act("mark_secrecy", _as_registrar, sentence_role=_("nämndens registrator med behörighet"))
    act("lift_secrecy_as_registrar", _as_registrar, sentence_role=registrar)
    act("lift_secrecy_as_owner", _as_owner, sentence_role=officer)
    act("keep_need_to_know", _keeps_list, sentence_role=_("handläggaren eller nämndens registrator med behörighet"))
    act("ask_emergency_access", _asks, sentence_role=_("handläggare, enhetschefer och registratorer"))
    act("needs_emergency_access", _needs)
    act("grant_emergency_access", _lets_in, sentence_role=_("kommundirektören, för någon annan än sig själv,"))
    act("acknowledge_emergency", _is_told, sentence_role=_("nämndens registrator"))
    policy.register_rows(EmergencyAccess, _accesses)
    policy.register_rows(SecrecyLift, _lifts)
    policy.register_rows(NeedToKnow, _listed)
