"""Dubblettskydd: the same request has one effect, and both times the same answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.transaction import TransactionManagementError

from audit import chain
from audit.models import Request
from audit.rules import KeyReused


@dataclass(frozen=True, slots=True)
class Claim:
    """Anspråk: `fresh` means do it and `remember` the answer; otherwise `answer` is what was answered then."""

    fresh: bool
    request_id: int | None = None
    answer: dict[str, Any] | None = None


def once(*, actor_id: str, key: str, door: str, fingerprint_of: Mapping[str, Any]) -> Claim:
    """Ta begäran en gång: claim the key in the caller's transaction; a concurrent use of it is waited for.

    A refusal rolls the claim back with everything else, so the person can try again.

    Raises:
        KeyReused: the key was used for something else.
        TransactionManagementError: there is no transaction to belong to.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("a claim belongs to the transaction of its effect")
    asked = chain.fingerprint({"door": door, "of": fingerprint_of})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_request (actor, key, fingerprint) VALUES (%s, %s, %s)"
            " ON CONFLICT (actor, key) DO NOTHING RETURNING id",
            [actor_id, key, asked],
        )
        row = cursor.fetchone()
    if row is not None:
        return Claim(fresh=True, request_id=row[0])
    earlier = Request.objects.get(actor=actor_id, key=key)
    if earlier.fingerprint != asked:
        raise KeyReused
    return Claim(fresh=False, answer=earlier.answer)


def remember(claim: Claim, answer: dict[str, Any]) -> None:
    """Minns svaret: store what a fresh claim was answered, in the same transaction."""
    if claim.request_id is not None:
        Request.objects.filter(pk=claim.request_id).update(answer=answer)


def sweep_requests() -> int:
    """Städa: take away the requests that the database lets go, those of more than ninety days (its own clock)."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_request WHERE at < now() - interval '90 days'")
        swept: int = cursor.rowcount
    return swept
