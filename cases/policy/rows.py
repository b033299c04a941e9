"""Synliga rader: which matters, documents, deliveries and places for signatures a person sees (`domain.md` §9)."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, JSONArray, JSONObject, Now, TruncDate

from accounts import policy
from accounts.capacity import Actor, Grant
from accounts.models import Role
from cases.models import AgreementVersion, Case, Dispatch, ReferralEnclosure, SignatureSlot
from cases.states import CaseState as S
from diarium.models import DiaryEntry, Document, EmergencyAccess, NeedToKnow
from diarium.models.secrecy import OPEN_NOW

OPEN = (S.DRAFT, S.SITUATION_ANALYSIS, S.COMMITTEE_PROPOSAL, S.DECISION, S.SIGNING, S.DISTRIBUTION)
PREPARED = (S.COMMITTEE_PROPOSAL, S.DECISION, S.SIGNING, S.DISTRIBUTION, S.CLOSED, S.WITHDRAWN)
SEES_ALL_OPEN_CASES = (
    Role.CASE_OFFICER,
    Role.UNIT_HEAD,
    Role.DEPUTY_DIRECTOR,
    Role.DIRECTOR,
    Role.REGISTRAR,
    Role.BOARD_SECRETARY,
    Role.AUDITOR,
)
ELECTED = (Role.CHAIR, Role.MEMBER, Role.ADJUSTER)


def _may_know(actor: Actor, entry_id: str = "entry_id") -> Q:
    """Of a matter or a document: its list holds the actor today, or emergency access does now."""
    listed = Exists(listed_today(actor).filter(entry=OuterRef(entry_id)))
    return Q(listed) | Q(Exists(granted_now(actor).filter(entry=OuterRef(entry_id))))


def listed_today(actor: Actor) -> QuerySet[NeedToKnow]:
    """The need-to-know rows of the actor that are in force on the database's date."""
    today = TruncDate(Now())
    return NeedToKnow.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today), valid_from__lte=today, user_id=actor.user_id or 0
    )


def granted_now(actor: Actor) -> QuerySet[EmergencyAccess]:
    """The actor's emergency accesses that are in force on the database's clock. They let read, never act."""
    return EmergencyAccess.objects.filter(OPEN_NOW, asked_by_id=actor.user_id or 0)


def visible_cases(actor: Actor, rows: QuerySet[Case]) -> QuerySet[Case]:
    """Öppna ärenden efter roll; a secret one also needs ownership, its list or emergency access. IT sees none."""
    if actor.kind == "system":
        return rows
    return rows.filter(_case_in_sight(actor, case="", entry="entry__", entry_id="entry_id"))


def _case_in_sight(actor: Actor, *, case: str, entry: str, entry_id: str) -> Q:
    """The condition on a matter, asked from a row whose ways to the matter and its entry are `case` and `entry`.

    Written on the row's own joins and not as "one of all the matters in sight", which the database would work out
    whole before it looked at the few rows that somebody asked about.
    """
    seen = Q(pk__in=[])
    if actor.holds(*SEES_ALL_OPEN_CASES):
        seen = Q(**{f"{case}pk__isnull": False})
    else:
        if actor.holds(Role.ARCHIVIST):
            seen |= Q(**{f"{case}state": S.CLOSED})
        boards = [grant.board_id for grant in actor.grants_of(*ELECTED)]
        if boards:
            seen |= Q(**{f"{case}state__in": PREPARED, f"{case}board_id__in": boards})
    cleared = Q(**{f"{entry}secrecy_provision": ""})
    if actor.user_id is not None:
        cleared |= Q(**{f"{case}case_officer_id": actor.user_id}) | _may_know(actor, entry_id)
    return seen & cleared


def visible_entries(actor: Actor, rows: QuerySet[DiaryEntry]) -> QuerySet[DiaryEntry]:
    """Diarieposter: those of visible matters."""
    if actor.kind == "system":
        return rows
    return rows.filter(_case_in_sight(actor, case="case__", entry="", entry_id="pk"))


def visible_documents(actor: Actor, rows: QuerySet[Document]) -> QuerySet[Document]:
    """Handlingar i synliga ärenden; a secret document and working material need more than the matter does.

    Who is named to sign sees the one document, and nothing else of the matter; so does the registry of a board that
    the document was delivered to, and who is asked for an opinion on it.
    """
    if actor.kind == "system":
        return rows
    to_sign = AgreementVersion.objects.filter(agreement__slots__signatory_id=actor.user_id or 0).values("document_id")
    own_text = Q(pk__in=to_sign)
    if actor.holds(Role.REGISTRAR):
        to_named_board = Q() if registry_of(actor) is not None else Q(secrecy_provision="")
        own_text |= Q(_delivered(actor)) & to_named_board
    seen = _case_in_sight(actor, case="entry__case__", entry="entry__", entry_id="entry_id")
    cleared = Q(secrecy_provision="") | Q(entry__case__case_officer_id=actor.user_id) | _may_know(actor)
    working = ~Q(status="draft") | Q(entry__case__case_officer_id=actor.user_id)
    if actor.holds(Role.REGISTRAR):
        working = Q()
    asked = ReferralEnclosure.objects.filter(referral__respondent_id=actor.user_id or 0).values("document_id")
    known = Q(entry__secrecy_provision="") | Q(entry__case__case_officer_id=actor.user_id) | _may_know(actor)
    return rows.filter((seen & cleared & working) | own_text | (cleared & known & Q(pk__in=asked)))


def visible_dispatches(actor: Actor, rows: QuerySet[Dispatch]) -> QuerySet[Dispatch]:
    """Expedieringsrader: those of visible matters, and what was delivered to a board whose registry one is."""
    if actor.kind == "system":
        return rows
    return rows.filter(Q(distribution__case__in=policy.visible(actor, Case)) | _delivered_to_registry_of(actor))


def _delivered_to_registry_of(actor: Actor) -> Q:
    """Internal deliveries to the boards whose registry the actor is; a secret matter's to the named board's only."""
    boards = registry_of(actor)
    if boards is None:
        return Q(channel="internal", distribution__case__entry__secrecy_provision="")
    return Q(channel="internal", board_id__in=boards)


def _delivered(actor: Actor) -> Exists:
    """Whether the document lies in a delivery to a registry of the actor's."""
    told = JSONArray(JSONObject(document=Cast(OuterRef("uuid"), TextField())))
    return Exists(
        Dispatch.objects.filter(
            _delivered_to_registry_of(actor),
            distribution__case__entry=OuterRef("entry"),
            distribution__documents__contains=told,
        )
    )


def registry_of(actor: Actor) -> list[int] | None:
    """The boards whose registry the actor is; None = every board's."""
    grants = actor.grants_of(Role.REGISTRAR)
    if any(grant.board_id is None for grant in grants):
        return None
    return [grant.board_id for grant in grants if grant.board_id is not None]


def reaches(grant: Grant, case: Case) -> bool:
    """An officer's own matters are the officer's wherever they lie; a stand-in keeps within what was given."""
    if grant.for_user_id is None:
        return True
    of_board = grant.board_id in (None, case.board_id)
    return of_board and (grant.unit_id is None or case.unit_id in (None, grant.unit_id))


def visible_slots(actor: Actor, rows: QuerySet[SignatureSlot]) -> QuerySet[SignatureSlot]:
    """Underskriftsplatser: those of visible matters, and the own one."""
    if actor.kind == "system":
        return rows
    own = Q(signatory_id=actor.user_id) if actor.user_id else Q(pk__in=[])
    return rows.filter(Q(agreement__case__in=policy.visible(actor, Case)) | own)
