"""Registrera handlingar (S3): the one form, for a new matter or one that exists, by hand, by file and by scanner."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from audit.rules import Refusal
from audit.selectors.requests import answered
from cases.models import Case
from cases.selectors.page import case_head, visible_case
from diarium.models import Arrival
from workflows import services
from workflows.forms.kept import Draft
from workflows.forms.opening import OpeningForm
from workflows.forms.register import EXISTING, NEW, RegisterForm, empty_draft
from workflows.selectors.opening import OpeningChoices, opening_choices
from workflows.selectors.register import Doubt, Meant, correspondent_names, doubts, matter_in_hand, meant, old_matter
from workflows.services import Registration
from workflows.views import files_in
from workflows.views.new_case import opening_of, registered

if TYPE_CHECKING:
    from config.middleware import ActingRequest

AGAIN = "register_again"
KEPT_FOR_NEXT = ("belongs", "case_number", "direction", "sender_or_recipient", "kind", "received_on")
SAID_IN_FORM = (409, 422)


@dataclass
class _Work:
    """Ett besök på sidan: what was sent, which matter it means, and what it may do."""

    request: ActingRequest
    draft: Draft
    case: Case | None
    may_open: bool
    choices: OpeningChoices | None
    arrival: Arrival | None = None
    meant: Meant = field(default_factory=Meant)
    notes: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    focus: str = ""

    @property
    def opens(self) -> bool:
        """Whether the form opens a new matter."""
        return self.case is None and self.may_open and self.draft.values.get("belongs") == NEW


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("register_document")
def register(request: ActingRequest) -> HttpResponse:
    """Registrera handlingar i ett ärende som finns eller ett nytt."""
    return _register(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("register_document")
def register_document(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Samma formulär med ärendet ifyllt."""
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "register_document", case)
    return _register(request, case)


def _register(request: ActingRequest, case: Case | None) -> HttpResponse:
    work = _work(request, case)
    if request.method != "POST":
        return _draw(work, _form(work, bound=False), _opening(work, bound=False))
    act, _colon, about = request.POST.get("act", "").partition(":")
    taken = files_in.take(request.FILES.getlist("file"), work.draft)
    work.notes = taken.notes
    work.meant = _meant(work)
    if act or taken.refused or taken.to_check:
        return _not_yet(work, act, about, taken)
    form, opening = _form(work, bound=True), _opening(work, bound=True)
    if not _valid(work, form, opening):
        return _draw(work, form, opening, status=422)
    if found := _doubts(work, form, opening):
        work.doubts = tuple(found)
        return _draw(work, form, opening, status=422)
    try:
        answer = services.register_documents(
            lines=form.lines(),
            case_id=None if work.opens else work.meant.matter.pk if work.meant.matter else None,
            opening=opening_of(opening.cleaned_data) if work.opens and opening else None,
            arrival_id=work.arrival.pk if work.arrival else None,
            actor=request.actor,
            at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    except Refusal as refusal:
        if refusal.status not in SAID_IN_FORM:
            raise
        form.add_error(None, str(refusal.sentence))
        return _draw(work, form, opening, status=422)
    return _done(work, answer)


def _work(request: ActingRequest, case: Case | None) -> _Work:
    actor, today = request.actor, timezone.localdate()
    may_open = case is None and policy.can(actor, "open_case")
    choices = opening_choices(actor, on=today) if may_open else None
    arrival = _arrival(request)
    if request.method == "POST":
        draft = Draft.of(request.POST.dict(), actor.id)
    elif arrival is not None:
        draft = files_in.draft_of(arrival, actor.id)
    else:
        draft = empty_draft(actor.id, **request.session.pop(AGAIN, {}))
    if not may_open:
        draft.values["belongs"] = EXISTING
    if request.method != "POST" and case is None and "arende" in request.GET:
        draft.values |= {"belongs": EXISTING, "case_number": request.GET["arende"][:200]}
    work = _Work(request, draft, case, may_open, choices, arrival)
    work.meant = _meant(work)
    return work


def _arrival(request: ActingRequest) -> Arrival | None:
    """What waits to be registered, when the form was opened from it.

    Raises:
        NotVisible, NotAllowed: only the board's registrar.
    """
    told = request.POST.get("arrival", "") if request.method == "POST" else request.GET.get("inkommet", "")
    if not told:
        return None
    try:
        arrival = policy.get_visible(request.actor, Arrival, uuid=UUID(told))
    except ValueError:
        raise policy.NotVisible from None
    policy.require(request.actor, "handle_arrivals", arrival)
    return arrival


def _meant(work: _Work) -> Meant:
    today = timezone.localdate()
    if work.case is not None:
        return matter_in_hand(work.request.actor, work.case, today=today)
    return meant(work.request.actor, work.draft.values.get("case_number", ""), today=today)


def _form(work: _Work, *, bound: bool) -> RegisterForm:
    board = work.meant.matter.board if work.meant.matter else _("ärendets nämnd")
    form = RegisterForm(
        work.draft,
        bound=bound,
        asks_for_matter=work.case is None,
        may_open=work.may_open,
        board=board,
        today=timezone.localdate(),
    )
    focused = form.fields.get(work.focus or ("" if bound else "file"))
    if focused is not None:
        focused.widget.attrs["autofocus"] = True
    return form


def _opening(work: _Work, *, bound: bool) -> OpeningForm | None:
    """The fields of a new matter, where the person may open one."""
    if work.choices is None:
        return None
    values = work.draft.values
    if bound and work.opens:
        form = OpeningForm(values, prefix="nytt")
    else:
        form = OpeningForm(
            prefix="nytt", initial={name.partition("-")[2]: text for name, text in values.items() if "nytt-" in name}
        )
    del form.fields["key"]
    form.offer(work.choices)
    return form


def _not_yet(work: _Work, act: str, about: str, taken: files_in.Taken) -> HttpResponse:
    """The page again with what was asked for: files read in, a matter looked up or chosen, a document taken away."""
    if act == "choose":
        work.draft.values["case_number"] = about
        work.meant = _meant(work)
    elif act == "remove" and about.isdecimal():
        work.draft.remove(int(about))
    work.focus = "direction" if act in {"look", "choose"} else _next_to_fill(work, taken)
    form = _form(work, bound=False)
    for sentence in taken.refused:
        form.errors.setdefault("file", form.error_class()).append(sentence)
    status = 422 if taken.refused or not act else 200
    return _draw(work, form, _opening(work, bound=False), status=status)


def _next_to_fill(work: _Work, taken: files_in.Taken) -> str:
    """Where the focus goes when files were read in: forward only, so to the first field that waits for an answer."""
    values = work.draft.values
    if taken.refused:
        return "file"
    if work.case is None and not values.get("belongs"):
        return "belongs"
    if work.case is None and values.get("belongs") == EXISTING and not values.get("case_number"):
        return "case_number"
    return taken.first if values.get("direction") else "direction"


def _valid(work: _Work, form: RegisterForm, opening: OpeningForm | None) -> bool:
    valid = form.is_valid()
    if work.opens:
        return bool(opening and opening.is_valid()) and valid
    if work.meant.wrong and "case_number" in form.fields and form.cleaned_data.get("case_number"):
        form.add_error("case_number", work.meant.wrong)
    elif work.meant.wrong and work.case is not None:
        form.add_error(None, work.meant.wrong)
    return not form.errors


def _doubts(work: _Work, form: RegisterForm, opening: OpeningForm | None) -> list[Doubt]:
    """What is to be thought of, unless every one of them was shown and accepted."""
    subject = opening.cleaned_data["subject"] if work.opens and opening else ""
    warnings = [text for kept in form.warned() for text in kept.warnings]
    found = doubts(work.request.actor, form.lines(), subject=subject, warnings=warnings)
    matter, posted = work.meant.matter, work.request.POST
    if work.case is None and not work.opens and matter and posted.get("shown") != str(matter.uuid):
        found += [old] if (old := old_matter(matter)) else []
    accepted = set(posted.get("accepted", "").split())
    if accepted.issuperset(doubt.code for doubt in found) or answered(work.request.actor.id, form.cleaned_data["key"]):
        return []
    return found


def _done(work: _Work, answer: Registration) -> HttpResponse:
    request = work.request
    for sentence in _sentences(work, answer):
        messages.success(request, sentence)
    seen = policy.visible(request.actor, Case).filter(uuid=answer.case).exists()
    if request.POST.get("again"):
        values = work.draft.values
        kept = {name: values[name] for name in KEPT_FOR_NEXT if values.get(name)}
        if work.opens:
            kept |= {"belongs": EXISTING, "case_number": answer.number} if seen else {}
        request.session[AGAIN] = kept
        return redirect("register_document", work.case.uuid) if work.case else redirect("register")
    if work.arrival is not None:
        return redirect("arrivals")
    return redirect("case_documents", answer.case) if seen else redirect("register")


def _sentences(work: _Work, answer: Registration) -> list[str]:
    """“Handling KS-2018/91.103-7 är registrerad.”, and of a new matter whose it is."""
    said = []
    if work.opens and work.choices is not None:
        said.append(registered(answer.number, work.choices, work.draft.values.get("nytt-officer", "")))
    first, last = answer.numbers[0], answer.numbers[-1]
    if first == last:
        return [*said, _("Handling {dnr} är registrerad.").format(dnr=first)]
    told = _("Handlingarna {första} till {sista} är registrerade.")
    return [*said, told.format(första=first, sista=last)]


def _draw(work: _Work, form: RegisterForm, opening: OpeningForm | None, *, status: int = 200) -> HttpResponse:
    failed = bool(form.errors or (opening and opening.errors))
    context: dict[str, Any] = {
        "form": form,
        "opening": opening,
        "documents": form.documents(),
        "meant": work.meant,
        "notes": work.notes,
        "doubts": work.doubts,
        "accepted": " ".join(doubt.code for doubt in work.doubts),
        "again": bool(work.request.POST.get("again")),
        "arrival": work.arrival,
        "names": correspondent_names(),
        "failed": failed,
        "here": _("Registrera handling"),
    }
    if work.case is not None:
        context |= {
            "head": case_head(work.request.actor, work.case, "case_documents"),
            "cancel_url": reverse("case_documents", args=[work.case.uuid]),
        }
        return render(work.request, "workflows/register_in_case.html", context, status=status)
    context["cancel_url"] = reverse("arrivals") if work.arrival else reverse("case_list")
    return render(work.request, "workflows/register.html", context, status=status)
