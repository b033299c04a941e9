"""Utkast till processmall: what is being written, until it is published or thrown away."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DraftState(models.TextChoices):
    """Utkastets status."""

    OPEN = "open", _("Utkast")
    PUBLISHED = "published", _("Publicerat")
    DISCARDED = "discarded", _("Kasserat")


class ProcessDraft(models.Model):
    """Utkast till processmall: one open for each process; every change raises `version` and has its event (triggers).

    `body` has the form of a definition's, also while it has faults. `authors` are the ids of all who wrote in it: none
    of them publishes it. `based_on` is the version that it began as, 0 = a process that was not there before.
    """

    uuid = models.UUIDField(_("beteckning"), default=uuid.uuid4, unique=True, editable=False)
    code = models.SlugField(_("kod"))
    title = models.CharField(_("namn"), max_length=120)
    body = models.TextField(_("innehåll"))
    based_on = models.PositiveIntegerField(_("bygger på version"))
    version = models.PositiveIntegerField(_("version"), default=1)
    state = models.CharField(_("status"), max_length=12, choices=DraftState, default=DraftState.OPEN)
    authors = models.JSONField(_("författare"), default=list)
    started_at = models.DateTimeField(_("påbörjat"))
    changed_at = models.DateTimeField(_("ändrat"))
    changed_by = models.CharField(_("ändrat av"), max_length=150)

    class Meta:
        verbose_name = _("utkast till processmall")
        verbose_name_plural = _("utkast till processmallar")
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(state=DraftState.OPEN), name="workflows_one_open_draft"
            ),
            models.CheckConstraint(condition=Q(state__in=DraftState.values), name="workflows_draft_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, utkast"

    @property
    def stream(self) -> str:
        """The events of the process, the same as of what is published."""
        return f"process:{self.code}"
