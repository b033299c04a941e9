"""Bevakning: a person's own reminder of a matter. A list of one's own, so no event tells of it."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case, Watch


@transaction.atomic
def watch_case(*, case_id: int, on: date | None, actor: Actor, at: datetime) -> Watch:
    """Bevaka ärendet, until the day or without one; a second time only changes the day.

    Raises:
        NotVisible: the person does not see the matter.
    """
    case = policy.get_visible(actor, Case, pk=case_id)
    found, _new = Watch.objects.update_or_create(
        case=case, user_id=actor.person_id, defaults={"on": on}, create_defaults={"on": on, "created_at": at}
    )
    return found


@transaction.atomic
def stop_watching(*, case_id: int, actor: Actor) -> None:
    """Sluta bevaka; also a matter that the person does not see any more."""
    Watch.objects.filter(case=case_id, user_id=actor.person_id).delete()
