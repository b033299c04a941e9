"""Mottagargrupper (S14): the list, one group with its members today, and the acts on a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from audit.rules import Refusal
from diarium.forms.group import GroupForm, MemberForm
from diarium.models import RecipientGroup
from diarium.selectors.group import group_page, group_rows, member_named
from diarium.services import group as doors
from diarium.views.administration import ASKED_FOR_FORM, form_page

if TYPE_CHECKING:
    from config.middleware import ActingRequest

UP, DOWN = "upp", "ner"


@require_safe
@policy.mark("read_register_tables")
def recipient_groups(request: ActingRequest) -> HttpResponse:
    """Grupperna."""
    context = {
        "groups": group_rows(policy.visible(request.actor, RecipientGroup), timezone.localdate()),
        "may_keep": policy.can(request.actor, "keep_register_tables"),
    }
    return render(request, "diarium/administration/groups.html", context)


@require_safe
@policy.mark("read_register_tables")
def recipient_group(request: ActingRequest, group_id: int) -> HttpResponse:
    """En grupp."""
    return _page(request, group_id)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def add_group(request: ActingRequest) -> HttpResponse:
    """Lägg till en grupp som är en lista."""
    form = GroupForm(request.POST or None)
    if form.is_valid():
        try:
            group = doors.add_group(
                name=form.cleaned_data["name"], key=form.cleaned_data["key"], actor=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            if refusal.status != ASKED_FOR_FORM:
                raise
            form.add_error("name", str(refusal))
        else:
            messages.success(
                request, _("Gruppen {name} är tillagd. Lägg till vilka som ingår.").format(name=group.name)
            )
            return redirect("recipient_group", group.pk)
    trail = [(_("Mottagargrupper"), reverse("recipient_groups"))]
    return form_page(request, form, heading=_("Ny grupp"), button=_("Lägg till gruppen"), trail=trail)


@require_POST
@policy.mark("keep_register_tables")
def add_member(request: ActingRequest, group_id: int) -> HttpResponse:
    """Lägg till en medlem i en lista."""
    group = _group(request, group_id)
    form = MemberForm(request.POST)
    if form.is_valid():
        written = form.cleaned_data["member"]
        member = member_named(request.actor, written)
        try:
            if member is None:
                told = _("{name} finns inte i registret. Skriv namnet som det står där.")
                form.add_error("member", told.format(name=written))
            else:
                doors.put_in_group(group_id=group.pk, member=member, actor=request.actor, at=timezone.now())
                messages.success(request, _("{name} ingår i gruppen.").format(name=member.name))
                return redirect("recipient_group", group.pk)
        except Refusal as refusal:
            if refusal.status != ASKED_FOR_FORM:
                raise
            form.add_error("member", str(refusal))
    return _page(request, group.pk, form)


@require_POST
@policy.mark("keep_register_tables")
def change_member(request: ActingRequest, group_id: int) -> HttpResponse:
    """Flytta en medlem, eller ta bort den ur listan."""
    group = _group(request, group_id)
    member, act = request.POST.get("member", "")[:60], request.POST.get("act", "")
    at = timezone.now()
    if act in (UP, DOWN):
        steps = -1 if act == UP else 1
        doors.move_in_group(group_id=group.pk, member_key=member, steps=steps, actor=request.actor, at=at)
        messages.success(request, _("Ordningen är ändrad."))
    elif act == "ta-bort":
        doors.take_out_of_group(group_id=group.pk, member_key=member, actor=request.actor, at=at)
        messages.success(request, _("Medlemmen är borttagen ur gruppen."))
    return redirect("recipient_group", group.pk)


@require_POST
@policy.mark("keep_register_tables")
def confirm_group(request: ActingRequest, group_id: int) -> HttpResponse:
    """Bekräfta gruppen."""
    group = doors.confirm_group(group_id=_group(request, group_id).pk, actor=request.actor, at=timezone.now())
    messages.success(request, _("Gruppen {name} är bekräftad.").format(name=group.name))
    return redirect("recipient_group", group.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def end_group(request: ActingRequest, group_id: int) -> HttpResponse:
    """Avsluta en grupp."""
    group = _group(request, group_id)
    if request.method == "POST":
        doors.end_group(group_id=group.pk, actor=request.actor, at=timezone.now())
        told = _("Gruppen {name} är avslutad. Den går inte att välja längre.")
        messages.success(request, told.format(name=group.name))
        return redirect("recipient_groups")
    return form_page(
        request,
        Form(),
        heading=_("Avsluta gruppen {name}").format(name=group.name),
        button=_("Avsluta gruppen"),
        trail=[
            (_("Mottagargrupper"), reverse("recipient_groups")),
            (group.name, reverse("recipient_group", args=[group.pk])),
        ],
        consequence=_("Gruppen går inte att välja längre. Sändlistor som redan har den behåller den."),
        danger=True,
    )


def _group(request: ActingRequest, group_id: int) -> RecipientGroup:
    return policy.get_visible(request.actor, RecipientGroup, pk=group_id)


def _page(request: ActingRequest, group_id: int, form: MemberForm | None = None) -> HttpResponse:
    page = group_page(request.actor, _group(request, group_id), timezone.localdate())
    chooses = page.listed and page.may_keep and page.ended_on is None
    if form is None and chooses:
        form = MemberForm()
    status = ASKED_FOR_FORM if form is not None and form.is_bound else 200
    return render(request, "diarium/administration/group.html", {"page": page, "form": form}, status=status)
