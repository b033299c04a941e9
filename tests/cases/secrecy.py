"""Markera, föreslå och stå in för någon: what the tests of secrecy begin with."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from cases.models import Case
from diarium import services as register
from diarium.models import Document, SecrecyLift
from tests import builders
from tests.builders import RUT

PROVISION = "OSL 18 kap. 1 §"


def acting_now(name: str) -> dict[str, Any]:
    return {"actor": builders.actor(name), "at": timezone.now()}


def mark(case: Case, *, by: str = RUT, listed: tuple[str, ...] = ()) -> None:
    people = [builders.user(name).pk for name in listed]
    register.mark_entry_secret(entry_id=case.entry_id, provision=PROVISION, entitled=people, **acting_now(by))


def propose(case: Case, *, by: str, document: Document | None = None) -> SecrecyLift:
    pk = document.pk if document else None
    return register.propose_lift(entry_id=case.entry_id, document_id=pk, reason="Hotet är över.", **acting_now(by))


def first_document(case: Case) -> Document:
    return case.entry.documents.get(document_no=1)
