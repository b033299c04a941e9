"""Mottagare (S14): the list, one correspondent, its spellings and its channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from audit.rules import Refusal
from diarium.forms.correspondent import ChangeChannelForm, ChannelForm, CorrespondentForm, SpellingForm
from diarium.models import Correspondent, CorrespondentAlias, CorrespondentChannel
from diarium.selectors.correspondent_page import correspondent_list, correspondent_page, named
from diarium.services import correspondent as doors
from diarium.services.correspondent import ChannelFacts, CorrespondentFacts
from diarium.states import CorrespondentKind
from diarium.views.administration import ASKED_FOR_FORM, Trail, form_page

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("read_register_tables")
def correspondents(request: ActingRequest) -> HttpResponse:
    """Mottagarna."""
    page = correspondent_list(request.actor, request.GET)
    return render(request, "diarium/administration/correspondents.html", {"page": page})


@require_safe
@policy.mark("read_register_tables")
def correspondent(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """En mottagare."""
    return _page(request, uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def add_correspondent(request: ActingRequest) -> HttpResponse:
    """Lägg till en mottagare."""
    form = CorrespondentForm(request.POST or None)
    facts = _facts(request, form)
    if facts is not None:
        try:
            row = doors.add_correspondent(
                facts=facts, key=form.cleaned_data["key"], actor=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            _say(form, "name", refusal)
        else:
            told = _("{name} är tillagd i registret. Lägg till hur mottagaren nås.")
            messages.success(request, told.format(name=row.name))
            return redirect("correspondent", row.uuid)
    return form_page(request, form, heading=_("Ny mottagare"), button=_("Lägg till mottagaren"), trail=_trail())


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def change_correspondent(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ändra uppgifterna."""
    row = _row(request, uuid)
    initial = {
        "name": row.name,
        "kind": row.kind,
        "parent": row.parent.name if row.parent else "",
        "address": row.address,
        "signatory_title": row.signatory_title,
        "confirmed": row.confirmed,
    }
    form = CorrespondentForm(request.POST or None, initial=initial)
    facts = _facts(request, form)
    if facts is not None:
        try:
            doors.correct_correspondent(correspondent_id=row.pk, facts=facts, actor=request.actor, at=timezone.now())
        except Refusal as refusal:
            _say(form, "name", refusal)
        else:
            messages.success(request, _("Uppgifterna om {name} är sparade.").format(name=facts.name))
            return redirect("correspondent", row.uuid)
    heading = _("Ändra {name}").format(name=row.name)
    return form_page(request, form, heading=heading, button=_("Spara uppgifterna"), trail=_trail(row))


@require_POST
@policy.mark("keep_register_tables")
def add_spelling(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Lägg till en annan skrivning."""
    row = _row(request, uuid)
    form = SpellingForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            doors.add_spelling(
                correspondent_id=row.pk, text=data["text"], kind=data["kind"], actor=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            _say(form, "text", refusal)
        else:
            messages.success(request, _("Skrivningen ”{text}” är sparad.").format(text=data["text"]))
            return redirect("correspondent", row.uuid)
    return _page(request, uuid, form)


@require_POST
@policy.mark("keep_register_tables")
def end_spelling(request: ActingRequest, uuid: UUID, alias_id: int) -> HttpResponse:
    """Ta en skrivning ur bruk."""
    row = _row(request, uuid)
    if not CorrespondentAlias.objects.filter(pk=alias_id, correspondent=row).exists():
        raise policy.NotVisible
    alias = doors.end_spelling(alias_id=alias_id, actor=request.actor, at=timezone.now())
    messages.success(request, _("Skrivningen ”{text}” används inte längre.").format(text=alias.text))
    return redirect("correspondent", row.uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def add_channel(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Lägg till en kanal."""
    row = _row(request, uuid)
    form = ChannelForm(request.POST or None)
    if form.is_valid() and _set_channel(request, row, form, form.cleaned_data["kind"], None):
        return redirect("correspondent", row.uuid)
    heading = _("Ny kanal till {name}").format(name=row.name)
    return form_page(request, form, heading=heading, button=_("Lägg till kanalen"), trail=_trail(row))


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def change_channel(request: ActingRequest, uuid: UUID, channel_id: int) -> HttpResponse:
    """Ändra en kanal."""
    row = _row(request, uuid)
    channel = _channel(row, channel_id)
    initial = {"address": channel.address, "function": channel.function, "preferred": channel.preferred}
    form = ChangeChannelForm(request.POST or None, initial=initial)
    if form.is_valid() and _set_channel(request, row, form, channel.kind, channel.pk):
        return redirect("correspondent", row.uuid)
    heading = _("Ändra {kanal} till {name}").format(kanal=str(channel.get_kind_display()).lower(), name=row.name)
    return form_page(request, form, heading=heading, button=_("Spara kanalen"), trail=_trail(row))


@require_POST
@policy.mark("keep_register_tables")
def end_channel(request: ActingRequest, uuid: UUID, channel_id: int) -> HttpResponse:
    """Avsluta en kanal."""
    row = _row(request, uuid)
    channel = doors.end_channel(channel_id=_channel(row, channel_id).pk, actor=request.actor, at=timezone.now())
    messages.success(request, _("{address} används inte längre.").format(address=channel.address))
    return redirect("correspondent", row.uuid)


def _row(request: ActingRequest, uuid: UUID) -> Correspondent:
    return policy.get_visible(request.actor, Correspondent, uuid=uuid)


def _channel(row: Correspondent, channel_id: int) -> CorrespondentChannel:
    channel = row.channels.filter(pk=channel_id).first()
    if channel is None:
        raise policy.NotVisible
    return channel


def _page(request: ActingRequest, uuid: UUID, form: SpellingForm | None = None) -> HttpResponse:
    page = correspondent_page(request.actor, uuid)
    context: dict[str, Any] = {"page": page, "form": form or (SpellingForm() if page.may_keep else None)}
    return render(request, "diarium/administration/correspondent.html", context, status=ASKED_FOR_FORM if form else 200)


def _facts(request: ActingRequest, form: CorrespondentForm) -> CorrespondentFacts | None:
    """What the form says; None when it is not sent or says why it cannot be."""
    if not form.is_valid():
        return None
    data = form.cleaned_data
    written = " ".join(data["parent"].split())
    parent = named(request.actor, written) if written else None
    if written and (parent is None or parent.kind == CorrespondentKind.PERSON):
        form.add_error(
            "parent", _("{name} finns inte i registret. Skriv namnet som det står där.").format(name=written)
        )
        return None
    return CorrespondentFacts(
        name=" ".join(data["name"].split()),
        kind=data["kind"],
        parent_id=parent.pk if parent else None,
        address=data["address"].replace("\r\n", "\n"),
        signatory_title=data["signatory_title"],
        confirmed=data["confirmed"],
    )


def _set_channel(
    request: ActingRequest, row: Correspondent, form: ChannelForm, kind: str, channel_id: int | None
) -> bool:
    """Whether it was written; otherwise the form says why not."""
    data = form.cleaned_data
    facts = ChannelFacts(kind, data["address"], data["function"], data["preferred"])
    try:
        doors.set_channel(
            correspondent_id=row.pk, facts=facts, actor=request.actor, at=timezone.now(), channel_id=channel_id
        )
    except Refusal as refusal:
        _say(form, "address", refusal)
        return False
    messages.success(request, _("Kanalen till {name} är sparad.").format(name=row.name))
    return True


def _say(form: CorrespondentForm | SpellingForm | ChannelForm, field: str, refusal: Refusal) -> None:
    if refusal.status != ASKED_FOR_FORM:
        raise refusal
    form.add_error(field, str(refusal))


def _trail(row: Correspondent | None = None) -> Trail:
    table = (_("Mottagare"), reverse("correspondents"))
    return [table, (row.name, reverse("correspondent", args=[row.uuid]))] if row else [table]
