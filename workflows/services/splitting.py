"""Dela ett ärende: a part of it goes on in a new matter, with its own number and the documents that belong to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from audit.services import once, remember
from cases.models import Case
from diarium import services as register
from diarium.models import Document
from diarium.services.entry import require_reason
from diarium.states import LinkKind
from workflows.services.door import Answer
from workflows.services.starting import CaseOpening, answer_of, open_matter, told_opening


def split_case(
    *,
    case_id: int,
    opening: CaseOpening,
    document_ids: Sequence[int],
    reason: str,
    actor: Actor,
    at: datetime,
    key: str,
) -> Answer:
    """Dela ärendet: the new matter is linked to the old one, whose documents keep their numbers and are carried over.

    Raises:
        NotAllowed: only the registrar of the board, of both where they are two. ReasonMissing.
        DocumentNotCarried: a document is cancelled, working material, or not one that the person sees in the matter.
        And as for `start_case`.
    """
    with transaction.atomic(durable=True):
        told = {"case": case_id, "opening": told_opening(opening), "documents": sorted(document_ids), "reason": reason}
        claim = once(actor_id=actor.id, key=key, door="split_case", fingerprint_of=told)
        if not claim.fresh:
            return Answer(**(claim.answer or {}))
        case = Case.objects.select_related("entry__diary", "board").get(pk=case_id)
        actor = policy.require(actor, "split_case", case)
        register.lock_entry(case.entry_id)
        new = open_matter(opening, actor=actor, at=at)
        register.link_entries(
            entry_id=new.entry_id,
            other_id=case.entry_id,
            kind=LinkKind.SPLIT_FROM,
            reason=require_reason(reason),
            actor=actor,
            at=at,
        )
        for document in _chosen(case, document_ids, actor):
            register.carry_document(
                document_id=document.pk,
                entry_id=new.entry_id,
                reason=_("Ärendet delades: handling {n} i det tidigare ärendet.").format(n=document.document_no),
                actor=actor,
                at=at,
            )
        answer = answer_of(new)
        remember(claim, asdict(answer))
        return answer


def _chosen(case: Case, document_ids: Sequence[int], actor: Actor) -> Sequence[Document]:
    found = policy.visible(actor, Document).filter(entry=case.entry_id, pk__in=document_ids).order_by("document_no")
    if len(found) != len(set(document_ids)):
        raise register.DocumentNotCarried(_("En av handlingarna finns inte i ärendet."))
    return list(found)
