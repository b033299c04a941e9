"""Brevet om en frist: nothing of a secret matter but its number."""

from __future__ import annotations

from django.conf import settings
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import override

from cases.policy.conflict import is_conflicted
from diarium.engine.mail import Message
from workflows.models import Deadline, DeadlineNotice
from workflows.selectors.deadline import address_of, long_day, title_of_deadline
from workflows.selectors.wording import group_name, holder_in_sentence
from workflows.states.deadline import NoticeStage

IN_SUBJECT = 120


def letter_of(notice_id: int) -> Message | None:
    """The letter in the person's own language; None when the deadline has ended, for a closed account and for jäv."""
    notice = (
        DeadlineNotice.objects.select_related(
            "person", "deadline__case__entry", "deadline__task__owner", "deadline__ad_hoc__owner"
        )
        .filter(pk=notice_id, deadline__ended_as="", person__is_active=True)
        .first()
    )
    if notice is None or not notice.person.email or is_conflicted(notice.person_id, notice.deadline.case):
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
        what = _("en frist") if row.of_matter else _("en uppgift")
    day = long_day(row.due)
    link = f"{settings.SITE_URL.rstrip('/')}{address_of(row)}"
    law = " " + _("Fristen står i {lag}.").format(lag=row.law) if row.law else ""
    if notice.stage == NoticeStage.REMIND:
        said = _("Klar senast {datum}.").format(datum=day)
        subject = _("Påminnelse: {uppgift} i {dnr}").format(uppgift=_short(what), dnr=entry.printed_number)
    else:
        said = _("Skulle ha varit klar {datum}.").format(datum=day)
        who = _holder(row)
        said += " " + _("Uppgiften ligger hos {namn}.").format(namn=who) if who else ""
        subject = _("Försenad: {uppgift} i {dnr}").format(uppgift=_short(what), dnr=entry.printed_number)
    about = _("{uppgift} i {dnr}.").format(uppgift=what[:1].upper() + what[1:], dnr=entry.printed_number)
    return subject, f"{about} {said}{law}\n\n{link}\n"


def _short(what: str) -> str:
    """As much as a subject line holds of what somebody wrote."""
    return Truncator(what).chars(IN_SUBJECT)


def _holder(row: Deadline) -> str:
    if row.ad_hoc is not None:
        return row.ad_hoc.owner.name if row.ad_hoc.owner else group_name(row.ad_hoc.role)
    return holder_in_sentence(row.task) if row.task else ""
