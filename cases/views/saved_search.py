"""Sparade sökningar: keep the address of a list under a name, and let it go."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from cases.forms.search import SaveSearchForm, SearchNameForm
from diarium.selectors.saved_search import saved_search
from diarium.services import saved_search as services

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_POST
@policy.mark()
def save_search(request: ActingRequest) -> HttpResponse:
    """Spara sökningen, and back to the list."""
    form = SaveSearchForm(request.POST)
    if not form.is_valid():
        return render(request, "cases/save_search.html", {"form": form}, status=422)
    saved = services.save_search(**form.cleaned_data, actor=request.actor, at=timezone.now())
    messages.success(request, _("Sökningen {name} är sparad.").format(name=saved.name))
    return redirect(f"{saved.path}?{saved.query}")


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark()
def rename_search(request: ActingRequest, search: UUID) -> HttpResponse:
    """Byt namn på en sparad sökning, and back to its list."""
    line = saved_search(request.actor, search)
    form = SearchNameForm(request.POST or None, initial={"name": line.name})
    if form.is_valid():
        try:
            saved = services.rename_search(uuid=search, name=form.cleaned_data["name"], actor=request.actor)
        except services.SearchNotSaved as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Sökningen heter nu {name}.").format(name=saved.name))
            return redirect(line.url)
    context = {"form": form, "line": line}
    return render(request, "cases/rename_search.html", context, status=422 if form.is_bound else 200)


@require_POST
@policy.mark()
def remove_search(request: ActingRequest, search: UUID) -> HttpResponse:
    """Ta bort en sparad sökning, and back to its page."""
    removed = services.remove_search(uuid=search, actor=request.actor)
    messages.success(request, _("Sökningen {name} är borttagen.").format(name=removed.name))
    return redirect(removed.path)
