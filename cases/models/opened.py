"""Senast öppnade ärenden: a person's own way back."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class OpenedCase(models.Model):
    """Öppnat ärende: when the person last opened the matter; only the latest are kept."""

    case = models.ForeignKey("cases.Case", verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("öppnat"))

    class Meta:
        verbose_name = _("öppnat ärende")
        verbose_name_plural = _("öppnade ärenden")
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="cases_opened_once")]
        indexes = [models.Index(F("user"), F("at").desc(), name="cases_opened_by_person")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.user_id}"
