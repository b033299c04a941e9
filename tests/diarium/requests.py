"""Begäran om en handling ur seedens ärende, and its answer."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from cases.models import Case
from diarium import services as register
from diarium.models import DiaryEntry, DisclosureRequest, Document
from diarium.services import disclosure as doors
from tests import builders
from tests.builders import RUT

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday


def the_matter() -> DiaryEntry:
    return Case.objects.select_related("entry").get().entry


def first_document() -> Document:
    return Document.objects.filter(entry=the_matter()).order_by("document_no")[0]


def secret() -> None:
    rut = builders.actor(RUT)
    register.mark_entry_secret(entry_id=the_matter().pk, provision="OSL 25 kap. 1 §", actor=rut, at=timezone.now())


def asked(**changes: Any) -> DisclosureRequest:
    facts: dict[str, Any] = {
        "wanted": "Avtalet med polisen",
        "contact": "",
        "at": timezone.now(),
        "key": uuid4().hex,
    }
    return doors.ask_for_document(**(facts | changes))


def asked_for_document(**changes: Any) -> DisclosureRequest:
    document = first_document()
    return asked(entry_id=document.entry_id, document_id=document.pk, **changes)


def answer(request: DisclosureRequest, status: str, *, person: str = RUT, **changes: Any) -> DisclosureRequest:
    return doors.answer_request(
        request_id=request.pk, status=status, actor=builders.actor(person), at=timezone.now(), **changes
    )
