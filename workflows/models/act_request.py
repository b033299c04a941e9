"""Begäran till en andra person: an act that one person asks for and another decides (ActRequest)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from workflows.states.act_request import RequestOutcome

_BY_ANOTHER = ("granted", "refused")
_OPEN = Q(outcome="")


class ActRequest(models.Model):
    """Begäran om en åtgärd: written once, answered once by another person, or gone with what made it possible.

    `asked_as` is the policy action that let the first person ask. `asked_for` and `answered_for` name whom each stood
    in for: nobody answers for the one who asked, nor does the one asked for. `granted_in` is the transaction of the
    yes, which the database wants to see when the act itself is done.
    """

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="act_requests")
    act = models.CharField(_("åtgärd"), max_length=40)
    asked_as = models.CharField(_("begärd med rätten"), max_length=60)
    reason = models.TextField(_("skäl"))
    payload = models.JSONField(_("uppgifter till åtgärden"), default=dict, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("begärd av"), on_delete=models.PROTECT, related_name="+"
    )
    asked_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("begärd för"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    asked_at = models.DateTimeField(_("begärd"))
    outcome = models.CharField(_("svar"), max_length=10, choices=RequestOutcome, blank=True)
    answer_reason = models.TextField(_("skäl för svaret"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("besvarad av"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("besvarad för"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField(_("besvarad"), null=True, blank=True)
    granted_in = models.BigIntegerField(_("beviljad i transaktion"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("begäran om åtgärd")
        verbose_name_plural = _("begäranden om åtgärder")
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="workflows_act_request_has_reason"),
            models.CheckConstraint(
                condition=_OPEN | Q(outcome__in=RequestOutcome.values), name="workflows_act_request_outcome_known"
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=_BY_ANOTHER)
                | Q(answered_by__isnull=False)
                & ~Q(answered_by=F("asked_by"))
                & (Q(asked_for__isnull=True) | ~Q(answered_by=F("asked_for")))
                & (Q(answered_for__isnull=True) | ~Q(answered_for=F("asked_by")))
                & (Q(answered_for__isnull=True) | Q(asked_for__isnull=True) | ~Q(answered_for=F("asked_for"))),
                name="workflows_act_request_by_two",
                violation_error_message=_("En annan person måste svara."),
            ),
            models.CheckConstraint(
                condition=_OPEN & Q(answered_at__isnull=True, answered_by__isnull=True, granted_in__isnull=True)
                | ~_OPEN & Q(answered_at__isnull=False),
                name="workflows_act_request_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(outcome="granted", granted_in__isnull=False)
                | ~Q(outcome="granted") & Q(granted_in__isnull=True),
                name="workflows_act_request_granted_whole",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(answer_reason=""), name="workflows_act_refusal_has_reason"
            ),
            models.UniqueConstraint(fields=["case", "act"], condition=_OPEN, name="workflows_one_open_act_request"),
        ]

    def __str__(self) -> str:
        return f"{self.act} in case {self.case_id}"
