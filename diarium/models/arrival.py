"""Att registrera: what has reached the authority and waits for one of the exits of OSL 5:1, and its files."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diarium.models.document import Document
from diarium.states import ArrivalChannel, ArrivalExit


class Arrival(models.Model):
    """Inkommet, inte registrerat: a letter, message or scan as it came. `came_on` is the day of FL 22 §.

    It leaves by one exit of OSL 5:1, with who, when and why: registered (as `document`), kept in order without
    registering, of minor importance, or another authority's recording.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    board = models.ForeignKey("accounts.Board", models.PROTECT, related_name="arrivals", verbose_name=_("nämnd"))
    channel = models.CharField(_("sätt"), max_length=10, choices=ArrivalChannel.choices)
    came_on = models.DateField(_("kom in"))
    arrived_at = models.DateTimeField(_("mottaget"))
    sender = models.TextField(_("avsändare"), blank=True)
    subject = models.TextField(_("rubrik"))
    message_id = models.TextField(_("meddelandets id"), blank=True)
    exit = models.CharField(_("val"), max_length=12, choices=ArrivalExit.choices, default=ArrivalExit.WAITING)
    reason = models.TextField(_("skäl"), blank=True)
    decided_at = models.DateTimeField(_("avgjort"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("avgjort av")
    )
    document = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="arrivals", verbose_name=_("handling")
    )

    class Meta:
        verbose_name = _("inkommet att registrera")
        verbose_name_plural = _("inkommet att registrera")
        ordering = ["came_on", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(subject=""), name="diarium_arrival_has_a_subject"),
            models.CheckConstraint(
                condition=Q(channel__in=ArrivalChannel.values), name="diarium_arrival_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    exit=ArrivalExit.WAITING, decided_at__isnull=True, decided_by__isnull=True, document__isnull=True
                )
                | Q(exit=ArrivalExit.REGISTERED, decided_at__isnull=False, document__isnull=False)
                | (
                    Q(
                        exit__in=[ArrivalExit.KEPT, ArrivalExit.TRIVIAL, ArrivalExit.ELSEWHERE],
                        decided_at__isnull=False,
                        decided_by__isnull=False,
                        document__isnull=True,
                    )
                    & ~Q(reason="")
                ),
                name="diarium_arrival_exit_whole",
            ),
            models.UniqueConstraint(
                fields=["board", "message_id"], condition=~Q(message_id=""), name="diarium_arrival_message_once"
            ),
        ]
        indexes = [
            models.Index(F("board"), F("came_on"), condition=Q(exit="waiting"), name="diarium_arrival_waiting"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def stream(self) -> str:
        """The event stream of what came."""
        return f"arrival:{self.uuid}"


class ArrivalFile(models.Model):
    """Fil i det som kom: its content lies under its hash, registered or not. Written once."""

    arrival = models.ForeignKey(Arrival, models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField(_("ordning"))
    sha256 = models.CharField(_("kontrollsumma"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("storlek"))
    media_type = models.CharField(_("filformat"), max_length=100)
    file_name = models.TextField(_("filnamn"))

    class Meta:
        verbose_name = _("fil i det som kom")
        verbose_name_plural = _("filer i det som kom")
        ordering = ["arrival", "position"]
        constraints = [
            models.UniqueConstraint(fields=["arrival", "position"], name="diarium_arrivalfile_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="diarium_arrivalfile_hash_form"),
        ]

    def __str__(self) -> str:
        return self.file_name
