"""Brevet om en frist: nothing of a secret matter but its number."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from diarium.engine.mail import Message
from workflows.models import DeadlineNotice
from workflows.selectors.deadline import long_day, title_of_deadline
from workflows.selectors.wording import holder_in_sentence
from workflows.states import NoticeStage


def letter_of(notice_id: int) -> Message | None:
    """The letter in the person's own language; None when the deadline has ended or the account is closed."""
    notice = (
        DeadlineNotice.objects.select_related("person", "deadline__case__entry", "deadline__task__owner")
        .filter(pk=notice_id, deadline__ended_as="", person__is_active=True)
        .first()
    )
    if notice is None or not notice.person.email:
        return None
    with override(notice.person.language):
        subject, text = _words(notice)
    return Message(
        key=notice.uuid,
        recipient=notice.person.email,
        recipient_name=notice.person.name,
        subject=subject,
        text=text,
        at=notice.made_at,
    )


def _words(notice: DeadlineNotice) -> tuple[str, str]:
    row = notice.deadline
    entry = row.case.entry
    what = title_of_deadline(row)
    if entry.is_secret:
        what = _("en uppgift") if row.task_id else _("en frist")
    day = long_day(row.due)
    path = reverse("task", args=[row.task_id]) if row.task_id else reverse("case", args=[row.case.uuid])
    link = f"{settings.SITE_URL.rstrip('/')}{path}"
    law = " " + _("Fristen står i {lag}.").format(lag=row.law) if row.law else ""
    if notice.stage == NoticeStage.REMIND:
        said = _("Klar senast {datum}.").format(datum=day)
        subject = _("Påminnelse: {uppgift} i {dnr}").format(uppgift=what, dnr=entry.printed_number)
    else:
        said = _("Skulle ha varit klar {datum}.").format(datum=day)
        who = holder_in_sentence(row.task) if row.task else ""
        said += " " + _("Uppgiften ligger hos {namn}.").format(namn=who) if who else ""
        subject = _("Försenad: {uppgift} i {dnr}").format(uppgift=what, dnr=entry.printed_number)
    about = _("{uppgift} i {dnr}.").format(uppgift=what[:1].upper() + what[1:], dnr=entry.printed_number)
    return subject, f"{about} {said}{law}\n\n{link}\n"
