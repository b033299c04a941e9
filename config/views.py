"""Sidor som inte hör till något rum: log in, log out, the person's own settings, the list of shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy, services
from config.forms import LoginForm, SettingsForm

if TYPE_CHECKING:
    from accounts.models import User
    from config.middleware import ActingRequest

SHORTCUTS = (
    ("/", gettext_lazy("Gå till sökfältet")),
    ("g u", gettext_lazy("Mina uppgifter")),
    ("g a", gettext_lazy("Ärenden")),
    ("g d", gettext_lazy("Diarium")),
    ("g s", gettext_lazy("Sammanträden")),
    ("j", gettext_lazy("Nästa rad")),
    ("k", gettext_lazy("Föregående rad")),
    ("x", gettext_lazy("Välj raden")),
    ("Enter", gettext_lazy("Öppna raden")),
    ("n", gettext_lazy("Ny tjänsteanteckning (ärendets sida)")),
    ("?", gettext_lazy("Visa alla kortkommandon")),
    ("Ctrl+Enter", gettext_lazy("Sidans huvudknapp")),
    ("Ctrl+Shift+Enter", gettext_lazy("Registrera och lägg till en till")),
    ("Ctrl+S", gettext_lazy("Spara utkast (när du skriver)")),
)


@policy.mark(public=True)
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Logga in, and go on to where the person was going."""
    goal = _goal(request)
    if request.user.is_authenticated:
        return redirect(goal)
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = auth.authenticate(
            request, username=form.cleaned_data["email"].strip(), password=form.cleaned_data["password"]
        )
        if user is not None:
            auth.login(request, user)
            return redirect(goal)
        form.add_error(None, _("E-postadressen eller lösenordet stämmer inte."))
    context = {"form": form, "next": goal, "again": "igen" in request.GET}
    return render(request, "registration/login.html", context, status=422 if form.errors else 200)


def _goal(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else str(settings.LOGIN_REDIRECT_URL)


@policy.mark(public=True)
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Logga ut, and let the browser forget what it has kept."""
    auth.logout(request)
    response = redirect(settings.LOGIN_URL)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@policy.mark("change_own_settings")
@require_http_methods(["GET", "HEAD", "POST"])
def own_settings(request: ActingRequest) -> HttpResponse:
    """Inställningar: appearance, language, shortcuts."""
    user = cast("User", request.user)
    current = {"color_scheme": user.color_scheme, "language": user.language, "use_shortcuts": user.use_shortcuts}
    form = SettingsForm(request.POST or None, initial=current)
    if request.method == "POST" and form.is_valid():
        services.change_settings(user_id=user.pk, actor=request.actor, **form.cleaned_data)
        with override(form.cleaned_data["language"]):
            messages.success(request, _("Inställningarna är sparade."))
        return redirect("settings")
    return render(request, "settings/settings.html", {"form": form}, status=422 if form.errors else 200)


@policy.mark()
@require_safe
def shortcuts(request: ActingRequest) -> HttpResponse:
    """Kortkommandon: an ordinary page with all of them."""
    return render(request, "settings/shortcuts.html", {"shortcuts": SHORTCUTS})
