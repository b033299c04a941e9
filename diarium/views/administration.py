"""Administration (S14): the start page, the boards, the municipality's words, and the tables' form page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from accounts.selectors import name_and_terms
from accounts.services import change_terms
from diarium.forms.group import TermsForm

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422
Trail = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Part:
    """Del av administrationen: the name of its address, its heading and what is kept there."""

    name: str
    label: _StrPromise
    text: _StrPromise


PARTS = (
    Part(
        "board_list", gettext_lazy("Nämnder"), gettext_lazy("Nämnder och utskott, när de finns och vem som tog över.")
    ),
    Part(
        "people",
        gettext_lazy("Användare och roller"),
        gettext_lazy("Vilka som kan logga in, och som vad, från när till när."),
    ),
    Part(
        "mandates",
        gettext_lazy("Uppdrag och ersättare"),
        gettext_lazy("Vem som ersätter vem, t.f. och förordnanden, och vilka som är frånvarande."),
    ),
    Part(
        "people_with_work",
        gettext_lazy("Lämna över arbete"),
        gettext_lazy("De som har öppet arbete, och allt deras arbete till någon annan."),
    ),
    Part(
        "correspondents",
        gettext_lazy("Mottagare"),
        gettext_lazy("Myndigheter, organisationer och personer, hur deras namn skrivs och hur de nås."),
    ),
    Part(
        "recipient_groups",
        gettext_lazy("Mottagargrupper"),
        gettext_lazy("Samtliga nämnder och egna listor som delas upp när ett beslut expedieras."),
    ),
    Part(
        "class_plan", gettext_lazy("Klassificering"), gettext_lazy("Diarieplanens koder, med datum och gallringsregel.")
    ),
    Part(
        "retention_rules",
        gettext_lazy("Gallring"),
        gettext_lazy("Reglerna ur den antagna planen: vad bevaras och vad gallras."),
    ),
    Part(
        "case_types",
        gettext_lazy("Ärendetyper"),
        gettext_lazy("Vilken process ett slags ärende följer, vem som godkänner och avgör det, och dess gallring."),
    ),
    Part(
        "draft_checks",
        gettext_lazy("Granskning av förslag"),
        gettext_lazy("Vad som kontrolleras i ett tjänsteutlåtande, och vad som stoppar det."),
    ),
    Part(
        "delegation_points",
        gettext_lazy("Delegationsordning"),
        gettext_lazy("Punkterna som beslut fattas enligt i nämndernas ställe, med delegater och datum."),
    ),
    Part(
        "processes",
        gettext_lazy("Processer"),
        gettext_lazy("Vilka steg ett slags ärende går igenom, vem som gör dem och hur lång tid de får ta."),
    ),
    Part(
        "holidays",
        gettext_lazy("Helgdagar"),
        gettext_lazy("Vilka dagar som är lediga, enligt lag och kommunens egna."),
    ),
    Part("number_forms", gettext_lazy("Nummerformer"), gettext_lazy("Hur varje nämnds diarienummer skrivs.")),
    Part(
        "meeting_boards",
        gettext_lazy("Sammanträden"),
        gettext_lazy("När instanserna sammanträder och hur långt före som ärendena ska vara klara."),
    ),
    Part("terms", gettext_lazy("Termer"), gettext_lazy("Kommunens egna ord på skärmen.")),
    Part(
        "operation",
        gettext_lazy("Drift"),
        gettext_lazy("Om allt fungerar: nattens kontroll, jobb som har misslyckats, köer och scheman."),
    ),
    Part(
        "settings_check",
        gettext_lazy("Kontroll av inställningar"),
        gettext_lazy("Det som saknas eller behöver bekräftas, med länk till platsen."),
    ),
)


@require_safe
@policy.mark("read_register_tables")
def administration(request: ActingRequest) -> HttpResponse:
    """Administration: the parts that the reader may open."""
    parts = [(part, address) for part in PARTS if (address := _open_to(request.actor, part.name))]
    return render(request, "diarium/administration/index.html", {"parts": parts})


def _open_to(actor: Actor, name: str) -> str:
    """The address of the part; empty where there is none, or not for this reader."""
    try:
        address = reverse(name)
    except NoReverseMatch:
        return ""
    action = getattr(resolve(address).func, "policy_action", None)
    return address if action is None or policy.can(actor, action) else ""


@require_safe
@policy.mark("read_register_tables")
def board_list(request: ActingRequest) -> HttpResponse:
    """Nämnderna, those that exist first."""
    today = timezone.localdate()
    rows = policy.visible(request.actor, Board).select_related("parent").prefetch_related("successions__successor")
    boards = sorted(rows.order_by("name", "pk"), key=lambda board: not board.active_on(today))
    return render(request, "diarium/administration/boards.html", {"boards": boards, "today": today})


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_terms")
def terms(request: ActingRequest) -> HttpResponse:
    """Termer: what the municipality calls things."""
    form = TermsForm(request.POST or None, words=name_and_terms()[1])
    if form.is_valid():
        changed = change_terms(words=form.words, actor=request.actor, at=timezone.now())
        told = ngettext("{n} ord är ändrat.", "{n} ord är ändrade.", changed).format(n=changed)
        messages.success(request, told if changed else _("Inget ord är ändrat."))
        return redirect("terms")
    return render(
        request, "diarium/administration/terms.html", {"form": form}, status=ASKED_FOR_FORM if form.errors else 200
    )


def form_page(
    request: ActingRequest,
    form: Form,
    *,
    heading: str,
    button: str,
    trail: Trail,
    consequence: str = "",
    danger: bool = False,
) -> HttpResponse:
    """A form on a page of its own; the last of the trail is where one goes back to."""
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "crumbs": [(_("Administration"), reverse("administration")), *trail, (heading, "")],
        "back": trail[-1][1],
        "consequence": consequence,
        "danger": danger,
        "has_file": form.is_multipart(),
    }
    return render(request, "diarium/administration/form.html", context, status=ASKED_FOR_FORM if form.is_bound else 200)
