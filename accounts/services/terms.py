"""Kommunens ord: the door that keeps what this municipality calls things."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Term
from accounts.selectors.municipality import DEFAULT_TERMS
from audit.rules import SYSTEM_STREAM
from audit.services import Refusal, record


class UnknownTerm(Refusal):
    """A word that no page uses."""

    sentence = _("Ordet finns inte.")
    status = 422


@transaction.atomic
def change_terms(*, words: Mapping[str, str], actor: Actor, at: datetime) -> int:
    """Ändra kommunens ord; an empty word is the product's own. Gives how many changed; the same again tells nothing.

    Raises:
        NotAllowed: only a registrar keeps the words.
        UnknownTerm: a code that no page uses.
    """
    actor = policy.require(actor, "keep_terms")
    if not set(words) <= set(DEFAULT_TERMS):
        raise UnknownTerm
    rows = {row.code: row for row in Term.objects.select_for_update().filter(code__in=words).order_by("pk")}
    changed = 0
    for code, word in words.items():
        row = rows.get(code) or Term(code=code, singular="")
        if row.singular != word:
            before, row.singular = row.singular, word
            row.save()
            record(
                SYSTEM_STREAM,
                "term_changed",
                actor=actor,
                at=at,
                data={"code": code, "was": before, "word": word or "–"},
            )
            changed += 1
    return changed
