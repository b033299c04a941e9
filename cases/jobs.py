"""Ärendenas köjobb: delivery of what is distributed."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from audit.rules import Refusal
from cases.models import Dispatch
from cases.selectors.delivery import message_for
from cases.services.distribution import begin_attempt, end_attempt
from cases.states import AttemptOutcome, DispatchState
from diarium.engine.mail import send

RETRIES = 4


class NotDelivered(RuntimeError):
    """The attempt did not end in a receipt; the queue tries again."""


@app.task(
    name="cases.deliver",
    queue="delivery",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=4),
    pass_context=True,
)
def deliver(context: JobContext, *, dispatch_id: int) -> None:
    """Skicka en expedieringsrad med e-post: at most five runs, the same Message-ID in each.

    The attempt is written before anything goes out, its outcome after; a row that is sent is not sent again.
    """
    send_one(dispatch_id, last_try=context.job.attempts >= RETRIES)


def send_one(dispatch_id: int, *, last_try: bool) -> None:
    """Ett försök. What stops it on the way is an unknown outcome, and raised to the queue.

    Raises:
        NotDelivered: there is no receipt yet.
    """
    begun = begin_attempt(dispatch_id=dispatch_id, at=timezone.now())
    if begun is None:
        return
    dispatch, attempt = begun
    outcome, detail = AttemptOutcome.UNKNOWN, ""
    try:
        outcome, detail = _sent(dispatch)
    except Exception as failure:
        detail = type(failure).__name__
        raise
    finally:
        state = end_attempt(attempt_id=attempt.pk, outcome=outcome, detail=detail, last_try=last_try, at=timezone.now())
    if state in (DispatchState.QUEUED, DispatchState.UNKNOWN):
        raise NotDelivered(str(dispatch.uuid))


def _sent(dispatch: Dispatch) -> tuple[AttemptOutcome, str]:
    """What became of the mail; an address that cannot be written in a header is refused before anything goes out."""
    try:
        attempt = send(message_for(dispatch))
    except Refusal as refusal:
        return AttemptOutcome.REFUSED, str(refusal)
    return AttemptOutcome(attempt.outcome), attempt.detail
