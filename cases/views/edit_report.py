"""Skriv tjänsteutlåtandet (S5b): the editor, its rows, and what happens when somebody else saved meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import policy
from audit.rules import Refusal
from cases.forms.rows import ACT, focus
from cases.forms.staff_report import ReportForm
from cases.forms.written_report import WrittenReport, who_of, written_fields
from cases.models import Case, StaffReportVersion, WorkingCopy
from cases.reading.structure import Content, content_hash
from cases.selectors.lexicon import lexicon
from cases.selectors.page import case_head, visible_case
from cases.selectors.report_draft import deciding_bodies, first_content, priority_areas, required_sections
from cases.selectors.staff_report import ReportCard, report_card
from cases.selectors.text_diff import compare
from cases.selectors.working_copy import also_writing, working_copy
from cases.services.staff_report import CaseLocked, FindingGone, ReportStale, Seen, answer_finding, save_report
from cases.services.working_copy import CopyStale, keep_copy
from cases.states import AnswerKind, CaseState, ReportState

if TYPE_CHECKING:
    from config.middleware import ActingRequest

FORM_STATUS = 422
CONFLICT = 409
NUMBER_DIGITS = 9
WINDOW = 36


class Desk:
    """Skrivbordet: the matter, its report and what the form may offer, read once for a request."""

    def __init__(self, request: ActingRequest, case: Case) -> None:
        self.request = request
        self.case = case
        self.card: ReportCard | None = report_card(case)
        self.copy: WorkingCopy | None = working_copy(case)
        self.base: Content = self.card.content if self.card else first_content(case, timezone.localdate())
        self.areas = priority_areas(case) if case.case_type.has_analysis else []
        known = deciding_bodies(case)
        self.bodies = known + [
            (who_of(group), group.heading)
            for group in self.base.decision_groups
            if who_of(group) not in {value for value, _label in known}
        ]

    @property
    def number(self) -> int:
        """The version that lies on the desk; 0 = none."""
        return self.card.number if self.card else 0

    @property
    def seen(self) -> Seen:
        """The working copy that the person had before them."""
        return seen_in(self.request.POST)

    def form(self, written: WrittenReport, data: Any = None) -> ReportForm:
        """The form of what is written."""
        return ReportForm(written, base=self.number, bodies=self.bodies, data=data)

    def page(self, form: ReportForm, *, status: int = 200, **more: Any) -> HttpResponse:
        """The editor."""
        head = case_head(self.request.actor, self.case, "case_report")
        context = {
            "head": head,
            "here": _("Skriv tjänsteutlåtandet"),
            "form": form,
            "card": self.card,
            "copy": self.copy,
            "window": self.seen.window or str(uuid4()),
            "also": also_writing(self.copy, self.request.actor, at=timezone.now()),
            "areas": self.areas,
            "may_answer": policy.can(self.request.actor, "answer_finding", self.case),
            "may_send": self.case.state == CaseState.COMMITTEE_PROPOSAL and any(task.own for task in head.tasks),
            **more,
        }
        return render(self.request, "cases/report_edit.html", context, status=status)


def seen_in(data: Mapping[str, str]) -> Seen:
    """The working copy that a sent form says it shows."""
    return Seen(number_in(data.get("version", "")), data.get("window", "")[:WINDOW])


def number_in(text: str) -> int:
    """0 where nothing that can be a number was sent, which no copy and no version has."""
    return int(text) if text.isdecimal() and len(text) < NUMBER_DIGITS else 0


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("write_staff_report")
def edit_report(request: ActingRequest, uuid: UUID) -> HttpResponse:
    """Skriv tjänsteutlåtandet.

    Raises:
        CaseLocked: it is with the approvers.
    """
    case = visible_case(request.actor, uuid)
    policy.require(request.actor, "write_staff_report", case)
    desk = Desk(request, case)
    if desk.card is not None and desk.card.report.state != ReportState.DRAFT:
        refusal = CaseLocked()
        refusal.links = [(_("Läs förslaget"), reverse("case_report", args=[case.uuid]))]  # type: ignore[attr-defined]
        raise refusal
    if request.method != "POST":
        return _opened(desk)
    written = WrittenReport.of_data(request.POST)
    if ACT in request.POST:
        goes_to = written.act(request.POST[ACT], desk.areas)
        form = desk.form(written)
        form.initial["base_version"] = request.POST.get("base_version", desk.number)
        focus(form, goes_to)
        return desk.page(form, unsaved=not _kept(desk, form))
    return _save(desk, desk.form(written, request.POST))


def _opened(desk: Desk) -> HttpResponse:
    """Where somebody was writing, the text goes on as it was left."""
    copy = desk.copy
    if copy is None:
        return desk.page(desk.form(WrittenReport.of_content(desk.base, required_sections(desk.case))))
    if desk.card is not None and copy.base_version != desk.number:
        form = desk.form(WrittenReport.of_data(copy.fields), {**copy.fields, "base_version": desk.number})
        content = form.content(desk.base, lexicon()) if form.is_valid() else desk.base
        return _conflict(desk, desk.card.version, content, copy.fields, status=200)
    return desk.page(desk.form(WrittenReport.of_data(copy.fields)))


def _kept(desk: Desk, form: ReportForm) -> bool:
    """Keep what the form has now; where another text has come since, the saving will tell of it."""
    values = {name: form[name].value() for name in form.fields}
    try:
        desk.copy = keep_copy(
            case_id=desk.case.pk,
            fields=written_fields({name: "" if value is None else str(value) for name, value in values.items()}),
            base_version=number_in(str(form.initial["base_version"])),
            seen=desk.seen,
            actor=desk.request.actor,
            at=timezone.now(),
        )
    except (ReportStale, CopyStale):
        return False
    return True


def _save(desk: Desk, form: ReportForm) -> HttpResponse:
    request, case = desk.request, desk.case
    if not form.is_valid():
        return desk.page(form, status=FORM_STATUS)
    content = form.content(desk.base, lexicon())
    try:
        version = save_report(
            case_id=case.pk,
            content=content,
            base_version=form.cleaned_data["base_version"],
            actor=request.actor,
            at=timezone.now(),
            copy=desk.seen,
        )
    except ReportStale as stale:
        if stale.latest.content_hash != content_hash(content):
            return _conflict(desk, stale.latest, content, request.POST, status=CONFLICT)
        version = stale.latest
    except Refusal as refusal:
        if refusal.status != FORM_STATUS:
            raise
        form.add_error(None, str(refusal.sentence))
        return desk.page(form, status=FORM_STATUS)
    return _saved(desk, version)


def _saved(desk: Desk, version: StaffReportVersion) -> HttpResponse:
    """What the pressed button asks for after the saving: stay, go on to the task, or answer a finding."""
    then, _colon, fingerprint = desk.request.POST.get("then", "").partition(":")
    case = desk.case
    voided = _voided(desk, version)
    if voided:
        messages.info(
            desk.request, _("Ändringen gör att godkännandet från {namn} inte längre gäller.").format(namn=voided)
        )
    if then == "task":
        head = case_head(desk.request.actor, visible_case(desk.request.actor, case.uuid), "case_report")
        address = next((task.url for task in head.tasks if task.own), "")
        if address:
            return redirect(address)
    if then == "waive":
        return redirect("waive_finding", case.uuid, fingerprint)
    if then == "acknowledge":
        return _acknowledged(desk, fingerprint)
    messages.success(desk.request, _("Utkastet är sparat."))
    return redirect("edit_report", case.uuid)


def _voided(desk: Desk, version: StaffReportVersion) -> str:
    if desk.card is None or version.number == desk.card.number:
        return ""
    given = [line.who for line in desk.card.approvals if line.approved and line.version == desk.card.number]
    return _(" och ").join(dict.fromkeys(given))


def _acknowledged(desk: Desk, fingerprint: str) -> HttpResponseRedirect:
    try:
        answer_finding(
            case_id=desk.case.pk,
            fingerprint=fingerprint,
            kind=AnswerKind.ACKNOWLEDGED,
            reason="",
            actor=desk.request.actor,
            at=timezone.now(),
        )
    except FindingGone:
        messages.info(desk.request, _("Texten är sparad. Anmärkningen finns inte kvar."))
    else:
        messages.success(desk.request, _("Varningen är kvitterad."))
    return redirect("edit_report", desk.case.uuid)


def _conflict(
    desk: Desk, latest: StaffReportVersion, content: Content, written: Mapping[str, str], *, status: int
) -> HttpResponse:
    """Någon annan har ändrat texten: both texts are shown, and what was written goes on as the next version."""
    sections = compare(Content.from_dict(latest.content), content)
    context = {
        "head": case_head(desk.request.actor, desk.case, "case_report"),
        "here": _("Någon annan har ändrat texten"),
        "latest": latest,
        "kept": list(written_fields(written).items()),
        "then": desk.request.POST.get("then", ""),
        "seen": desk.copy.number if desk.copy else 0,
        "sections": [section for section in sections if section.changed],
    }
    return render(desk.request, "cases/report_conflict.html", context, status=status)
