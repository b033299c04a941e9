"""Processmall: published definitions, and each of their steps as a row for lists."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ProcessDefinition(models.Model):
    """Processmall: versioned; written once when it is published (a trigger). A correction is a new version.

    `body` is the definition's JSON as text: the order of the outcomes is the order in which they are shown.
    """

    code = models.SlugField(_("kod"))
    version = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("namn"), max_length=120)
    body = models.TextField(_("innehåll"))
    published_at = models.DateTimeField(_("publicerad"))
    published_by = models.CharField(_("publicerad av"), max_length=150)

    class Meta:
        verbose_name = _("processmall")
        verbose_name_plural = _("processmallar")
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="workflows_definition_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="workflows_definition_version_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"

    @property
    def stream(self) -> str:
        """The events of the process: of its drafts and of what was published."""
        return f"process:{self.code}"


class TaskKind(models.Model):
    """Uppgiftsslag: each step of each published definition as a row (a view over their bodies), for lists of tasks.

    `flow_task` is the reference that a task holds; `assignee` is empty where a task belongs to all with the roles.
    """

    flow_task = models.TextField(_("steg"), primary_key=True)
    name = models.TextField(_("namn"))
    title = models.TextField(_("uppgift"))
    roles = models.JSONField(_("roller"))
    assignee = models.TextField(_("tilldelas"))
    days = models.IntegerField(_("dagar"), null=True)
    outcomes = models.JSONField(_("utfall"))
    deadline = models.JSONField(_("frist"), null=True)
    unit = models.TextField(_("enhet"))

    class Meta:
        managed = False
        db_table = "workflows_taskkind"
        verbose_name = _("uppgiftsslag")
        verbose_name_plural = _("uppgiftsslag")

    def __str__(self) -> str:
        return str(self.title)
