"""Bevakas: the matters that a person watches, the days that come, and the letter when one has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts import policy
from accounts.capacity import Actor
from accounts.services import actor_for
from cases.models import Case, Watch
from cases.selectors.documents import municipality_name
from cases.selectors.page import subject_of
from cases.states import CaseState
from diarium.calendar import STOCKHOLM
from diarium.engine.mail import Message

SHOWN = 200


@dataclass(frozen=True, slots=True)
class WatchLine:
    """Rad i Bevakas."""

    number: str
    subject: str
    secret: bool
    step: str
    on: date | None
    url: str
    change_url: str
    stop_url: str


def watched(actor: Actor) -> QuerySet[Watch]:
    """Bevakningarna av ärenden som personen ser; one that was made secret stands in no list."""
    return Watch.objects.filter(user=actor.user_id or 0, case__in=policy.visible(actor, Case))


def watched_days(actor: Actor, since: date, until: date) -> QuerySet[Watch]:
    """Bevakningsdagarna i ett tidsspann, the earliest first."""
    rows = watched(actor).filter(on__gte=since, on__lte=until).select_related("case__entry")
    return rows.order_by("on", "pk")


def watch_letter(watch_id: int) -> Message | None:
    """Brevet när bevakningsdagen har kommit, with nothing of a secret matter but its number.

    None when the person has moved the day, has stopped watching, or may not see the matter any more.
    """
    row = Watch.objects.filter(pk=watch_id, reminded_on=F("on")).select_related("user", "case__entry").first()
    if row is None or row.on is None or not row.user.email:
        return None
    if not watched(actor_for(row.user, on=timezone.localdate())).filter(pk=row.pk).exists():
        return None
    entry = row.case.entry
    with override(row.user.language):
        day = date_format(row.on, "j\u00a0F Y")
        said = [_("Du bevakar {dnr} till {datum}.").format(dnr=entry.printed_number, datum=day)]
        if not entry.secrecy_provision:
            said.append(_("Ärendet gäller: {titel}").format(titel=entry.public_subject))
        said += [settings.SITE_URL.rstrip("/") + reverse("case", args=[row.case.uuid]), municipality_name()]
        subject = _("Bevakning: {dnr}").format(dnr=entry.printed_number)
    return Message(
        key=uuid5(NAMESPACE_URL, f"watch:{row.pk}:{row.on}"),
        recipient=row.user.email,
        recipient_name=row.user.name,
        subject=subject,
        text="\n\n".join(said),
        at=datetime.combine(row.on, time.min, tzinfo=STOCKHOLM),
    )


def watch_lines(actor: Actor, *, words: str = "", step: str = "") -> Sequence[WatchLine]:
    """Listan (one query), the matters with the words in number or subject and at the step."""
    rows = watched(actor).select_related("case__entry")
    if step:
        rows = rows.filter(case__state=step)
    if words:
        rows = rows.filter(
            Q(case__entry__printed_number__icontains=words)
            | Q(case__entry__public_subject__icontains=words)
            | Q(case__entry__protected_subject__icontains=words)
        )
    return [_line(row) for row in rows.order_by(F("on").asc(nulls_last=True), "pk")[:SHOWN]]


def _line(row: Watch) -> WatchLine:
    case = row.case
    return WatchLine(
        number=case.entry.printed_number,
        subject=subject_of(case),
        secret=case.entry.is_secret,
        step=str(CaseState(case.state).label),
        on=row.on,
        url=reverse("case", args=[case.uuid]),
        change_url=reverse("watch_case", args=[case.uuid]),
        stop_url=reverse("stop_watching", args=[case.uuid]),
    )
