"""Begäran om handlingar (TF 2:15–19): asked without name or purpose, numbered, tried, and answered with its reason.

Lock order: the request → its entry → streams; a new request: the year's counter → streams. The asker is never recorded
as anybody: what was written in the form is kept beside the event and can be weeded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts import policy
from accounts.capacity import ANONYMOUS, Actor
from audit.rules import JSON
from audit.services import Refusal, once, record, remember
from diarium.calendar import stockholm_date
from diarium.engine.storage import Blob
from diarium.models import DisclosureRequest, DisclosureYear, Document
from diarium.services.document import register_document
from diarium.services.entry import ReasonMissing, given_texts
from diarium.services.intake import StoredFile
from diarium.states import Direction, DisclosureStatus, DocumentKind, DocumentStatus, VersionRole

THE_PUBLIC = replace(ANONYMOUS, label="Allmänheten")
OPEN = (DisclosureStatus.NEW, DisclosureStatus.TRIED)


class NothingWanted(Refusal):
    """A request must say what it is about; nothing else is demanded."""

    sentence = _("Beskriv vilken handling du vill ta del av.")
    status = 422


class RequestAnswered(Refusal):
    """The request has its answer already."""

    sentence = _("Begäran är redan besvarad.")


class NoMatter(Refusal):
    """A masked copy is registered in a matter, and the request has none yet."""

    sentence = _("Koppla begäran till ett ärende först. Den maskade kopian registreras där.")


class SecrecyNotTried(ReasonMissing):
    """What is marked secret leaves the house only with a word of how the secrecy was tried."""

    sentence = _("Handlingen är sekretessmarkerad. Skriv hur du har prövat sekretessen.")


@transaction.atomic
def ask_for_document(
    *,
    wanted: str,
    contact: str,
    at: datetime,
    key: str,
    entry_id: int | None = None,
    document_id: int | None = None,
) -> DisclosureRequest:
    """Begär ut en handling. Nobody is asked who they are or why (TF 2:18); the receipt is the same for everything.

    Raises:
        NothingWanted: it is not said what is wanted. KeyReused.
    """
    policy.require(THE_PUBLIC, "ask_for_document")
    wanted, contact = wanted.strip(), contact.strip()
    if not wanted:
        raise NothingWanted
    claim = once(
        actor_id=THE_PUBLIC.id,
        key=key,
        door="ask_for_document",
        fingerprint_of={"wanted": wanted, "contact": contact, "entry": entry_id, "document": document_id},
    )
    if not claim.fresh:
        return DisclosureRequest.objects.get(uuid=(claim.answer or {})["request"])
    year = _locked_year(stockholm_date(at).year)
    year.last_number += 1
    year.save(update_fields=["last_number"])
    request = DisclosureRequest.objects.create(
        year=year.year,
        number=year.last_number,
        received_at=at,
        wanted=wanted,
        contact=contact,
        entry_id=entry_id,
        document_id=document_id,
    )
    record(
        request,
        "document_asked_for",
        actor=THE_PUBLIC,
        at=at,
        after=DisclosureStatus.NEW,
        data={"reference": request.reference, **_about(request)},
        values=given_texts(wanted=wanted, contact=contact),
    )
    remember(claim, {"request": str(request.uuid)})
    return request


def _locked_year(year: int) -> DisclosureYear:
    """The year's counter, locked until the transaction ends; made by the first request of the year."""
    DisclosureYear.objects.bulk_create([DisclosureYear(year=year)], ignore_conflicts=True)
    return DisclosureYear.objects.select_for_update().get(year=year)


def _about(request: DisclosureRequest) -> Mapping[str, JSON]:
    return {
        "entry": str(request.entry.uuid) if request.entry else None,
        "document": str(request.document.uuid) if request.document else None,
    }


def _locked(request_id: int, actor: Actor) -> tuple[DisclosureRequest, Actor]:
    """The request, locked, if it waits and the actor may handle it."""
    request = DisclosureRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    actor = policy.require(actor, "handle_request", request)
    if request.status not in OPEN:
        raise RequestAnswered
    return request, actor


@transaction.atomic
def try_request(*, request_id: int, actor: Actor, at: datetime) -> DisclosureRequest:
    """Börja pröva en begäran; one that is tried already stays as it is.

    Raises:
        NotAllowed: the registrar, and the officer of the matter. RequestAnswered.
    """
    request, actor = _locked(request_id, actor)
    if request.status == DisclosureStatus.TRIED:
        return request
    request.status = DisclosureStatus.TRIED
    request.save(update_fields=["status"])
    record(
        request,
        "request_tried",
        actor=actor,
        at=at,
        after=DisclosureStatus.TRIED,
        data={"reference": request.reference},
    )
    return request


@transaction.atomic
def bind_request(
    *, request_id: int, entry_id: int, document_id: int | None, actor: Actor, at: datetime
) -> DisclosureRequest:
    """Koppla en begäran till det ärende, och den handling, som den gäller. What was asked stays as it was asked.

    Raises:
        NotAllowed: the registrar, and the officer of the matter. RequestAnswered.
    """
    request, actor = _locked(request_id, actor)
    if (request.entry_id, request.document_id) == (entry_id, document_id):
        return request
    request.entry_id, request.document_id = entry_id, document_id
    request.save(update_fields=["entry", "document"])
    request.refresh_from_db(fields=["entry", "document"])
    record(
        request,
        "request_bound",
        actor=actor,
        at=at,
        data={"reference": request.reference, **_about(request)},
    )
    return request


@transaction.atomic
def answer_request(
    *,
    request_id: int,
    status: str,
    actor: Actor,
    at: datetime,
    reason: str = "",
    masked: StoredFile | None = None,
) -> DisclosureRequest:
    """Besvara en begäran: released, released masked, or refused. A refusal can be had in writing (OSL 6:3).

    `masked` is the masked copy; it is registered as a dispatched document of the matter. Without it the copy was made
    on paper.

    Raises:
        NotAllowed: the registrar, and the officer of the matter. RequestAnswered.
        ReasonMissing: a refusal and a masking are explained; SecrecyNotTried: so is the release of what is marked.
        NoMatter: there is no matter to register the masked copy in.
    """
    request, actor = _locked(request_id, actor)
    answer, reason = DisclosureStatus(status), reason.strip()
    if answer in OPEN:
        raise ValueError(status)
    if not reason and answer != DisclosureStatus.RELEASED:
        raise ReasonMissing
    if not reason and _is_marked(request):
        raise SecrecyNotTried
    copy = _register_copy(request, masked, actor=actor, at=at) if masked else None
    request.status, request.reason = answer, reason
    request.decided_at, request.decided_by_id = at, actor.user_id
    request.save(update_fields=["status", "reason", "decided_at", "decided_by"])
    record(
        request,
        "request_answered",
        actor=actor,
        at=at,
        after=answer,
        data={
            "reference": request.reference,
            **_about(request),
            "copy": str(copy.uuid) if copy else None,
            "copy_no": copy.document_no if copy else None,
        },
        values=given_texts(reason=reason),
    )
    return request


def _is_marked(request: DisclosureRequest) -> bool:
    return bool((request.document and request.document.is_secret) or (request.entry and request.entry.is_secret))


def _register_copy(request: DisclosureRequest, masked: StoredFile, *, actor: Actor, at: datetime) -> Document:
    """The masked copy as a document of its own: it is what left the house, and says nothing of who asked."""
    if request.entry_id is None:
        raise NoMatter
    asked = request.document
    with override("sv"):
        title = str(_("Maskad kopia av handling {n}").format(n=asked.document_no) if asked else _("Maskad kopia"))
    return register_document(
        entry_id=request.entry_id,
        title=title,
        direction=Direction.DISPATCHED,
        kind=DocumentKind.OTHER,  # no rule of a matter may take the copy for the agreement or the minutes
        dated=stockholm_date(at),
        status=DocumentStatus.DISPATCHED,
        content=Blob(masked.sha256, masked.size),
        file_name=masked.file_name,
        media_type=masked.media_type,
        role=VersionRole.MASKED,
        actor=actor,
        at=at,
    )
