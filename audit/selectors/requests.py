"""Dubblettskyddets rader."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from audit.models import Request
from audit.selectors.findings import Finding


def unanswered() -> Iterator[Finding]:
    """Requests whose effect was committed without an answer: the same form would be answered with nothing."""
    for pk, actor in Request.objects.filter(answer__isnull=True).order_by("pk").values_list("pk", "actor")[:100]:
        yield Finding(
            "E-REQUEST", f"request {pk}", "answer", f"no answer (actor {actor})", _("Begäran har inget svar.")
        )


def answered(actor_id: str, key: str) -> bool:
    """Whether the form with the key has had its effect: what is sent again is answered, not doubted."""
    return Request.objects.filter(actor=actor_id, key=key, answer__isnull=False).exists()
