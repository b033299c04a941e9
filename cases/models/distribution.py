"""Sändlista och expediering: recipients as rules, the frozen act of sending, and a row per real recipient."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.decision import Decision
from cases.states import AttemptOutcome, Channel, DispatchState, Purpose


class Recipient(models.Model):
    """Mottagare i sändlistan: a party or a group as it was written; bound to the register or not at all."""

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="recipients")
    position = models.PositiveSmallIntegerField(_("ordning"))
    text = models.CharField(_("mottagare"), max_length=200)
    correspondent = models.ForeignKey(
        "diarium.Correspondent",
        verbose_name=_("i registret"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    group = models.ForeignKey(
        "diarium.RecipientGroup",
        verbose_name=_("grupp"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    board = models.ForeignKey(
        "accounts.Board",
        verbose_name=_("nämnd"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    purpose = models.CharField(_("varför"), max_length=12, choices=Purpose, default=Purpose.INFORMATION)
    listed = models.BooleanField(_("står i sändlistan"), default=True)

    class Meta:
        verbose_name = _("mottagare")
        verbose_name_plural = _("mottagare")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "text"], name="cases_recipient_once"),
            models.CheckConstraint(condition=Q(purpose__in=Purpose.values), name="cases_recipient_purpose_known"),
            models.CheckConstraint(
                condition=Q(correspondent__isnull=True, group__isnull=True)
                | Q(correspondent__isnull=True, board__isnull=True)
                | Q(group__isnull=True, board__isnull=True),
                name="cases_recipient_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Distribution(models.Model):
    """Utskick: one act of sending; what and to whom is frozen. Written once. `decision` is empty for a referral."""

    uuid = models.UUIDField(_("identitet"), unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="distributions")
    decision = models.ForeignKey(
        Decision, verbose_name=_("beslut"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    documents = models.JSONField(_("det som skickas"))
    sent_at = models.DateTimeField(_("expedierat"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("expedierat av"), on_delete=models.PROTECT, related_name="+"
    )
    sent_label = models.CharField(_("expedierat av"), max_length=150)

    class Meta:
        verbose_name = _("utskick")
        verbose_name_plural = _("utskick")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"distribution {self.pk}"


class Dispatch(models.Model):
    """Expediering: one row per real recipient, with its status; name and address as they were when it was sent."""

    uuid = models.UUIDField(_("identitet"), unique=True, default=uuid.uuid4, editable=False)
    distribution = models.ForeignKey(
        Distribution, verbose_name=_("utskick"), on_delete=models.PROTECT, related_name="dispatches"
    )
    position = models.PositiveSmallIntegerField(_("ordning"))
    name = models.CharField(_("mottagare"), max_length=200)
    group_name = models.CharField(_("grupp"), max_length=200, blank=True)
    replaced_name = models.CharField(_("i stället för"), max_length=200, blank=True)
    board = models.ForeignKey(
        "accounts.Board",
        verbose_name=_("nämnd"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    channel = models.CharField(_("sätt"), max_length=10, choices=Channel)
    address = models.CharField(_("adress"), max_length=254, blank=True)
    purpose = models.CharField(_("varför"), max_length=12, choices=Purpose)
    state = models.CharField(_("läge"), max_length=14, choices=DispatchState, default=DispatchState.QUEUED)
    state_at = models.DateTimeField(_("läge sedan"))
    acknowledged_label = models.CharField(_("kvitterat av"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("expediering")
        verbose_name_plural = _("expedieringar")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["distribution", "name", "channel"], name="cases_one_dispatch_per_recipient"
            ),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="cases_dispatch_channel_known"),
            models.CheckConstraint(condition=Q(state__in=DispatchState.values), name="cases_dispatch_state_known"),
            models.CheckConstraint(
                condition=~Q(channel=Channel.INTERNAL) | Q(board__isnull=False),
                name="cases_internal_dispatch_has_board",
            ),
            models.CheckConstraint(
                condition=~Q(channel=Channel.EMAIL) | ~Q(address=""), name="cases_email_dispatch_has_address"
            ),
        ]
        indexes = [
            models.Index(
                "board", "id", name="cases_unread_delivery", condition=Q(channel=Channel.INTERNAL, state="sent")
            )
        ]

    def __str__(self) -> str:
        return self.name


class DispatchAttempt(models.Model):
    """Försök: committed before the wire, so that an unknown outcome is written down as such. Written once."""

    dispatch = models.ForeignKey(
        Dispatch, verbose_name=_("expediering"), on_delete=models.PROTECT, related_name="attempts"
    )
    number = models.PositiveSmallIntegerField(_("försök"))
    address = models.CharField(_("adress"), max_length=254)
    started_at = models.DateTimeField(_("påbörjat"))

    class Meta:
        verbose_name = _("försök att skicka")
        verbose_name_plural = _("försök att skicka")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["dispatch", "number"], name="cases_dispatch_attempt_once")]

    def __str__(self) -> str:
        return f"attempt {self.number} of {self.dispatch_id}"


class DispatchReceipt(models.Model):
    """Kvitto: the outcome of one attempt. Written once; an attempt without a receipt has an unknown outcome."""

    attempt = models.OneToOneField(
        DispatchAttempt, verbose_name=_("försök"), on_delete=models.PROTECT, related_name="receipt"
    )
    outcome = models.CharField(_("utfall"), max_length=10, choices=AttemptOutcome)
    detail = models.CharField(_("svar"), max_length=500, blank=True)
    received_at = models.DateTimeField(_("när"))

    class Meta:
        verbose_name = _("kvitto")
        verbose_name_plural = _("kvitton")
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=AttemptOutcome.values), name="cases_receipt_outcome_known")
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for attempt {self.attempt_id}"
