"""Kalenderadress: the secret address where a person's calendar program fetches the person's dates."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarAddress(models.Model):
    """Kalenderadress. The secret is worked out from the server's key, the person and `serial`, and stored nowhere.

    Another serial is another address, and the old one leads nowhere.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="calendar_address"
    )
    serial = models.PositiveIntegerField(_("löpnummer"), default=1)
    is_open = models.BooleanField(_("öppen"), default=True)
    made_at = models.DateTimeField(_("skapad"))

    class Meta:
        verbose_name = _("kalenderadress")
        verbose_name_plural = _("kalenderadresser")

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"
