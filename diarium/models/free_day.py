"""Egna lediga dagar: working days on which the municipality's own time limits stand still."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class FreeDay(models.Model):
    """Ledig dag (klämdag): counted by the municipality's own working days alone, never by a clock of the law.

    A row is written when the day is added and ended when it is taken away, so that what a date was counted with can
    be read afterwards. It holds only for what is counted after it was added.
    """

    day = models.DateField(_("dag"))
    name = models.CharField(_("namn"), max_length=100)
    added_at = models.DateTimeField(_("tillagd"))
    ended_at = models.DateTimeField(_("borttagen"), null=True, blank=True)

    class Meta:
        verbose_name = _("ledig dag")
        verbose_name_plural = _("lediga dagar")
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["day"], condition=Q(ended_at__isnull=True), name="diarium_freeday_once_a_day"
            ),
            models.CheckConstraint(condition=Q(day__iso_week_day__lte=5), name="diarium_freeday_on_a_weekday"),
            models.CheckConstraint(condition=~Q(name=""), name="diarium_freeday_has_a_name"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("added_at")), name="diarium_freeday_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day.isoformat()} {self.name}"
