"""Regler om sändlistan och expedieringen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.rules import Rule
from cases.rules.decision import latest_decision
from cases.states import DispatchState

if TYPE_CHECKING:
    from cases.models import Case

OPEN_DISPATCH = (DispatchState.QUEUED, DispatchState.FAILED, DispatchState.UNKNOWN)


def _has_recipient(case: Case) -> bool:
    counted: int | None = case.__dict__.get("recipient_count")  # a page reads it together with the matter
    return case.recipients.filter(listed=True).exists() if counted is None else counted > 0


def _dispatch_done(case: Case) -> bool:
    """The latest decision is sent and nothing waits; a matter withdrawn without a decision has nothing to send."""
    decision = latest_decision(case)
    decisions = case.distributions.filter(decision__isnull=False)
    sent = decision is None or decisions.filter(decision=decision).exists()
    waiting = decisions.filter(dispatches__state__in=OPEN_DISPATCH).exists()
    return sent and not waiting


HAS_RECIPIENT = Rule(
    "has-recipient",
    _("Sändlistan har ingen mottagare."),
    _has_recipient,
    done=_("Sändlistan har minst en mottagare"),
    place="case_recipients",
    mended_by="edit_recipients",
)
DISPATCH_DONE = Rule(
    "dispatch-done",
    _("Alla mottagare har inte fått beslutet."),
    _dispatch_done,
    done=_("Alla mottagare har fått beslutet"),
    place="case_recipients",
    mended_by="mend_dispatch",
)
