"""Förordnande: the dated right to act in a role."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.absence import Absence
from accounts.models.board import Board, Unit
from accounts.models.user import User


class Role(models.TextChoices):
    """Roll (screens.md §2.3)."""

    REGISTRAR = "registrar", _("Registrator")
    CASE_OFFICER = "case_officer", _("Handläggare")
    UNIT_HEAD = "unit_head", _("Enhetschef")
    DEPUTY_DIRECTOR = "deputy_director", _("Biträdande kommundirektör")
    DIRECTOR = "director", _("Kommundirektör")
    BOARD_SECRETARY = "board_secretary", _("Nämndsekreterare")
    CHAIR = "chair", _("Ordförande")
    MEMBER = "member", _("Ledamot")
    ADJUSTER = "adjuster", _("Justerare")
    ARCHIVIST = "archivist", _("Arkivarie")
    AUDITOR = "auditor", _("Revisor")
    DPO = "dpo", _("Dataskyddsombud")
    IT_ADMIN = "it_admin", _("IT-administratör")
    SIGNATORY = "signatory", _("Undertecknare")


# Held by the person alone: elected, chosen by the council, named by a decision, or the one who runs the system. The
# substitutes of the elected are elected too (KL 4:16); nobody signs for another.
PERSONAL = (
    Role.CHAIR,
    Role.MEMBER,
    Role.ADJUSTER,
    Role.AUDITOR,
    Role.DPO,
    Role.IT_ADMIN,
    Role.SIGNATORY,
)


class Mandate(models.Model):
    """Förordnande: a person's role, for a board or unit or all of it, from–to.

    `acting` is "t.f.", `appointed` "enligt förordnande"; `on_behalf_of` the person stood in for (ersättare), because of
    an `absence` or by decision. Ended by `valid_to`, or `revoked` before it began; never deleted.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="mandates")
    role = models.CharField(_("Roll"), max_length=20, choices=Role)
    board = models.ForeignKey(Board, models.PROTECT, null=True, blank=True, related_name="mandates")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="mandates")
    valid_from = models.DateField(_("Från och med"))
    valid_to = models.DateField(_("Till och med"), null=True, blank=True)
    acting = models.BooleanField(_("T.f."), default=False)
    appointed = models.BooleanField(_("Enligt förordnande"), default=False)
    on_behalf_of = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="stand_ins")
    absence = models.ForeignKey(
        Absence, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name=_("frånvaro")
    )
    revoked = models.BooleanField(_("Återkallat innan det började"), default=False)
    decision = models.TextField(_("Beslut om förordnande"), blank=True)

    class Meta:
        verbose_name = _("förordnande")
        verbose_name_plural = _("förordnanden")
        indexes = [models.Index(fields=["role", "board"], name="accounts_mandate_by_role")]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="accounts_mandate_role"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="accounts_mandate_dates_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(on_behalf_of=models.F("user")),
                name="accounts_mandate_for_another",
            ),
            models.CheckConstraint(
                condition=models.Q(on_behalf_of__isnull=True) | models.Q(valid_to__isnull=False),
                name="accounts_mandate_stand_in_ends",
            ),
            models.CheckConstraint(
                condition=~models.Q(acting=True, appointed=True), name="accounts_mandate_one_way_to_write_it"
            ),
            models.CheckConstraint(
                condition=models.Q(on_behalf_of__isnull=True) | ~models.Q(role__in=PERSONAL),
                name="accounts_mandate_nobody_stands_in_for_the_person",
            ),
            models.CheckConstraint(
                condition=models.Q(absence__isnull=True) | models.Q(on_behalf_of__isnull=False),
                name="accounts_mandate_of_absence_is_a_stand_in",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
