"""Mina uppgifter: what waits for the person, what the person waits for, and what is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts import policy
from cases.selectors.opened import last_opened
from cases.selectors.watch import watch_lines
from diarium.selectors.saved_search import saved_searches
from workflows.forms.inbox import InboxFilter
from workflows.selectors import inbox as lists
from workflows.selectors.act_request import all_waiting
from workflows.selectors.deadline import coming_dates
from workflows.selectors.inbox import Filter
from workflows.selectors.inbox.queries import groups_of

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
    actor, now, today = request.actor, timezone.now(), timezone.localdate()
    form = InboxFilter(request.GET)
    form.offer(groups_of(actor) if current == "inbox" else ())
    wanted = _wanted(form)
    after, before = request.GET.get("efter", ""), request.GET.get("fore", "")
    if current == "inbox":
        page = lists.todo_page(actor, wanted, after=after, before=before)
    elif current == "inbox_waiting":
        page = lists.waiting_page(actor, wanted, after=after, before=before)
    elif current == "inbox_watched":
        page = lists.Slice(rows=())
    else:
        page = lists.done_page(actor, wanted, now=now, after=after, before=before)
    todo, waiting, watched = lists.counts(actor)
    request.counted[reverse("inbox")] = todo
    tabs = [
        Tab(_("Att göra"), reverse("inbox"), todo, current == "inbox"),
        Tab(_("Väntar på andra"), reverse("inbox_waiting"), waiting, current == "inbox_waiting"),
        Tab(_("Bevakas"), reverse("inbox_watched"), watched, current == "inbox_watched"),
        Tab(_("Klara"), reverse("inbox_done"), None, current == "inbox_done"),
    ]
    known = {"inbox": tabs[0].count, "inbox_waiting": tabs[1].count}.get(current)
    filtered = wanted != Filter() or bool(form.errors)
    context = {
        "page": page,
        "tabs": tabs,
        "current": current,
        "form": form,
        "filtered": filtered,
        "words": wanted.words,
        "saved": saved_searches(actor, request.path, _asked(wanted)),
        "waiting": all_waiting(actor) if current == "inbox" and not filtered else (),
        "watched": watch_lines(actor, words=wanted.words, step=wanted.step) if current == "inbox_watched" else (),
        "text": _counted(len(page.rows), None if filtered else known, whole=not (page.previous or page.following)),
        "today": today,
        "now": now,
        "coming": coming_dates(actor, today=today),
        "opened": last_opened(actor),
    }
    return render(request, "workflows/inbox.html", context)


def _wanted(form: InboxFilter) -> Filter:
    """What can be asked for: a step or a list that there is no more is told of beside its field."""
    form.is_valid()
    told = form.cleaned_data
    return Filter(told.get("q", "").strip(), told.get("steg", ""), told.get("lista", ""))


def _asked(wanted: Filter) -> str:
    told = {"q": wanted.words, "steg": wanted.step, "lista": wanted.place}
    return urlencode({name: value for name, value in told.items() if value})


def _counted(shown: int, total: int | None, *, whole: bool) -> str:
    """“5 uppgifter”, or how many of them the page shows."""
    if whole or total is None:
        return ngettext("{n} uppgift", "{n} uppgifter", shown).format(n=shown)
    return _("Visar {n} av {m} uppgifter").format(n=shown, m=lists.as_counted(total))
