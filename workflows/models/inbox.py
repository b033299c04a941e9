"""Inkorgens egna rader: what a person has read, and whom a person has reminded."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workflows.models.about_task import ABOUT_ONE, AboutTask
from workflows.models.notice import Summary


class TaskRead(AboutTask):
    """Läst uppgift: the person has opened the task or marked it; without a row it is `Ny` to that person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("läst uppgift")
        verbose_name_plural = _("lästa uppgifter")
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE, name="workflows_read_one_task"),
            models.UniqueConstraint(fields=["task", "user"], name="workflows_task_read_once"),
            models.UniqueConstraint(fields=["ad_hoc", "user"], name="workflows_ad_hoc_read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} has read {self.task_id or self.ad_hoc_id}"


class Nudge(AboutTask):
    """Påminnelse: a message to the one whom somebody waits for; once a day per person and task, and written once."""

    uuid = models.UUIDField(_("identitet"), default=uuid4, unique=True, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("från"), on_delete=models.PROTECT, related_name="+"
    )
    sent_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("till"), on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField(_("dag"))
    at = models.DateTimeField(_("tid"))
    summary = models.ForeignKey(
        Summary, verbose_name=_("sammandrag"), on_delete=models.PROTECT, null=True, blank=True, related_name="nudges"
    )

    class Meta:
        verbose_name = _("påminnelse")
        verbose_name_plural = _("påminnelser")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE, name="workflows_nudge_one_task"),
            models.UniqueConstraint(fields=["task", "sent_by", "on"], name="workflows_nudge_once_a_day"),
            models.UniqueConstraint(fields=["ad_hoc", "sent_by", "on"], name="workflows_ad_hoc_nudge_once_a_day"),
            models.CheckConstraint(condition=~Q(sent_by=models.F("sent_to")), name="workflows_nudge_to_another"),
        ]

    def __str__(self) -> str:
        return f"nudge {self.pk}"
