"""Remiss och underlag: somebody is asked to say something by a day, and what became of it (R5, R6)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.distribution import Dispatch
from cases.states import NudgeKind, ReferralKind, ReferralState, Stance

TO_CONTRIBUTION = (Stance.CONTRIBUTES, Stance.NOTHING_TO_ADD)


class Referral(models.Model):
    """Remiss, or a request for a contribution (`kind`): one row per who is asked; ended once and then left as it is.

    `respondent` answers in the product; none = an outside body, whose answer the registry registers. `version` is that
    of the branch, so that those who answer beside each other do not make each other stale.
    """

    uuid = models.UUIDField(_("identitet"), unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="referrals")
    kind = models.CharField(_("slag"), max_length=12, choices=ReferralKind)
    name = models.CharField(_("remissinstans"), max_length=200)
    respondent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("den som svarar"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    correspondent = models.ForeignKey(
        "diarium.Correspondent",
        verbose_name=_("i registret"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    board = models.ForeignKey(
        "accounts.Board", verbose_name=_("nämnd"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    questions = models.TextField(_("frågor"))
    due = models.DateField(_("svar senast"))
    sent_at = models.DateTimeField(_("skickad"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("skickad av"), on_delete=models.PROTECT, related_name="+"
    )
    dispatch = models.OneToOneField(
        Dispatch, verbose_name=_("utskick"), null=True, blank=True, on_delete=models.PROTECT, related_name="referral"
    )
    state = models.CharField(_("läge"), max_length=24, choices=ReferralState, default=ReferralState.SENT)
    version = models.PositiveIntegerField(_("version"), default=1)
    stance = models.CharField(_("ställningstagande"), max_length=14, choices=Stance, blank=True)
    statement = models.TextField(_("yttrande"), blank=True)
    document = models.ForeignKey(
        "diarium.Document",
        verbose_name=_("yttrandet som handling"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    ended_at = models.DateTimeField(_("avslutad"), null=True, blank=True)
    ended_label = models.CharField(_("avslutad av"), max_length=150, blank=True)
    close_reason = models.TextField(_("varför den avslutades utan svar"), blank=True)

    class Meta:
        verbose_name = _("remiss")
        verbose_name_plural = _("remisser")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind", "name"],
                condition=Q(state=ReferralState.SENT),
                name="cases_asked_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(kind__in=ReferralKind.values), name="cases_referral_kind_known"),
            models.CheckConstraint(condition=Q(state__in=ReferralState.values), name="cases_referral_state_known"),
            models.CheckConstraint(
                condition=Q(stance="", kind__in=ReferralKind.values)
                | Q(kind=ReferralKind.CONTRIBUTION, stance__in=TO_CONTRIBUTION)
                | (Q(kind=ReferralKind.REFERRAL, stance__in=Stance.values) & ~Q(stance__in=TO_CONTRIBUTION)),
                name="cases_referral_stance_fits",
            ),
            models.CheckConstraint(
                condition=(Q(state=ReferralState.ANSWERED) & ~Q(stance=""))
                | (~Q(state=ReferralState.ANSWERED) & Q(stance="")),
                name="cases_answered_referral_has_stance",
            ),
            models.CheckConstraint(
                condition=(Q(state=ReferralState.CLOSED_WITHOUT_ANSWER) & ~Q(close_reason=""))
                | (~Q(state=ReferralState.CLOSED_WITHOUT_ANSWER) & Q(close_reason="")),
                name="cases_closed_referral_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=ReferralState.SENT, ended_at__isnull=True)
                | (~Q(state=ReferralState.SENT) & Q(ended_at__isnull=False)),
                name="cases_ended_referral_is_dated",
            ),
            models.CheckConstraint(
                condition=~Q(stance__in=[Stance.SUPPORTS, Stance.OPPOSES, Stance.REMARKS, Stance.CONTRIBUTES])
                | Q(document__isnull=False),
                name="cases_statement_is_a_document",
            ),
        ]
        indexes = [
            models.Index("due", "id", name="cases_referral_awaited", condition=Q(state=ReferralState.SENT)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class ReferralEnclosure(models.Model):
    """Handling som följer med: what the one who is asked gets to read. Written once."""

    referral = models.ForeignKey(
        Referral, verbose_name=_("remiss"), on_delete=models.PROTECT, related_name="enclosures"
    )
    document = models.ForeignKey(
        "diarium.Document", verbose_name=_("handling"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("handling till en remiss")
        verbose_name_plural = _("handlingar till remisser")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["referral", "document"], name="cases_enclosed_once")]

    def __str__(self) -> str:
        return f"document {self.document_id} with {self.referral_id}"


class ReferralNudge(models.Model):
    """Påminnelse: one per reason and day, so that a sweep that runs twice reminds once. Written once."""

    uuid = models.UUIDField(_("identitet"), unique=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(Referral, verbose_name=_("remiss"), on_delete=models.PROTECT, related_name="nudges")
    kind = models.CharField(_("varför"), max_length=8, choices=NudgeKind)
    day = models.DateField(_("gäller"))
    sent_at = models.DateTimeField(_("påmind"))

    class Meta:
        verbose_name = _("påminnelse om en remiss")
        verbose_name_plural = _("påminnelser om remisser")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "kind", "day"], name="cases_nudged_once"),
            models.CheckConstraint(condition=Q(kind__in=NudgeKind.values), name="cases_nudge_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.referral_id}"
