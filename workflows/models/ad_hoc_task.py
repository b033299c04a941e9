"""Fristående uppgift: work beside the flow that moves no case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from audit.rules import Sentence
from cases.models import Case


class AdHocState(models.TextChoices):
    """Läge för en fristående uppgift."""

    OPEN = "open", _("Öppen")
    DONE = "done", _("Klar")
    CANNOT = "cannot", _("Kan inte utföras")
    TAKEN_BACK = "taken_back", _("Återtagen")


# The lists of those who share a role, as people call them.
GROUPS: dict[str, Sentence] = {
    Role.REGISTRAR: _("Registratorer"),
    Role.BOARD_SECRETARY: _("Nämndsekreterare"),
    Role.CASE_OFFICER: _("Handläggare"),
    Role.UNIT_HEAD: _("Enhetschefer"),
    Role.DEPUTY_DIRECTOR: _("Biträdande kommundirektörer"),
    Role.DIRECTOR: _("Kommundirektörer"),
}


class AdHocTask(models.Model):
    """Fristående uppgift: what somebody asks of a person, or of all with a role, in a matter; it blocks nothing.

    `role` is the group it was given to, empty for a task given to a person; `owner` who has it now, null while it
    waits in the group's list. `given_at` is since when it lies where it lies. An ended one never changes (a trigger).
    """

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="ad_hoc_tasks")
    text = models.CharField(_("vad ska göras"), max_length=300)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ad_hoc_tasks",
    )
    role = models.CharField(_("grupp"), max_length=20, choices=Role, blank=True)
    due = models.DateField(_("klar senast"), null=True, blank=True)
    created_at = models.DateTimeField(_("skapad"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("skapad av"), on_delete=models.PROTECT, related_name="given_tasks"
    )
    given_at = models.DateTimeField(_("hos den som har den sedan"))
    state = models.CharField(_("läge"), max_length=12, choices=AdHocState, default=AdHocState.OPEN)
    comment = models.TextField(_("kommentar"), blank=True)
    ended_at = models.DateTimeField(_("avslutad"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("avslutad av"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ended_ad_hoc_tasks",
    )

    class Meta:
        verbose_name = _("fristående uppgift")
        verbose_name_plural = _("fristående uppgifter")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AdHocState.values), name="workflows_ad_hoc_state"),
            models.CheckConstraint(condition=Q(role__in=["", *Role.values]), name="workflows_ad_hoc_role"),
            models.CheckConstraint(condition=~Q(text=""), name="workflows_ad_hoc_says_what"),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(role=""), name="workflows_ad_hoc_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(state=AdHocState.OPEN, ended_at__isnull=True, ended_by__isnull=True)
                | (~Q(state=AdHocState.OPEN) & Q(ended_at__isnull=False, ended_by__isnull=False)),
                name="workflows_ad_hoc_ends_with_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=AdHocState.CANNOT) | ~Q(comment=""), name="workflows_ad_hoc_cannot_says_why"
            ),
        ]
        indexes = [
            models.Index(F("owner"), F("id"), condition=Q(state="open"), name="workflows_ad_hoc_of_owner"),
            models.Index(
                F("role"), F("id"), condition=Q(state="open", owner__isnull=True), name="workflows_ad_hoc_in_pool"
            ),
            models.Index(F("created_by"), F("id"), condition=Q(state="open"), name="workflows_ad_hoc_of_giver"),
            models.Index(
                F("ended_by"), F("ended_at").desc(), condition=~Q(state="open"), name="workflows_ad_hoc_done_by"
            ),
        ]

    def __str__(self) -> str:
        return f"ad-hoc task {self.pk} of case {self.case_id}"
