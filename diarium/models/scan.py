"""Virusprövning av filer: what the scanner has said of a content, by its hash. Nothing is opened before it is clean."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diarium.states import ScanStatus


class FileScan(models.Model):
    """Prövad fil. `waiting` = in quarantine, the scanner was not reached; scanned once for all its uses."""

    sha256 = models.CharField(_("kontrollsumma"), max_length=64, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=ScanStatus.choices, default=ScanStatus.WAITING)
    scanned_at = models.DateTimeField(_("prövad"), null=True, blank=True)
    finding = models.TextField(_("fynd"), blank=True)

    class Meta:
        verbose_name = _("virusprövning")
        verbose_name_plural = _("virusprövningar")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=ScanStatus.WAITING, scanned_at__isnull=True)
                | Q(status__in=[ScanStatus.CLEAN, ScanStatus.INFECTED], scanned_at__isnull=False),
                name="diarium_filescan_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256
