"""Läs in ett tjänsteutlåtande: a file or text is read, a person confirms what was read, and first then it is saved."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from audit.rules import Refusal
from cases.models import Case
from cases.reading.files import Unreadable, text_of
from cases.reading.reader import read_text
from cases.reading.reading import Reading
from cases.selectors.lexicon import lexicon
from diarium.engine.upload import admit
from diarium.services.file import screen
from diarium.services.intake import let_in
from workflows import services
from workflows.forms.reading import EXISTING, REST, ReviewForm, SourceForm, packed, unpacked
from workflows.selectors.opening import case_of_number, opening_choices
from workflows.selectors.reading import ReviewField, review_of
from workflows.services.starting import OriginalFile
from workflows.views.new_case import SAID_IN_FORM, opening_of

if TYPE_CHECKING:
    from config.middleware import ActingRequest

PASTED = "inklistrad-text.txt"


@dataclass(frozen=True, slots=True)
class Row:
    """Fält med rutan som bekräftar det, där det behövs."""

    field: ReviewField
    box: BoundField | None


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("read_staff_report_file")
def import_report(request: ActingRequest) -> HttpResponse:
    """Fil eller text; the answer is the review page. Nothing is saved."""
    form = SourceForm(request.POST, request.FILES) if request.method == "POST" else SourceForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read() if file else form.cleaned_data["text"].encode()
            name = _looked_at(content, file.name) if file else PASTED
            return _review(request, text_of(content), content, name)
        except Unreadable as fault:
            form.add_error("file" if file else "text", str(fault.sentence))
        except Refusal as refusal:
            form.add_error("file", str(refusal.sentence))
    return render(request, "workflows/import_source.html", {"form": form}, status=422 if form.is_bound else 200)


def _looked_at(content: bytes, file_name: str) -> str:
    """The clean name of a file that the gate and the scanner let through; nothing is stored yet."""
    name = admit(content, file_name).file_name
    screen(io.BytesIO(content))
    return name


@require_POST
@policy.mark("read_staff_report_file")
def save_import(request: ActingRequest) -> HttpResponse:
    """Spara som version 1 det som är bekräftat.

    Raises:
        NotVisible: the text that the form carries is not one that was read.
    """
    content = unpacked(request.POST.get("original", ""))
    try:
        text = text_of(content)
    except Unreadable:
        raise policy.NotVisible from None
    reading = read_text(text, lexicon())
    form = _form(request, reading, request.POST)
    if not form.is_valid():
        return _draw(request, form, reading, text, status=422)
    case = _case(request, form)
    if form.cleaned_data["place"] == EXISTING and case is None:
        form.add_error("case_number", _("Det finns inget ärende med det numret, eller så ser du det inte."))
        return _draw(request, form, reading, text, status=422)
    try:
        admitted = let_in(io.BytesIO(content), form.cleaned_data["file_name"]).file
        answer = services.import_case(
            opening=None if case else opening_of(form.cleaned_data),
            case_id=case.pk if case else None,
            content=reading.content(),
            original=OriginalFile(content, admitted.file_name, admitted.media_type),
            actor=request.actor,
            at=timezone.now(),
            key=form.cleaned_data["key"],
        )
    except Refusal as refusal:
        if refusal.status not in SAID_IN_FORM:
            raise
        form.add_error(None, str(refusal.sentence))
        return _draw(request, form, reading, text, status=422)
    messages.success(request, _("Tjänsteutlåtandet är inläst i {dnr}.").format(dnr=answer.number))
    saved = policy.get_visible(request.actor, Case, uuid=answer.case)
    reads = policy.can(request.actor, "see_working_material", saved)
    return redirect("case_report" if reads else "case", uuid=answer.case)


def _case(request: ActingRequest, form: ReviewForm) -> Case | None:
    if form.cleaned_data["place"] != EXISTING:
        return None
    return case_of_number(request.actor, form.cleaned_data["case_number"])


def _review(request: ActingRequest, text: str, content: bytes, name: str) -> HttpResponse:
    reading = read_text(text, lexicon())
    read = reading.content()
    known = case_of_number(request.actor, read.diary_number)
    form = _form(request, reading)
    named = {label: pk for pk, label in form.officers}
    form.initial = {
        "original": packed(content),
        "file_name": name,
        "case_number": known.entry.printed_number if known else read.diary_number,
        "subject": read.title,
        "old_number": "" if known else read.diary_number,
        "officer": next((named[one.name] for one in read.officers if one.name in named), ""),
    }
    return _draw(request, form, reading, text)


def _form(request: ActingRequest, reading: Reading, data: Any = None) -> ReviewForm:
    form = ReviewForm(data)
    choices = opening_choices(request.actor, on=timezone.localdate())
    form.offer(choices)
    form.officers = choices.officers
    form.ask_about(reading, may_open=policy.can(request.actor, "open_case"))
    return form


def _draw(request: ActingRequest, form: ReviewForm, reading: Reading, text: str, *, status: int = 200) -> HttpResponse:
    review = review_of(reading, text)
    boxes = {name: form[name] for name in form.fields if name.startswith("confirm_")}
    context = {
        "form": form,
        "review": review,
        "rows": [Row(field, boxes.get(f"confirm_{field.name}")) for field in review.fields],
        "rest": boxes.get(REST),
        "may_open": policy.can(request.actor, "open_case"),
    }
    return render(request, "workflows/import_review.html", context, status=status)
