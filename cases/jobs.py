"""Ärendenas köjobb: delivery of what is distributed, and lists as files."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from audit.rules import Refusal
from cases.models import Dispatch
from cases.selectors.delivery import message_for, nudge_in
from cases.selectors.export import notice_of
from cases.selectors.watch import watch_letter
from cases.services.distribution import begin_attempt, end_attempt
from cases.services.export import fail_export, make_export, sweep_exports
from cases.services.nudge import sweep_nudges
from cases.services.on_hold import wake_due
from cases.services.report_pdf import count_pages
from cases.services.watch import remind_watchers
from cases.states import AttemptOutcome, DispatchState
from diarium.engine.mail import Outcome, send

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


@app.task(
    name="cases.export",
    queue="export",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=4),
    pass_context=True,
)
def export(context: JobContext, *, export_id: int) -> None:
    """Gör ett uttag; after the last try the list says that it failed. Safe to run twice: what is made is made."""
    try:
        make_export(export_id)
    except Refusal:  # the person may not any more: trying again changes nothing
        fail_export(export_id)
    except Exception:
        if context.job.attempts >= RETRIES:
            fail_export(export_id)
        raise


@app.task(
    name="cases.tell_export",
    queue="delivery",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=4),
)
def tell_export(*, export_id: int) -> None:
    """Säg till att filen är klar; the same Message-ID at every try."""
    message = notice_of(export_id)
    if message is not None and send(message).outcome in (Outcome.DEFERRED, Outcome.UNKNOWN):
        raise NotDelivered(str(message.key))


@app.periodic(cron="41 3 * * *")
@app.task(name="cases.sweep_exports", queue="sweep", queueing_lock="cases.sweep_exports")
def sweep(timestamp: int) -> None:
    """Städa uttag som är äldre än sju dagar; safe to run at any time, no retry."""
    sweep_exports(at=timezone.now())


@app.task(
    name="cases.nudge",
    queue="delivery",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=4),
)
def nudge(*, nudge_id: int) -> None:
    """Påminn med e-post: at most five runs, the same Message-ID at every try. An answer that has come stops it."""
    message = nudge_in(nudge_id)
    if message is not None and send(message).outcome in (Outcome.DEFERRED, Outcome.UNKNOWN):
        raise NotDelivered(str(message.key))


@app.periodic(cron="20 * * * *")
@app.task(name="cases.sweep_nudges", queue="sweep", queueing_lock="cases.sweep_nudges")
def sweep_referrals(timestamp: int) -> None:
    """Påminn om remissvar och underlag som snart ska vara inne eller är försenade; safe to run twice, no retry."""
    sweep_nudges(at=timezone.now())


@app.task(
    name="cases.count_pages",
    queue="flow",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=4),
)
def count_report_pages(*, version_id: int) -> None:
    """Räkna tjänsteutlåtandets sidor: at most five runs; without the number the link says only “Visa som pdf”."""
    count_pages(version_id)


@app.periodic(cron="7 * * * *")
@app.task(name="cases.wake_due", queue="sweep", queueing_lock="cases.wake_due")
def wake(timestamp: int) -> None:
    """Väck vilande ärenden vars dag har kommit, by the date in Stockholm; safe to run at any time, no retry."""
    wake_due(at=timezone.now())


@app.periodic(cron="27 * * * *")
@app.task(name="cases.sweep_watches", queue="sweep", queueing_lock="cases.sweep_watches")
def sweep_watches(timestamp: int) -> None:
    """Påminn om bevakningar vars dag har kommit, by the date in Stockholm; safe to run at any time, no retry."""
    remind_watchers(at=timezone.now())


@app.task(
    name="cases.tell_watch",
    queue="delivery",
    retry=RetryStrategy(max_attempts=RETRIES, exponential_wait=4),
)
def tell_watch(*, watch_id: int) -> None:
    """Skicka påminnelsen om en bevakning: at most five runs, the same Message-ID in each."""
    message = watch_letter(watch_id)
    if message is not None and send(message).outcome in (Outcome.DEFERRED, Outcome.UNKNOWN):
        raise NotDelivered(str(message.key))
