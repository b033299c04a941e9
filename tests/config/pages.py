"""Addresses for trying the frame: one view for each thing that can happen."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

from django import forms
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template import Context, RequestContext, Template
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.rules import Rule
from audit.rules import Refusal

COMPONENTS = Path(__file__).with_name("components.html")


class StepBlocked(Refusal):
    """A step with two things missing, one of which has a place."""

    heading = _("Du kan inte skicka förslaget än")
    case_uuid = "0b0f4a4e-4a4b-4a4b-8a4b-4a4b4a4b4a4b"

    def __init__(self) -> None:
        missing = Rule("signatory", _("Undertecknare saknas."), lambda _case: False, place="case-parties")
        empty = Rule("recipients", _("Sändlistan är tom."), lambda _case: False)
        super().__init__(reasons=[missing.sentence, empty.sentence])
        self.unmet = [missing, empty]


class LockNotAvailable(Exception):
    sqlstate = "55P03"


class CommentForm(forms.Form):
    comment = forms.CharField(label="Kommentar", error_messages={"required": "Skriv en kommentar."})


@policy.mark()
def tasks(request: HttpRequest, **_address: object) -> HttpResponse:
    form = CommentForm(request.POST or None)
    page = Template(
        '{% extends "base.html" %}{% block title %}Mina uppgifter{% endblock %}'
        "{% block heading %}Mina uppgifter{% endblock %}"
        '{% block main %}<form method="post" novalidate>{% csrf_token %}{{ form }}</form>{% endblock %}'
    )
    content = page.render(_context(request, form=form))
    return HttpResponse(content, status=422 if form.errors else 200)


def _context(request: HttpRequest, **values: object) -> Context:
    return RequestContext(request, values)


@policy.mark(public=True)
def notice_board(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Template("{{ request.fragment }}").render(_context(request)))


@policy.mark("manage_people")
def administration(request: HttpRequest) -> HttpResponse:
    return HttpResponse("people")


def unmarked(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody said who may see this")


@policy.mark()
def hidden(request: HttpRequest) -> HttpResponse:
    raise policy.NotVisible


@policy.mark()
def absent(request: HttpRequest) -> HttpResponse:
    raise Http404


@policy.mark()
def not_allowed(request: HttpRequest) -> HttpResponse:
    policy.require(Actor(id="x", label="x"), "manage_people")
    return HttpResponse()


@policy.mark()
def blocked(request: HttpRequest) -> HttpResponse:
    raise StepBlocked


@policy.mark()
def conflict(request: HttpRequest) -> HttpResponse:
    raise Refusal(_("Uppgiften är redan utförd av Camilla Broo i dag kl. 09.12: Godkänn förslaget."))


@policy.mark()
def locked(request: HttpRequest) -> HttpResponse:
    raise OperationalError("canceling statement due to lock timeout") from LockNotAvailable()


@policy.mark()
def draft(request: HttpRequest) -> HttpResponse:
    if request.POST["note"] == "krock":
        raise Refusal(_("Ärendet har ändrats sedan du öppnade sidan."))
    return HttpResponse(status=204, headers={"X-Saved": quote("Sparat kl. 14.32"), "X-Version": "2"})


@policy.mark(public=True)
def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection refused")


@policy.mark(public=True)
def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("secret detail")


@policy.mark()
def components(request: HttpRequest) -> HttpResponse:
    """Every partial at once, for the browser and the strict parser."""
    steps = [
        SimpleNamespace(label="Utkast", note="17 aug 2020", state="done"),
        SimpleNamespace(label="Lägesbild", note="", state="current"),
        SimpleNamespace(label="Förslag till beslut", note="", state="coming"),
        SimpleNamespace(label="Beslut", note="", state="coming"),
    ]
    checks = [
        SimpleNamespace(sentence="Ärendemening finns", state="done"),
        SimpleNamespace(sentence="Undertecknare saknas.", state="missing", url="/arenden/", link="Lägg till"),
        SimpleNamespace(sentence="Meningen är avbruten.", state="error"),
        SimpleNamespace(sentence="Ordet står två gånger.", state="warning", label="Varning, kvitterad"),
    ]
    tabs = [
        SimpleNamespace(label="Översikt", url="?", count=None, current=True),
        SimpleNamespace(label="Handlingar", url="?h", count=6, current=False),
    ]
    facts = [SimpleNamespace(label="Registrerat", value="11 januari 2018")]
    diff = [("same", "kommundirektören ges i uppdrag att"), ("removed", "teckna"), ("added", "upprätta")]
    rows = ["Komplettera lägesbilden", "Skriv lägesbilden", "Påminn motparten"]
    values = {"steps": steps, "checks": checks, "tabs": tabs, "facts": facts, "diff": diff, "rows": rows}
    return HttpResponse(Template(COMPONENTS.read_text()).render(_context(request, **values)))


urlpatterns = [
    path("", include("config.pages")),
    path("uppgifter/", tasks),
    path("arenden/", components),
    path("arenden/<uuid:uuid>/", tasks),
    path("arenden/<uuid:uuid>/parter/", tasks, name="case-parties"),
    path("anslagstavla/", notice_board),
    path("administration/", administration),
    path("diarium/", tasks),
    path("sok/", tasks),
    path("prov/omarkt/", unmarked),
    path("prov/dold/", hidden),
    path("prov/finns-inte/", absent),
    path("prov/far-inte/", not_allowed),
    path("prov/stoppad/", blocked),
    path("prov/gjord/", conflict),
    path("prov/utkast/", draft),
    path("prov/last/", locked),
    path("prov/borta/", away),
    path("prov/trasig/", broken),
]
handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
