"""Begäran om handlingar: the board's registrar and the matter's own officer try them (TF 2:17, OSL 6:3)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role
from cases.policy.rows import registry_of
from cases.policy.secrecy import cases_to_work_in
from diarium.models import DisclosureRequest, Document


def register() -> None:
    """Who may ask, who answers, and who sees the queue."""
    policy.register_action("ask_for_document", lambda _actor, _obj: True, public=True)
    policy.register_action("handle_request", handles, sentence_role=_("registratorn eller ärendets handläggare"))
    policy.register_rows(DisclosureRequest, visible_requests)


def handles(actor: Actor, request: DisclosureRequest | None) -> bool:
    """Whether the actor tries the request; what is marked secret is tried only by those who may read it."""
    if request is None:
        return actor.holds(Role.REGISTRAR, Role.CASE_OFFICER)
    if not visible_requests(actor, DisclosureRequest.objects.filter(pk=request.pk)).exists():
        return False
    if request.entry_id is None:
        return True
    if not cases_to_work_in(actor).filter(entry=request.entry_id).exists():
        return False
    asked = request.document_id
    return asked is None or policy.visible(actor, Document).filter(pk=asked).exists()


def visible_requests(actor: Actor, rows: QuerySet[DisclosureRequest]) -> QuerySet[Any]:
    """Those of the registrar's boards, those that are not bound to a matter yet, and those of the own matters."""
    if actor.kind == "system":
        return rows
    seen = Q(pk__in=[])
    if actor.holds(Role.CASE_OFFICER):
        seen |= Q(entry__case__case_officer__in=actor.doing_the_work_of(Role.CASE_OFFICER))
    if actor.holds(Role.REGISTRAR):
        boards = registry_of(actor)
        if boards is None:
            return rows
        seen |= Q(entry__isnull=True) | Q(entry__diary__board__in=boards)
    return rows.filter(seen)
