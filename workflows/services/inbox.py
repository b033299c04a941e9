"""Inkorgens dörrar: read, and remind the one whom one waits for. A list of one's own, so no event tells of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor
from audit.rules import Refusal
from audit.services import follow_up
from workflows.models import Nudge, TaskRead
from workflows.selectors.inbox.queries import ad_hoc_waiting, waiting
from workflows.services.notice import way_to
from workflows.states.notice import NoticeKind


class NobodyToRemind(Refusal):
    """The task has been ended, lies with oneself or with a closed account, or nobody has taken it."""

    sentence = _("Det finns ingen att påminna om uppgiften.")
    status = 409


class RemindedToday(Refusal):
    """One reminder a day for each task."""

    status = 409

    def __init__(self, *, name: str, at: datetime) -> None:
        told = _("Du påminde {namn} i dag kl. {tid}. Du kan påminna igen i morgon.")
        clock = f"{timezone.localtime(at):%H.%M}"
        super().__init__(str(told).replace("kl. ", "kl.\u00a0").format(namn=name, tid=clock))


def mark_as_read(*, actor: Actor, task_ids: Iterable[int] = (), ad_hoc_ids: Iterable[int] = ()) -> None:
    """Markera som läst; what is read already stays read."""
    if actor.user_id is None:
        return
    rows = [TaskRead(user_id=actor.user_id, task_id=pk) for pk in task_ids]
    rows += [TaskRead(user_id=actor.user_id, ad_hoc_id=pk) for pk in ad_hoc_ids]
    TaskRead.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def remind(*, actor: Actor, at: datetime, task_id: int | None = None, ad_hoc_id: int | None = None) -> Nudge:
    """Påminn den som har uppgiften; the message goes out after the transaction.

    Raises:
        NobodyToRemind. RemindedToday: once a day for each task; when and whom.
    """
    if ad_hoc_id is None:
        task = waiting(actor).select_related("owner").filter(pk=task_id).first()
    else:
        task = ad_hoc_waiting(actor).select_related("owner").filter(pk=ad_hoc_id).first()
    if task is None or task.owner is None or task.owner_id == actor.user_id or not task.owner.is_active:
        raise NobodyToRemind
    about = {"task_id": task_id} if ad_hoc_id is None else {"ad_hoc_id": ad_hoc_id}
    on = timezone.localdate(at)
    way = way_to(task.owner, NoticeKind.NUDGE, at=at)
    nudge = Nudge(**about, sent_by_id=actor.person_id, sent_to=task.owner, on=on, at=at, summary=way.summary)
    Nudge.objects.bulk_create([nudge], ignore_conflicts=True)
    kept = Nudge.objects.select_related("sent_to").get(**about, sent_by=actor.person_id, on=on)
    if kept.uuid != nudge.uuid:
        raise RemindedToday(name=kept.sent_to.name, at=kept.at)
    if way.at_once:
        follow_up("workflows.tell_nudge", nudge_id=kept.pk)
    return kept
