"""Utkast till processmall: begin, change, throw away, publish. Two persons: who wrote does not publish."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Refusal
from audit.services import once, record, remember
from workflows.definitions import BodyError, parse
from workflows.definitions.editing import free_name
from workflows.models import ProcessDefinition, ProcessDraft
from workflows.models.process_draft import DraftState
from workflows.services.definitions import publish_definition


class DraftOpen(Refusal):
    """A process has one draft at a time."""

    sentence = _("Det finns redan ett utkast till processen. Öppna det i stället.")
    status = 409


class DraftClosed(Refusal):
    """The draft is published or thrown away."""

    sentence = _("Utkastet är redan publicerat eller kasserat.")
    status = 409


class DraftStale(Refusal):
    """Somebody changed the draft after the page was opened."""

    status = 409

    def __init__(self, draft: ProcessDraft) -> None:
        told = now_in(
            "{namn} ändrade utkastet efter att du öppnade sidan. Det du skrev finns kvar. Jämför innan du sparar igen."
        )
        super().__init__(told.format(namn=draft.changed_by))


class DraftUnchanged(Refusal):
    """There is nothing to publish."""

    status = 409

    def __init__(self, version: int) -> None:
        super().__init__(now_in("Utkastet är likadant som version {n}.").format(n=version))


class DraftMalformed(Refusal):
    """What was sent has not the form of a definition."""

    sentence = _("Processen kan inte sparas så här. Ladda om sidan och försök igen.")
    status = 422


@transaction.atomic
def start_draft(*, definition_id: int, actor: Actor, at: datetime, key: str, copy_as: str = "") -> ProcessDraft:
    """Börja på ett utkast av en publicerad version; `copy_as` names a new process that begins as a copy of it.

    Raises:
        NotAllowed: a registrar drafts. DraftOpen: the process has a draft already. KeyReused.
    """
    policy.require(actor, "draft_process")
    asked = {"definition": definition_id, "copy_as": copy_as}
    claim = once(actor_id=actor.id, key=key, door="start_draft", fingerprint_of=asked)
    if claim.answer is not None:
        return ProcessDraft.objects.get(pk=claim.answer["draft"])
    source = ProcessDefinition.objects.get(pk=definition_id)
    body = json.loads(source.body)
    if copy_as:
        taken = {
            *ProcessDefinition.objects.values_list("code", flat=True),
            *ProcessDraft.objects.values_list("code", flat=True),
        }
        body |= {"code": free_name(copy_as, taken), "title": copy_as}
    draft = _begin(body, based_on=0 if copy_as else source.version, actor=actor, at=at)
    _tell("process_draft_started", draft, actor, at)
    remember(claim, {"draft": draft.pk})
    return draft


def _begin(body: Mapping[str, Any], *, based_on: int, actor: Actor, at: datetime) -> ProcessDraft:
    """The row; the index of open drafts says whether the process has one, also when two begin at once."""
    try:
        with transaction.atomic():
            return ProcessDraft.objects.create(
                code=body["code"],
                title=body["title"],
                body=json.dumps(body, ensure_ascii=False),
                based_on=based_on,
                authors=[actor.id],
                started_at=at,
                changed_at=at,
                changed_by=actor.label,
            )
    except IntegrityError as taken:
        raise DraftOpen from taken


@transaction.atomic
def save_draft(
    *, draft_id: int, body: Mapping[str, Any], expected_version: int, actor: Actor, at: datetime, key: str
) -> ProcessDraft:
    """Spara utkastet; faults are allowed in it, not another form than a definition's. The same text changes nothing.

    Raises:
        NotAllowed, DraftClosed, DraftStale, DraftMalformed, KeyReused.
    """
    policy.require(actor, "draft_process")
    asked = {"draft": draft_id, "version": expected_version, "body": json.dumps(body, sort_keys=True)}
    claim = once(actor_id=actor.id, key=key, door="save_draft", fingerprint_of=asked)
    if claim.answer is not None:
        return ProcessDraft.objects.get(pk=draft_id)
    draft = _locked(draft_id, expected_version)
    try:
        parsed = parse(body)
    except BodyError as error:
        raise DraftMalformed from error
    if parsed.code != draft.code:
        raise DraftMalformed
    text = json.dumps(body, ensure_ascii=False)
    if text != draft.body:
        draft.body, draft.title = text, parsed.title
        draft.authors = sorted({*draft.authors, actor.id})
        _write("process_draft_changed", draft, actor, at)
    remember(claim, {"version": draft.version})
    return draft


@transaction.atomic
def discard_draft(*, draft_id: int, expected_version: int, actor: Actor, at: datetime) -> ProcessDraft:
    """Kassera utkastet. Its row and its events stay.

    Raises:
        NotAllowed, DraftClosed, DraftStale.
    """
    policy.require(actor, "draft_process")
    draft = _locked(draft_id, expected_version)
    draft.state = DraftState.DISCARDED
    _write("process_draft_discarded", draft, actor, at)
    return draft


@transaction.atomic
def publish_draft(*, draft_id: int, expected_version: int, actor: Actor, at: datetime, key: str) -> ProcessDefinition:
    """Publicera utkastet som nästa version. Running matters keep theirs.

    Raises:
        NotAllowed: the operator publishes, and never what the operator wrote in.
        DefinitionFaulty: the check found faults. DraftUnchanged, DraftClosed, DraftStale, KeyReused.
    """
    asked = {"draft": draft_id, "version": expected_version}
    claim = once(actor_id=actor.id, key=key, door="publish_draft", fingerprint_of=asked)
    if claim.answer is not None:
        return ProcessDefinition.objects.get(pk=claim.answer["definition"])
    draft = _locked(draft_id, expected_version)
    policy.require(actor, "publish_process", draft)
    latest = ProcessDefinition.objects.filter(code=draft.code).order_by("-version").first()
    if latest is not None and json.loads(latest.body) == json.loads(draft.body):
        raise DraftUnchanged(latest.version)
    published = publish_definition(body=json.loads(draft.body), actor=actor, at=at)
    draft.state = DraftState.PUBLISHED
    draft.version += 1
    draft.save()
    remember(claim, {"definition": published.pk})
    return published


def _locked(draft_id: int, expected_version: int) -> ProcessDraft:
    draft = ProcessDraft.objects.select_for_update().get(pk=draft_id)
    if draft.state != DraftState.OPEN:
        raise DraftClosed
    if draft.version != expected_version:
        raise DraftStale(draft)
    return draft


def _write(verb: str, draft: ProcessDraft, actor: Actor, at: datetime) -> None:
    draft.version += 1
    draft.changed_at, draft.changed_by = at, actor.label
    draft.save()
    _tell(verb, draft, actor, at)


def _tell(verb: str, draft: ProcessDraft, actor: Actor, at: datetime) -> None:
    record(draft, verb, actor=actor, at=at, data={"title": draft.title, "draft": str(draft.uuid)})
