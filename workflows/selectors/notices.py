"""Meddelanden till dem som har uppgifter: one link, no title of a secret matter anywhere (`screens.md` §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from accounts import policy
from accounts.models import User
from accounts.services import actor_for
from cases.models import Case
from cases.policy.conflict import is_conflicted
from cases.selectors.documents import municipality_name
from diarium.engine.mail import Message
from workflows.models import AdHocTask, Nudge, Summary, TaskNotice
from workflows.models.ad_hoc_task import AdHocState
from workflows.selectors.notice_people import matter_of
from workflows.selectors.reminding import IN_SUBJECT, letter_of
from workflows.selectors.task import OPEN
from workflows.selectors.wording import due_of, title_of
from workflows.states.notice import NoticeKind


def reminder_message(nudge_id: int) -> Message | None:
    """Påminnelsen som e-post; None when the task has ended or left the person, or the account is closed."""
    nudge = (
        Nudge.objects.select_related(
            "sent_by",
            "sent_to",
            "task__deadline",
            "task__process__caseprocess__case__entry",
            "ad_hoc__case__entry",
        )
        .filter(pk=nudge_id)
        .first()
    )
    if nudge is None or not nudge.sent_to.is_active or not nudge.sent_to.email:
        return None
    with override("sv"):
        if nudge.ad_hoc is not None:
            task = nudge.ad_hoc
            waits, case, what, due = task.state == AdHocState.OPEN, task.case, task.text, task.due
            url = reverse("ad_hoc_task", args=[task.pk])
            holder = task.owner_id
        elif nudge.task is not None:
            waits, case = nudge.task.status in OPEN, nudge.task.process.caseprocess.case
            what, due = title_of(nudge.task.flow_task), due_of(nudge.task)
            url, holder = reverse("task", args=[nudge.task_id]), nudge.task.owner_id
        else:
            return None
        if not waits or holder != nudge.sent_to_id or is_conflicted(holder, case):
            return None
        if case.entry.is_secret:
            what = _("en uppgift")
        link = settings.SITE_URL.rstrip("/") + url
        subject = _("Påminnelse: {uppgift} i {dnr}").format(
            uppgift=Truncator(what).chars(IN_SUBJECT), dnr=case.entry.printed_number
        )
        body = _("{namn} påminner om uppgiften.").format(namn=nudge.sent_by.name)
        until = _("Klar senast {datum}.").format(datum=date_format(due, "j\u00a0F Y")) if due else ""
    text = " ".join(part for part in (body, until, link) if part)
    return Message(
        key=nudge.uuid,
        recipient=nudge.sent_to.email,
        recipient_name=nudge.sent_to.name,
        subject=subject,
        text=f"{text}\n\n{municipality_name()}",
        at=nudge.at,
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """Det som en avisering handlar om, as it is now."""

    case: Case
    owner_id: int | None
    owner: str
    what: str
    due: date | None
    url: str


def task_message(notice_id: int) -> Message | None:
    """Aviseringen som e-post, in the person's language; None when the task is over or not the person's any more."""
    rows = TaskNotice.objects.select_related(
        "person",
        "sent_by",
        "task__owner",
        "task__deadline",
        "task__process__caseprocess__case__entry",
        "ad_hoc__owner",
        "ad_hoc__case__entry",
    )
    notice = rows.filter(pk=notice_id, person__is_active=True).first()
    if notice is None or not notice.person.email or not _still_theirs(notice):
        return None
    with override(notice.person.language):
        subject, text = _words(notice, _about(notice))
    return Message(
        key=notice.uuid,
        recipient=notice.person.email,
        recipient_name=notice.person.name,
        subject=subject,
        text=f"{text}\n\n{municipality_name()}",
        at=notice.at,
    )


def _still_theirs(notice: TaskNotice) -> bool:
    """Whether the task waits for the person, or for whom the person stands in, on a day of the letter."""
    about = notice.task or notice.ad_hoc
    waits = notice.task.status in OPEN if notice.task else notice.ad_hoc and notice.ad_hoc.state == AdHocState.OPEN
    if not waits or about is None or is_conflicted(notice.person_id, matter_of(about)):
        return False
    actor = actor_for(notice.person, on=timezone.localdate())
    if about.owner_id == notice.person_id:
        return True
    seen: bool = policy.visible(actor, type(about)).filter(pk=about.pk).exists()
    return about.owner_id in (None, *actor.sides) and seen


def _about(notice: TaskNotice) -> _Told:
    if notice.task is not None:
        task, case = notice.task, notice.task.process.caseprocess.case
        what, due, url = title_of(task.flow_task), due_of(task), reverse("task", args=[task.pk])
    else:
        task = notice.ad_hoc or AdHocTask()
        case, what, due, url = task.case, task.text, task.due, reverse("ad_hoc_task", args=[task.pk])
    owner = task.owner.name if task.owner else ""
    return _Told(case, task.owner_id, owner, Truncator(what).chars(IN_SUBJECT), due, url)


def _words(notice: TaskNotice, told: _Told) -> tuple[str, str]:
    """The subject and the sentences; of a secret matter neither its subject nor what the task is called."""
    number, link = told.case.entry.printed_number, settings.SITE_URL.rstrip("/") + told.url
    if notice.kind == NoticeKind.RETURNED:
        who = notice.sent_by.name if notice.sent_by else "Beslutsgång"
        said = _("{namn} har återlämnat ärendet {dnr} till dig.").format(namn=who, dnr=number)
        subject, way = _("Återlämnat: {dnr}").format(dnr=number), _("Läs vad som behöver ändras: {länk}")
    else:
        subject, way = _("Uppgift att göra i {dnr}").format(dnr=number), _("Öppna uppgiften: {länk}")
        said = _sent(notice.sent_by, "" if told.case.entry.is_secret else told.what)
    instead = told.owner_id is not None and told.owner_id != notice.person_id
    parts = (
        said,
        _("Du ersätter {namn}.").format(namn=told.owner) if instead else "",
        _("Klar senast {datum}.").format(datum=date_format(told.due, "j\u00a0F Y")) if told.due else "",
        way.format(länk=link),
    )
    return subject, " ".join(part for part in parts if part)


def _sent(by: User | None, what: str) -> str:
    """“Rut Sandin har skickat uppgiften Skriv lägesbilden till dig.”"""
    if by is None:
        return _("Du har fått uppgiften {uppgift}.").format(uppgift=what) if what else _("Du har fått en uppgift.")
    if not what:
        return _("{namn} har skickat en uppgift till dig.").format(namn=by.name)
    return _("{namn} har skickat uppgiften {uppgift} till dig.").format(namn=by.name, uppgift=what)


def summary_message(summary_id: int) -> Message | None:
    """Dagens sammandrag: a line for each thing that still holds; None when nothing does."""
    summary = Summary.objects.select_related("person").filter(pk=summary_id, person__is_active=True).first()
    if summary is None or not summary.person.email:
        return None
    letters = [
        *(task_message(pk) for pk in summary.tasks.order_by("pk").values_list("pk", flat=True)),
        *(reminder_message(pk) for pk in summary.nudges.order_by("pk").values_list("pk", flat=True)),
        *(letter_of(pk) for pk in summary.deadlines.order_by("pk").values_list("pk", flat=True)),
    ]
    lines = list(dict.fromkeys(letter.subject for letter in letters if letter is not None))
    if not lines:
        return None
    with override(summary.person.language):
        counted = ngettext("{n} sak att göra i Beslutsgång", "{n} saker att göra i Beslutsgång", len(lines))
        subject = counted.format(n=len(lines))
        way = _("Öppna Mina uppgifter: {länk}").format(länk=settings.SITE_URL.rstrip("/") + reverse("inbox"))
    listed = "\n".join(f"– {line}" for line in lines)
    return Message(
        key=summary.uuid,
        recipient=summary.person.email,
        recipient_name=summary.person.name,
        subject=subject,
        text=f"{listed}\n\n{way}\n\n{municipality_name()}",
        at=timezone.make_aware(datetime.combine(summary.on, time(7))),
    )
