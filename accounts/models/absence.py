"""Frånvaro: the days when a substitute does what a person holds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.user import User


class Absence(models.Model):
    """Frånvaro: from–to, and who stands in. What is given for those days are the mandates that belong to it.

    Ended by an earlier `valid_to`, or `revoked` before it began; never deleted.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name=_("person"))
    substitute = models.ForeignKey(User, models.PROTECT, related_name="substitutions", verbose_name=_("ersättare"))
    valid_from = models.DateField(_("Från och med"))
    valid_to = models.DateField(_("Till och med"))
    revoked = models.BooleanField(_("Återkallad innan den började"), default=False)

    class Meta:
        verbose_name = _("frånvaro")
        verbose_name_plural = _("frånvaro")
        indexes = [models.Index(fields=["user", "valid_to"], name="accounts_absence_of_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="accounts_absence_dates_in_order"
            ),
            models.CheckConstraint(
                condition=~models.Q(substitute=models.F("user")), name="accounts_absence_another_stands_in"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.valid_from}–{self.valid_to}"
