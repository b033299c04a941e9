"""Gallring (S14, only the rules): the list, one rule, and the acts that change them by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import policy
from audit.rules import Refusal
from diarium.forms.classification import ChangeRuleForm, RuleForm
from diarium.models import RetentionRule
from diarium.selectors.classification import rule_list, rule_page
from diarium.services import classification
from diarium.services.classification import RuleFacts
from diarium.views.administration import ASKED_FOR_FORM, Trail, form_page

if TYPE_CHECKING:
    from config.middleware import ActingRequest


@require_safe
@policy.mark("read_register_tables")
def retention_rules(request: ActingRequest) -> HttpResponse:
    """Gallringsreglerna."""
    context = {
        "rules": rule_list(request.actor, timezone.localdate()),
        "may_keep": policy.can(request.actor, "keep_register_tables"),
    }
    return render(request, "diarium/administration/retention_rules.html", context)


@require_safe
@policy.mark("read_register_tables")
def retention_rule(request: ActingRequest, rule_id: int) -> HttpResponse:
    """En gallringsregel."""
    page = rule_page(request.actor, rule_id, timezone.localdate())
    return render(request, "diarium/administration/retention_rule.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def add_retention_rule(request: ActingRequest) -> HttpResponse:
    """Lägg till en regel."""
    form = RuleForm(request.POST or None)
    if form.is_valid():
        facts = _facts(form, form.cleaned_data["code"].strip())
        try:
            row = classification.add_retention_rule(facts=facts, actor=request.actor, at=timezone.now())
        except Refusal as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("Gallringsregeln {code} är tillagd.").format(code=row.code))
            return redirect("retention_rule", row.pk)
    return form_page(request, form, heading=_("Ny gallringsregel"), button=_("Lägg till regeln"), trail=_trail())


@require_http_methods(["GET", "HEAD", "POST"])
@policy.mark("keep_register_tables")
def change_retention_rule(request: ActingRequest, rule_id: int) -> HttpResponse:
    """Ändra en regel; what the change means for matters that are closed is said on the page."""
    row = policy.get_visible(request.actor, RetentionRule, pk=rule_id)
    names = ("label", "action", "years", "from_event", "valid_from", "valid_to")
    form = ChangeRuleForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if form.is_valid():
        try:
            classification.change_retention_rule(
                rule_id=row.pk, facts=_facts(form, row.code), actor=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("Gallringsregeln {code} är sparad.").format(code=row.code))
            return redirect("retention_rule", row.pk)
    return form_page(
        request,
        form,
        heading=_("Ändra gallringsregeln {code}").format(code=row.code),
        button=_("Spara regeln"),
        trail=_trail(row),
        consequence=_(
            "Ändringen gäller alla ärenden som har regeln, även avslutade."
            " Lägg till en ny regel om bara nya ärenden ska följa den."
        ),
    )


def _facts(form: RuleForm, code: str) -> RuleFacts:
    data = form.cleaned_data
    return RuleFacts(
        code,
        " ".join(data["label"].split()),
        data["action"],
        data["years"],
        data["from_event"],
        data["valid_from"],
        data["valid_to"],
    )


def _say(form: RuleForm, refusal: Refusal) -> None:
    if refusal.status != ASKED_FOR_FORM:
        raise refusal
    form.add_error(None, str(refusal))


def _trail(row: RetentionRule | None = None) -> Trail:
    rules = (_("Gallring"), reverse("retention_rules"))
    return [rules, (row.code, reverse("retention_rule", args=[row.pk]))] if row else [rules]
