"""Bevakning: a person's own reminder of a matter."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Watch(models.Model):
    """Bevakning av ett ärende: the matter comes back in the person's list on the day, or stands there without one.

    `reminded_on` is the day that the person has been reminded of, so that no day tells twice.
    """

    case = models.ForeignKey("cases.Case", verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="watches")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="watches"
    )
    on = models.DateField(_("bevakningsdatum"), null=True, blank=True)
    reminded_on = models.DateField(_("påmind om dagen"), null=True, blank=True)
    created_at = models.DateTimeField(_("bevakas sedan"))

    class Meta:
        verbose_name = _("bevakning")
        verbose_name_plural = _("bevakningar")
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["case", "user"], name="cases_watch_once")]
        indexes = [
            models.Index(F("user"), F("on"), F("id"), name="cases_watch_of_person"),
            models.Index(F("on"), F("id"), condition=Q(on__isnull=False), name="cases_watch_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.user_id}"
