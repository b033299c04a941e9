"""Begäran om en åtgärd: the page where it is answered by the second person or taken back by the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import policy
from accounts.forms import CAPACITY, ask_capacity, in_chosen_capacity
from audit.rules import Refusal
from cases.models import Case
from cases.selectors.page import case_head, visible_case
from cases.services.case import Stale, TransitionBlocked
from workflows import services
from workflows.definitions.acts import ACT_WORDS
from workflows.forms.acts import YES, AnswerRequestForm
from workflows.selectors.act_request import RequestPage, request_page
from workflows.views.acts import ASKED_FOR_FORM, CONTINUE, show_stale

if TYPE_CHECKING:
    from config.middleware import ActingRequest

KEPT = (CAPACITY, "answer", "reason")


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("see_cases")
def act_request(request: ActingRequest, request_id: int) -> HttpResponse:
    """Begäran: what it is about, and the second person's answer.

    Raises:
        NotVisible: there is none. NotAllowed: it is another's to answer. RequestAnswered: somebody was first.
    """
    page = request_page(request.actor, request_id)
    case = visible_case(request.actor, page.request.case.uuid)
    new = request.method != "POST" or CONTINUE in request.POST
    if not new and not page.may_answer and not page.answered:
        raise services.NotSecondPerson
    kept = {name: request.POST.get(name, "") for name in KEPT}
    form = AnswerRequestForm(None if new else request.POST, initial={"version": case.version, **kept})
    grants = policy.choices(request.actor, [page.answers_as], case)
    only = ask_capacity(form, grants)
    if new or not form.is_valid():
        return _page(request, case, page, form, only)
    words, written = ACT_WORDS[page.request.act], form.cleaned_data
    try:
        answer = services.answer_request(
            request_id=request_id,
            granted=written["answer"] == YES,
            actor=in_chosen_capacity(request.actor, grants, form),
            at=timezone.now(),
            key=written["key"],
            expected_version=written["version"],
            reason=written["reason"],
        )
    except Stale as refusal:
        return show_stale(request, case, refusal, {name: written.get(name, "") for name in KEPT})
    except TransitionBlocked as refusal:
        raise refusal.when(words.doing) from None
    except Refusal as refusal:
        if refusal.status != ASKED_FOR_FORM:
            raise
        form.add_error(None, str(refusal.sentence))
        return _page(request, case, page, form, only)
    if answer.outcome == "refused":
        said = _("Begäran i {dnr} är avslagen.").format(dnr=answer.number)
    else:
        done = Case.objects.get(pk=case.pk)
        said = str(words.done).format(dnr=answer.number, omgång=done.round)
    messages.success(request, said)
    return redirect("case", case.uuid)


@require_POST
@policy.mark("see_cases")
def take_back_request(request: ActingRequest, request_id: int) -> HttpResponse:
    """Ta tillbaka begäran."""
    page = request_page(request.actor, request_id)
    services.take_back_request(request_id=request_id, actor=request.actor, at=timezone.now())
    messages.success(request, _("Begäran är tillbakatagen."))
    return redirect("case", page.request.case.uuid)


def _page(request: ActingRequest, case: Case, page: RequestPage, form: AnswerRequestForm, only: str) -> HttpResponse:
    context = {
        "head": case_head(request.actor, case, "case"),
        "here": page.heading,
        "page": page,
        "form": form,
        "capacity": only,
        "cancel_url": reverse("case", args=[case.uuid]),
    }
    return render(request, "workflows/act_request.html", context, status=ASKED_FOR_FORM if form.is_bound else 200)
