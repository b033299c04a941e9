"""Rättelser i diarieposten: link, class, subject, another reference. Each a page of its own with its reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
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
from cases.forms.entry import ClassForm, CorrectionForm, LinkForm, ReferenceForm, SubjectForm
from cases.models import Case
from cases.selectors.links import link_in
from cases.selectors.other_matter import NoSuchMatter, other_matter
from cases.selectors.page import case_head, visible_case
from diarium import services as register
from diarium.selectors import classes_in_force
from diarium.states import LinkKind

if TYPE_CHECKING:
    from config.middleware import ActingRequest

SAID_IN_FORM = (409, 422)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("correct_entry")
def link_matter(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Koppla till ett annat ärende."""
    case = _case(request, uuid)
    form = LinkForm(request.POST if request.method == "POST" else None)

    def link() -> None:
        cleaned = form.cleaned_data
        own, other = case.entry_id, other_matter(request.actor, cleaned["other"], than=case).pk
        forward = cleaned["kind"] != "replaced"
        register.link_entries(
            entry_id=own if forward else other,
            other_id=other if forward else own,
            kind=cleaned["kind"] if forward else LinkKind.REPLACES,
            reason=cleaned["reason"],
            actor=request.actor,
            at=timezone.now(),
        )

    return _answer(
        request,
        case,
        form,
        link,
        heading=_("Koppla till ett annat ärende"),
        consequence=_("Kopplingen syns i båda ärendena, för den som får se dem båda."),
        button=_("Koppla ärendena"),
        wrong="other",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("correct_entry")
def unlink_matter(request: ActingRequest, uuid: UUID, link_id: int) -> HttpResponse:
    """Ta bort en koppling."""
    case = _case(request, uuid)
    link = link_in(case, link_id, request.actor)
    form = CorrectionForm(request.POST if request.method == "POST" else None)
    other = link.other if link.entry_id == case.entry_id else link.entry

    def unlink() -> None:
        register.unlink_entries(
            link_id=link.pk, reason=form.cleaned_data["reason"], actor=request.actor, at=timezone.now()
        )

    return _answer(
        request,
        case,
        form,
        unlink,
        heading=_("Ta bort kopplingen"),
        consequence=_("Kopplingen till {dnr} tas bort. Att den har funnits syns i historiken.").format(
            dnr=other.printed_number
        ),
        button=_("Ta bort kopplingen"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("correct_entry")
def change_class(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ändra klassificering."""
    case = _case(request, uuid)
    now = case.entry.class_code.code if case.entry.class_code else ""
    form = ClassForm(request.POST if request.method == "POST" else None, initial={"class_code": now})
    form.offer([(row.code, f"{row.code} {row.name}".strip()) for row in classes_in_force(case.entry.opened_on)])

    def change() -> None:
        register.change_class_code(
            entry_id=case.entry_id,
            class_code=form.cleaned_data["class_code"],
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            at=timezone.now(),
        )

    return _answer(
        request,
        case,
        form,
        change,
        heading=_("Ändra klassificering"),
        consequence=_(
            "Om klassificeringen står i diarienumret skrivs numret om. Sökning på {dnr} leder fortfarande hit."
        ).format(dnr=case.entry.printed_number),
        button=_("Ändra klassificering"),
        wrong="class_code",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("correct_entry")
def correct_subject(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Ändra ärendemening."""
    case = _case(request, uuid)
    entry = case.entry
    written = {"subject": entry.public_subject, "protected_subject": entry.protected_subject}
    posted = request.POST if request.method == "POST" else None
    form = SubjectForm(posted, initial=written, secret=entry.is_secret)

    def correct() -> None:
        protected = form.cleaned_data.get("protected_subject")
        register.correct_subject(
            entry_id=entry.pk,
            public_subject=" ".join(form.cleaned_data["subject"].split()),
            protected_subject=" ".join(protected.split()) if protected is not None else None,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            at=timezone.now(),
        )

    return _answer(
        request,
        case,
        form,
        correct,
        heading=_("Ändra ärendemening"),
        consequence=_("Den tidigare ärendemeningen finns kvar i historiken."),
        button=_("Ändra ärendemening"),
        wrong="subject",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("correct_entry")
def add_reference(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Lägg till en annan beteckning."""
    case = _case(request, uuid)
    form = ReferenceForm(request.POST if request.method == "POST" else None)

    def add() -> None:
        register.add_foreign_reference(
            entry_id=case.entry_id,
            text=form.cleaned_data["text"],
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            at=timezone.now(),
        )

    return _answer(
        request,
        case,
        form,
        add,
        heading=_("Lägg till annan beteckning"),
        consequence=_("Ärendet kan sedan sökas på beteckningen. Diarienumret ändras inte."),
        button=_("Lägg till beteckningen"),
        wrong="text",
    )


def _case(request: ActingRequest, uuid: UUID) -> Case:
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "correct_entry", case.entry)
    return case


def _answer(
    request: ActingRequest,
    case: Case,
    form: CorrectionForm,
    act: Callable[[], None],
    *,
    heading: str,
    consequence: str,
    button: str,
    wrong: str | None = None,
) -> HttpResponse:
    """The page, or the act and the way back to the matter; a refusal stands beside the field `wrong`."""
    if form.is_bound and form.is_valid():
        try:
            act()
        except NoSuchMatter as refusal:
            form.add_error("other", str(refusal.sentence))
        except Refusal as refusal:
            if refusal.status not in SAID_IN_FORM or isinstance(refusal, register.EntryLocked):
                raise
            form.add_error(wrong, str(refusal.sentence))
        else:
            messages.success(request, _("Ändringen är sparad."))
            return redirect("case", case.uuid)
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": heading,
        "form": form,
        "consequence": consequence,
        "button": button,
        "cancel_url": reverse("case", args=[case.uuid]),
    }
    return render(request, "cases/correction.html", context, status=422 if form.is_bound else 200)
