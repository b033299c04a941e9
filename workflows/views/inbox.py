"""Mina uppgifter: what waits for the person, what the person waits for, and what is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts import policy
from cases.selectors.waiting import waiting_rows
from cases.selectors.watch import watch_lines
from workflows.forms.inbox import InboxFilter
from workflows.selectors import inbox as lists
from workflows.selectors.deadline import coming_dates
from workflows.selectors.inbox import Filter

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@dataclass(frozen=True, slots=True)
class Tab:
    """Flik."""

    label: str
    url: str
    count: int | None
    current: bool


@require_safe
@policy.mark("see_tasks")
def inbox(request: ActingRequest) -> HttpResponse:
    """Att göra."""
    return _list(request, "inbox")


@require_safe
@policy.mark("see_tasks")
def inbox_waiting(request: ActingRequest) -> HttpResponse:
    """Väntar på andra."""
    return _list(request, "inbox_waiting")


@require_safe
@policy.mark("see_tasks")
def inbox_watched(request: ActingRequest) -> HttpResponse:
    """Bevakas."""
    return _list(request, "inbox_watched")


@require_safe
@policy.mark("see_tasks")
def inbox_done(request: ActingRequest) -> HttpResponse:
    """Klara."""
    return _list(request, "inbox_done")


def _list(request: ActingRequest, current: str) -> HttpResponse:
    form = InboxFilter(request.GET)
    wanted = Filter(form.cleaned_data["q"].strip(), form.cleaned_data["steg"]) if form.is_valid() else Filter()
    after, before = request.GET.get("efter", ""), request.GET.get("fore", "")
    actor, now = request.actor, timezone.now()
    if current == "inbox":
        page = lists.todo_page(actor, wanted, after=after, before=before)
    elif current == "inbox_waiting":
        page = lists.waiting_page(actor, wanted, after=after, before=before)
    elif current == "inbox_watched":
        page = lists.Slice(rows=())
    else:
        page = lists.done_page(actor, wanted, now=now, after=after, before=before)
    todo, waiting, watched = lists.counts(actor)
    tabs = [
        Tab(_("Att göra"), reverse("inbox"), todo, current == "inbox"),
        Tab(_("Väntar på andra"), reverse("inbox_waiting"), waiting, current == "inbox_waiting"),
        Tab(_("Bevakas"), reverse("inbox_watched"), watched, current == "inbox_watched"),
        Tab(_("Klara"), reverse("inbox_done"), None, current == "inbox_done"),
    ]
    known = {"inbox": tabs[0].count, "inbox_waiting": tabs[1].count}.get(current)
    filtered = bool(wanted.words or wanted.step)
    context = {
        "page": page,
        "tabs": tabs,
        "current": current,
        "form": form,
        "filtered": filtered,
        "words": wanted.words,
        "waiting": waiting_rows(actor) if current == "inbox" and not filtered else (),
        "watched": watch_lines(actor, words=wanted.words, step=wanted.step) if current == "inbox_watched" else (),
        "text": _counted(len(page.rows), None if filtered else known, whole=not (page.previous or page.following)),
        "coming": coming_dates(actor, today=timezone.localdate()),
        "today": timezone.localdate(),
    }
    return render(request, "workflows/inbox.html", context)


def _counted(shown: int, total: int | None, *, whole: bool) -> str:
    """“5 uppgifter”, or how many of them the page shows."""
    if whole or total is None:
        return ngettext("{n} uppgift", "{n} uppgifter", shown).format(n=shown)
    return _("Visar {n} av {m} uppgifter").format(n=shown, m=total)
