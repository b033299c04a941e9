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
    return case.recipients.filter(listed=True).exists()


def _dispatch_done(case: Case) -> bool:
    """Nothing waits to be sent; a matter withdrawn without a decision has nothing to send."""
    decisions = case.distributions.filter(decision__isnull=False)
    sent = decisions.exists() or latest_decision(case) is None
    waiting = decisions.filter(dispatches__state__in=OPEN_DISPATCH).exists()
    return sent and not waiting


HAS_RECIPIENT = Rule(
    "has-recipient",
    _("Sändlistan har ingen mottagare."),
    _has_recipient,
    done=_("Sändlistan har minst en mottagare"),
    place="case_recipients",
)
DISPATCH_DONE = Rule(
    "dispatch-done",
    _("Alla mottagare har inte fått beslutet."),
    _dispatch_done,
    done=_("Alla mottagare har fått beslutet"),
    place="case_recipients",
)
