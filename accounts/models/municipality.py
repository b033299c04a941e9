"""Kommunen och dess ord: what differs between municipalities is rows."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


def default_number_template() -> dict[str, Any]:
    """KS-2018/91.103."""
    return {"sep1": "-", "sep2": "/", "class_separator": ".", "document_separator": "-", "serial_width": 0}


class Municipality(models.Model):
    """Kommun: the one row that names the organisation, its addresses and the form of its diary numbers."""

    code = models.CharField(_("Kod"), max_length=20, unique=True)
    name = models.CharField(_("Namn"), max_length=200)
    municipality_code = models.CharField(_("Kommunkod"), max_length=4, blank=True)
    organisation_number = models.CharField(_("Organisationsnummer"), max_length=20, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    postal_address = models.TextField(_("Postadress"), blank=True)
    visiting_address = models.TextField(_("Besöksadress"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-postadress"), blank=True)
    web = models.CharField(_("Webbplats"), max_length=200, blank=True)
    appeal_court = models.CharField(_("Förvaltningsrätt"), max_length=200, blank=True)
    districts = models.JSONField(default=list, blank=True)
    number_template = models.JSONField(default=default_number_template)
    emergency_hours = models.PositiveSmallIntegerField(_("Timmar för tillfällig åtkomst"), default=24)
    demo_text = models.TextField(_("Text om demonstration"), blank=True)

    class Meta:
        verbose_name = _("kommun")
        verbose_name_plural = _("kommunen")
        constraints = [
            models.UniqueConstraint(models.Value(1), name="accounts_municipality_one_row"),
            models.CheckConstraint(
                condition=models.Q(emergency_hours__gte=1, emergency_hours__lte=168),
                name="accounts_municipality_emergency_hours",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """Kommunens ord: what this municipality calls a thing on screen."""

    code = models.SlugField(_("Kod"), max_length=60, unique=True)
    singular = models.CharField(_("Ental"), max_length=120)

    class Meta:
        verbose_name = _("ord")
        verbose_name_plural = _("ord")

    def __str__(self) -> str:
        return self.singular
