"""Nämnd och enhet: each board is an authority with its own diary."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit.history import audited_history


class BoardKind(models.TextChoices):
    """Slag av organ."""

    COUNCIL = "council", _("Kommunfullmäktige")
    EXECUTIVE_BOARD = "executive_board", _("Kommunstyrelse")
    BOARD = "board", _("Nämnd")
    COMMITTEE = "committee", _("Utskott")
    JOINT_BOARD = "joint_board", _("Gemensam nämnd")
    ADVISORY = "advisory", _("Råd")


class Board(models.Model):
    """Nämnd: valid from–to, with successors; `in_all_boards` says that it is one of "samtliga nämnder".

    `external_host`: a joint board hosted by another municipality. `confirmed`: the municipality has confirmed the row.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    code = models.CharField(_("Kod"), max_length=20, unique=True)
    name = models.CharField(_("Namn"), max_length=200)
    kind = models.CharField(_("Slag"), max_length=20, choices=BoardKind)
    valid_from = models.DateField(_("Från och med"), null=True, blank=True)
    valid_to = models.DateField(_("Till och med"), null=True, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="committees")
    external_host = models.BooleanField(_("Annan kommun är värd"), default=False)
    host_municipality = models.CharField(_("Värdkommun"), max_length=200, blank=True)
    in_all_boards = models.BooleanField(_("Ingår i samtliga nämnder"), default=False)
    aliases = models.JSONField(default=list, blank=True)
    email = models.EmailField(_("E-postadress"), blank=True)
    confirmed = models.BooleanField(_("Bekräftad"), default=False)
    code_confirmed = models.BooleanField(_("Koden är bekräftad"), default=False)
    note = models.TextField(_("Anteckning"), blank=True)

    history = audited_history(table_name="accounts_historicalboard")

    class Meta:
        verbose_name = _("nämnd")
        verbose_name_plural = _("nämnder")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="accounts_board_dates_in_order",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=BoardKind.values), name="accounts_board_kind"),
            models.CheckConstraint(
                condition=~models.Q(kind=BoardKind.COMMITTEE) | models.Q(parent__isnull=False),
                name="accounts_board_committee_has_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def active_on(self, day: date) -> bool:
        """Whether the board existed on the day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class BoardSuccession(models.Model):
    """Efterträdare: which board took over from which."""

    predecessor = models.ForeignKey(Board, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Board, models.PROTECT, related_name="precessions")

    class Meta:
        verbose_name = _("efterträdare")
        verbose_name_plural = _("efterträdare")
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="accounts_succession_once"),
            models.CheckConstraint(
                condition=~models.Q(predecessor=models.F("successor")), name="accounts_succession_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Unit(models.Model):
    """Förvaltning eller enhet: the administration under a board."""

    code = models.CharField(_("Kod"), max_length=20, unique=True)
    name = models.CharField(_("Namn"), max_length=200)
    board = models.ForeignKey(Board, models.PROTECT, related_name="units")

    class Meta:
        verbose_name = _("enhet")
        verbose_name_plural = _("enheter")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
