"""Sekretess: who may see a secret matter, lifting a marking by two persons, and access in an emergency."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from diarium.models.document import Document
from diarium.models.entry import DiaryEntry


class NeedToKnow(models.Model):
    """Behörighetslista: who may see a secret matter, from–to."""

    entry = models.ForeignKey(DiaryEntry, models.PROTECT, related_name="need_to_know")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="need_to_know")
    valid_from = models.DateField(_("från"))
    valid_to = models.DateField(_("till"), null=True, blank=True)

    class Meta:
        verbose_name = _("behörig till sekretessärende")
        verbose_name_plural = _("behöriga till sekretessärenden")
        ordering = ["entry", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(valid_from__lte=F("valid_to")), name="diarium_need_dates_in_order"),
            models.UniqueConstraint(fields=["entry", "user", "valid_from"], name="diarium_need_once"),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.user}"


class SecrecyLift(models.Model):
    """Förslag att ta bort en sekretessmarkering; carried out when another person confirms it (G12).

    `document` empty = the matter's own marking. `confirmed_transaction` binds the confirmation to the change: the
    database refuses to take a marking away without it.
    """

    entry = models.ForeignKey(DiaryEntry, models.PROTECT, related_name="lifts")
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="lifts")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("föreslaget"))
    reason = models.TextField(_("skäl"))
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("bekräftat av"),
    )
    confirmed_at = models.DateTimeField(_("bekräftat"), null=True, blank=True)
    confirmed_transaction = models.BigIntegerField(null=True, blank=True, editable=False)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("avslaget av")
    )
    refused_at = models.DateTimeField(_("avslaget"), null=True, blank=True)

    class Meta:
        verbose_name = _("förslag att ta bort en sekretessmarkering")
        verbose_name_plural = _("förslag att ta bort sekretessmarkeringar")
        ordering = ["proposed_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="diarium_lift_has_a_reason"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("proposed_by")),
                name="diarium_lift_by_two",
                violation_error_message=_("Två personer behövs för att ta bort en sekretessmarkering."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True, confirmed_transaction__isnull=True)
                | Q(
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    confirmed_transaction__isnull=False,
                    refused_by__isnull=True,
                ),
                name="diarium_lift_confirmed_whole",
            ),
            models.UniqueConstraint(
                fields=["entry", "document"],
                condition=Q(confirmed_by__isnull=True, refused_by__isnull=True),
                nulls_distinct=False,
                name="diarium_lift_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}"


class EmergencyAccess(models.Model):
    """Tillfällig åtkomst till ett sekretessärende: asked with a reason, granted by another person, for a few hours."""

    entry = models.ForeignKey(DiaryEntry, models.PROTECT, related_name="emergencies")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("begärt"))
    reason = models.TextField(_("skäl"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("beviljat av")
    )
    granted_at = models.DateTimeField(_("beviljat"), null=True, blank=True)
    until = models.DateTimeField(_("gäller till"), null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("avslaget av")
    )
    refused_at = models.DateTimeField(_("avslaget"), null=True, blank=True)
    seen_by_registry_at = models.DateTimeField(_("sett av registratorn"), null=True, blank=True)

    class Meta:
        verbose_name = _("tillfällig åtkomst")
        verbose_name_plural = _("tillfälliga åtkomster")
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="diarium_emergency_has_a_reason"),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("asked_by")),
                name="diarium_emergency_by_two",
                violation_error_message=_("En annan person måste godkänna."),
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True, granted_at__isnull=True, until__isnull=True)
                | Q(granted_by__isnull=False, until__gt=F("granted_at"), refused_by__isnull=True),
                name="diarium_emergency_granted_whole",
            ),
            models.UniqueConstraint(
                fields=["entry", "asked_by"],
                condition=Q(granted_by__isnull=True, refused_by__isnull=True),
                name="diarium_emergency_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry}: {self.asked_by}"


OPEN_NOW = Q(granted_by__isnull=False, until__gt=Now())
"""Which emergency accesses are in force, on the database's clock."""
