"""Registrera handlingar: one form, one transaction, into a matter that exists or a new one; all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Refusal
from audit.services import once, remember
from cases.models import Case
from cases.services.case import lock_case
from cases.services.documents import DocumentLine, plain_line, register_lines
from diarium.models import Document
from diarium.selectors import document_number
from diarium.services.arrival import lock_arrival, require_waiting, settle_registered
from workflows.services.starting import CaseOpening, open_matter, told_opening


class NothingToRegister(Refusal):
    """A form without any document."""

    sentence = _("Det finns ingen handling att registrera.")
    status = 422


@dataclass(frozen=True, slots=True)
class Registration:
    """Svar: the matter, whether it is new, and its documents by uuid and printed number; the same for the same form."""

    case: str
    number: str
    opened: bool
    documents: Sequence[str]
    numbers: Sequence[str]


def register_documents(
    *,
    lines: Sequence[DocumentLine],
    actor: Actor,
    at: datetime,
    key: str,
    case_id: int | None = None,
    opening: CaseOpening | None = None,
    arrival_id: int | None = None,
) -> Registration:
    """Registrera handlingarna i ärendet `case_id`, or in the one that `opening` opens. One transaction of its own.

    Who may open the matter may register what it begins with. `arrival_id` = they come from what waited to be
    registered, which leaves with the first of them. Locked in the order arrival, matter, entry, counters.

    Raises:
        NotAllowed: as the matter's state and the person's roles say.
        ArrivalSettled: somebody has taken care of what came. NothingToRegister.
        EntryLocked, DateInTheFuture, KeyReused, and those of `start_case`.
    """
    with transaction.atomic(durable=True):
        claim = once(
            actor_id=actor.id,
            key=key,
            door="register_documents",
            fingerprint_of={
                "case": case_id,
                "opening": told_opening(opening) if opening else None,
                "lines": [plain_line(line) for line in lines],
                "arrival": arrival_id,
            },
        )
        if not claim.fresh:
            return Registration(**(claim.answer or {}))
        if not lines:
            raise NothingToRegister
        if arrival_id is not None:
            arrival, actor = lock_arrival(arrival_id, actor)
            require_waiting(arrival)
        if opening is None:
            case, actor = _existing(case_id, actor)
        else:
            case = open_matter(opening, actor=actor, at=at)
        documents = register_lines(case=case, lines=lines, actor=actor, at=at)
        if arrival_id is not None:
            settle_registered(arrival_id=arrival_id, document=documents[0], actor=actor, at=at)
        answer = _answer(case, documents, opened=opening is not None)
        remember(claim, asdict(answer))
        return answer


def _existing(case_id: int | None, actor: Actor) -> tuple[Case, Actor]:
    case = lock_case(case_id or 0)
    return case, policy.require(actor, "register_document", case)


def _answer(case: Case, documents: Sequence[Document], *, opened: bool) -> Registration:
    return Registration(
        case=str(case.uuid),
        number=case.entry.printed_number,
        opened=opened,
        documents=[str(document.uuid) for document in documents],
        numbers=[document_number(document.entry, document.document_no) for document in documents],
    )
