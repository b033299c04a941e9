"""Publicera en processmall: checked, versioned, written once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.capacity import Actor
from audit.rules import Refusal
from audit.services import record
from workflows.definitions import NAMES, check, parse, shipped_bodies
from workflows.definitions.faults import Fault
from workflows.models import ProcessDefinition
from workflows.selectors.case_type import kinds_of


class DefinitionFaulty(Refusal):
    """The definition cannot be published; every fault at once."""

    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(reasons=[fault.sentence for fault in faults])


@transaction.atomic
def publish_definition(*, body: Mapping[str, Any], actor: Actor, at: datetime) -> ProcessDefinition:
    """Publicera nästa version; running matters keep theirs. The same text again is the same version.

    Raises:
        BodyError: it has not the form of a definition. DefinitionFaulty: the check found faults.
    """
    parsed = parse(body)
    faults = check(parsed, NAMES, kinds_of(parsed.code))
    if faults:
        raise DefinitionFaulty(faults)
    latest = ProcessDefinition.objects.filter(code=parsed.code).order_by("-version").first()
    text = json.dumps(body, ensure_ascii=False)
    if latest is not None and latest.body == text:
        return latest
    published = ProcessDefinition.objects.create(
        code=parsed.code,
        version=latest.version + 1 if latest else 1,
        title=parsed.title,
        body=text,
        published_at=at,
        published_by=actor.label,
    )
    record(
        published,
        "process_published",
        actor=actor,
        at=at,
        data={"version": published.version, "title": published.title},
    )
    return published


def publish_shipped(*, actor: Actor, at: datetime) -> list[ProcessDefinition]:
    """Publicera de mallar som följer med."""
    return [publish_definition(body=body, actor=actor, at=at) for body in shipped_bodies().values()]
