"""Drift (S14): the page, a finding that is mended, and jobs that are run again or given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import policy
from accounts.forms import KeyedForm
from audit.rules import Refusal
from workflows import services
from workflows.forms.operation import GiveUpForm, MendForm
from workflows.selectors import failed_jobs
from workflows.selectors.mending import Mending, mending
from workflows.selectors.operation import operation_page

if TYPE_CHECKING:
    from config.middleware import ActingRequest

ASKED_FOR_FORM = 422


@require_safe
@policy.mark("operate")
def operation(request: ActingRequest) -> HttpResponse:
    """Drift: allt fungerar, or what does not."""
    page = operation_page(timezone.now())
    return render(request, "workflows/operation.html", {"page": page, "now": timezone.now()})


@require_POST
@policy.mark("operate")
def check_now(request: ActingRequest) -> HttpResponse:
    """Kontrollera nu, as the night does."""
    services.order_check(actor=request.actor)
    messages.success(request, _("Kontrollen börjar om en liten stund. Ladda om sidan för att se vad den hittade."))
    return redirect("operation")


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("operate")
def mend_finding(request: ActingRequest, finding: str, row: int) -> HttpResponse:
    """Åtgärda ett fynd.

    Raises:
        NotVisible: the fault is not there, or is no longer.
    """
    page = mending(finding, row)
    if page is None:
        if request.method == "POST":  # sent again, or somebody else was first
            return _mended_already(request, finding, row)
        raise policy.NotVisible
    form = MendForm(request.POST or None)
    form.offer(page.choices, page.steps, page.people)
    if not form.is_valid():
        return _asked(request, page, form)
    try:
        number = _mend(request, form, finding, row)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _asked(request, page, form)
    _tell_mended(request, number)
    return redirect("operation")


def _mend(request: ActingRequest, form: MendForm, finding: str, row: int) -> str:
    return services.repair(
        kind=finding,
        row=row,
        remedy=form.cleaned_data["remedy"],
        step=form.cleaned_data.get("step", ""),
        person_id=form.cleaned_data.get("person"),
        reason=form.cleaned_data["reason"],
        actor=request.actor,
        at=timezone.now(),
        key=form.cleaned_data["key"],
    )


def _tell_mended(request: ActingRequest, number: str) -> None:
    told = _("Felet i {dnr} är åtgärdat.").format(dnr=number) if number else _("Felet är åtgärdat.")
    messages.success(request, f"{told} {_('Hela registret kontrolleras igen.')}")


def _mended_already(request: ActingRequest, finding: str, row: int) -> HttpResponse:
    """The same form again has the same answer; another is told that there is nothing left to do."""
    messages.info(request, _("Felet finns inte längre."))
    return redirect("operation")


def _asked(request: ActingRequest, page: Mending, form: MendForm) -> HttpResponse:
    status = ASKED_FOR_FORM if form.is_bound else 200
    return render(request, "workflows/mend.html", {"page": page, "form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("operate")
def retry_failed(request: ActingRequest, source: str, row: int) -> HttpResponse:
    """Försök igen med ett jobb som har misslyckats."""
    form = KeyedForm(request.POST or None)
    if form.is_valid():
        services.retry_failed(
            source=source, row=row, actor=request.actor, at=timezone.now(), key=form.cleaned_data["key"]
        )
        messages.success(request, _("Jobbet körs igen."))
        return redirect("operation")
    return _job_page(
        request,
        form,
        source,
        row,
        consequence=_("Jobbet körs från början så snart en arbetare är ledig."),
        button=_("Försök igen"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("operate")
def give_up_failed(request: ActingRequest, source: str, row: int) -> HttpResponse:
    """Avstå från ett jobb som har misslyckats."""
    form = GiveUpForm(request.POST or None)
    if form.is_valid():
        services.give_up_failed(
            source=source,
            row=row,
            actor=request.actor,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
            key=form.cleaned_data["key"],
        )
        messages.success(request, _("Jobbet körs inte igen."))
        return redirect("operation")
    return _job_page(
        request,
        form,
        source,
        row,
        consequence=_(
            "Jobbet försvinner ur listan. Ett ärende som väntar på det står kvar i sitt steg tills registratorn "
            "försöker igen eller ärendet tas tillbaka."
        ),
        button=_("Avstå"),
        danger=True,
    )


def _job_page(
    request: ActingRequest,
    form: KeyedForm,
    source: str,
    row: int,
    *,
    consequence: str,
    button: str,
    danger: bool = False,
) -> HttpResponse:
    job = failed_jobs.failed_job(source, row)
    if job is None:
        raise policy.NotVisible
    context = {
        "form": form,
        "heading": failed_jobs.told_of(job.title),
        "job": job,
        "consequence": consequence,
        "button": button,
        "danger": danger,
        "back": reverse("operation"),
    }
    return render(request, "workflows/failed_job.html", context, status=ASKED_FOR_FORM if form.is_bound else 200)
