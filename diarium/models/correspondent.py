"""Korrespondenter och mottagargrupper: the outside bodies of the register, and groups that are rules."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from diarium.states import ChannelKind, CorrespondentKind, SpellingKind


class Correspondent(models.Model):
    """Korrespondent: an outside person or body, sender or recipient. Never deleted; `confirmed` by the municipality."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("kod"), max_length=40, unique=True)
    name = models.TextField(_("namn"))
    kind = models.CharField(_("slag"), max_length=30, choices=CorrespondentKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("del av")
    )
    email = models.EmailField(_("e-post"), blank=True)
    address = models.TextField(_("adress"), blank=True)
    signatory_title = models.TextField(_("undertecknarens titel"), blank=True)
    confirmed = models.BooleanField(_("bekräftad"), default=False)

    class Meta:
        verbose_name = _("korrespondent")
        verbose_name_plural = _("korrespondenter")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="diarium_correspondent_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind__in=CorrespondentKind.values), name="diarium_correspondent_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CorrespondentAlias(models.Model):
    """Annan skrivning av en korrespondent: another name, a misspelling or a word that may mean several.

    One that has ended stands in the register and matches nothing.
    """

    correspondent = models.ForeignKey(Correspondent, models.CASCADE, related_name="aliases")
    text = models.TextField(_("skrivning"))
    kind = models.CharField(_("slag"), max_length=15, choices=SpellingKind.choices, default=SpellingKind.ALIAS)
    ended_on = models.DateField(_("upphörde"), null=True, blank=True)

    class Meta:
        verbose_name = _("annan skrivning")
        verbose_name_plural = _("andra skrivningar")
        ordering = ["correspondent", "id"]
        constraints = [
            models.UniqueConstraint(fields=["correspondent", "text"], name="diarium_alias_once"),
            models.CheckConstraint(condition=Q(kind__in=SpellingKind.values), name="diarium_alias_kind_known"),
        ]

    def __str__(self) -> str:
        return self.text


class CorrespondentChannel(models.Model):
    """Kanal till en korrespondent: one way of reaching it, with what the address is for ("Registrator", "Faktura").

    The preferred one of a kind comes first. `ended_on` keeps an old address in the register.
    """

    correspondent = models.ForeignKey(Correspondent, models.PROTECT, related_name="channels")
    kind = models.CharField(_("kanal"), max_length=15, choices=ChannelKind.choices)
    address = models.TextField(_("adress"))
    function = models.TextField(_("funktion"), blank=True)
    preferred = models.BooleanField(_("används först"), default=False)
    ended_on = models.DateField(_("upphörde"), null=True, blank=True)

    class Meta:
        verbose_name = _("kanal")
        verbose_name_plural = _("kanaler")
        ordering = ["correspondent", "-preferred", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ChannelKind.values), name="diarium_channel_kind_known"),
            models.CheckConstraint(condition=~Q(address=""), name="diarium_channel_has_an_address"),
            models.UniqueConstraint(
                fields=["correspondent", "kind"],
                condition=Q(preferred=True, ended_on__isnull=True),
                name="diarium_channel_one_preferred",
            ),
        ]

    def __str__(self) -> str:
        return self.address


class RecipientGroup(models.Model):
    """Mottagargrupp, t.ex. "Samtliga nämnder": a rule that is expanded and frozen at dispatch (`domain.md` §7.3)."""

    code = models.CharField(_("kod"), max_length=40, unique=True)
    name = models.TextField(_("namn"), unique=True)
    rule = models.JSONField(_("regel"), default=dict)
    confirmed = models.BooleanField(_("bekräftad"), default=False)

    class Meta:
        verbose_name = _("mottagargrupp")
        verbose_name_plural = _("mottagargrupper")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
