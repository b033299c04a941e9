"""Aviseringar: what a person has chosen."""

from __future__ import annotations

from accounts.capacity import Actor
from workflows.models import NoticeSetting
from workflows.states.notice import Channel, NoticeKind


def channels_of(actor: Actor) -> dict[str, str]:
    """Hur personen aviseras om varje slag: as chosen, else mail at once (one query)."""
    chosen = dict(NoticeSetting.objects.filter(user=actor.user_id or 0).values_list("kind", "channel"))
    return {kind.value: chosen.get(kind.value, Channel.MAIL.value) for kind in NoticeKind}
