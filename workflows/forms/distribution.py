"""Expedieringens formulär: what the registrar decides about joint boards, and the typed count of a long list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import KeyedForm
from accounts.models import Board
from cases.models import Case
from cases.selectors.distribution import plan_of
from cases.services.distribution import TYPED_COUNT_FROM

TAKE_IN, LEAVE_OUT = "in", "out"


def distribute_form(case: Case) -> type[KeyedForm]:
    """Formuläret: one question per joint board with an outside host; the number of recipients from 20 on."""
    plan = plan_of(case, on=timezone.localdate())
    fields: dict[str, forms.Field] = {}
    asked = [problem.board_id for problem in plan.problems if problem.board_id] if plan else []
    for board in Board.objects.filter(pk__in=asked).order_by("name"):
        fields[f"board_{board.pk}"] = forms.ChoiceField(
            label=_("{namnd} är en gemensam nämnd i {kommun}. Ska den vara med?").format(
                namnd=board.name, kommun=board.host_municipality
            ),
            choices=[(TAKE_IN, _("Ta med")), (LEAVE_OUT, _("Ta inte med"))],
            widget=forms.RadioSelect,
            error_messages={"required": _("Välj om {namnd} ska vara med.").format(namnd=board.name)},
        )
    if plan is not None and len(plan.rows) + len(asked) >= TYPED_COUNT_FROM:
        fields["count"] = forms.IntegerField(
            label=_("Skriv antalet mottagare för att bekräfta"),
            max_value=9999,
            widget=forms.TextInput(attrs={"class": "w-short", "inputmode": "numeric"}),
            error_messages={
                "required": _("Skriv antalet mottagare."),
                "invalid": _("Skriv antalet med siffror."),
                "max_value": _("Skriv antalet med siffror."),
            },
        )
    return type("DistributeForm", (KeyedForm,), fields)


def distribute_payload(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the step reads."""
    answers = {int(name[6:]): value for name, value in cleaned.items() if name.startswith("board_")}
    return {
        "taken_in": sorted(board for board, answer in answers.items() if answer == TAKE_IN),
        "left_out": sorted(board for board, answer in answers.items() if answer == LEAVE_OUT),
        "count": cleaned.get("count"),
    }
