"""Granskningens inställningar: which checks of a staff report a municipality takes otherwise than the product."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.states import CheckSeverity


class CheckSetting(models.Model):
    """Kontroll som kommunen har ändrat: another severity, or not run at all (empty), with the reason."""

    code = models.CharField(_("kod"), max_length=8, unique=True)
    severity = models.CharField(_("allvarlighet"), max_length=8, choices=CheckSeverity, blank=True)
    reason = models.TextField(_("skäl"))
    set_at = models.DateTimeField(_("när"))
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("av"), on_delete=models.PROTECT, related_name="+"
    )
    set_label = models.CharField(_("av"), max_length=150)

    class Meta:
        verbose_name = _("inställning för en kontroll")
        verbose_name_plural = _("inställningar för kontroller")
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=["", *CheckSeverity.values]), name="cases_check_severity_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="cases_check_setting_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.severity or 'off'}"
