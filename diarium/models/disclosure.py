"""Begäran om att ta del av handlingar (TF 2:15–19): asked without name or purpose, and counted per year."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diarium.models.document import Document
from diarium.models.entry import DiaryEntry
from diarium.states import DisclosureStatus


class DisclosureYear(models.Model):
    """Årets räknare för begäran: the last number given, taken under the row's lock."""

    year = models.PositiveSmallIntegerField(_("år"), unique=True)
    last_number = models.PositiveIntegerField(_("senaste nummer"), default=0)

    class Meta:
        verbose_name = _("årets begäran")
        verbose_name_plural = _("årens begäran")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class DisclosureRequest(models.Model):
    """Begäran om att ta del av en handling. Nobody need say who they are or why (TF 2:18); `contact` is optional."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(_("år"))
    number = models.PositiveIntegerField(_("nummer"))
    received_at = models.DateTimeField(_("kom in"))
    wanted = models.TextField(_("handling"))
    contact = models.TextField(_("e-post eller telefon"), blank=True)
    entry = models.ForeignKey(
        DiaryEntry, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("ärende")
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("handling i ärendet")
    )
    status = models.CharField(
        _("status"), max_length=12, choices=DisclosureStatus.choices, default=DisclosureStatus.NEW
    )
    reason = models.TextField(_("skäl"), blank=True)
    decided_at = models.DateTimeField(_("besvarad"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("besvarad av")
    )

    class Meta:
        verbose_name = _("begäran om handling")
        verbose_name_plural = _("begäran om handlingar")
        ordering = ["received_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="diarium_request_number_once"),
            models.CheckConstraint(condition=~Q(wanted=""), name="diarium_request_says_what"),
            models.CheckConstraint(
                condition=Q(status__in=[DisclosureStatus.NEW, DisclosureStatus.TRIED], decided_at__isnull=True)
                | Q(status__in=[DisclosureStatus.RELEASED, DisclosureStatus.MASKED], decided_at__isnull=False)
                | (Q(status=DisclosureStatus.REFUSED, decided_at__isnull=False) & ~Q(reason="")),
                name="diarium_request_answer_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The reference the asker gets: B-2026-0042."""
        return f"B-{self.year}-{self.number:04d}"

    @property
    def stream(self) -> str:
        """The event stream of the request."""
        return f"request:{self.uuid}"
