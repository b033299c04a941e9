"""Om en uppgift: a row about one task, of a process or beside the flow."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task

from workflows.models.ad_hoc_task import AdHocTask

ABOUT_ONE = Q(task__isnull=True, ad_hoc__isnull=False) | Q(task__isnull=False, ad_hoc__isnull=True)


class AboutTask(models.Model):
    """Rad om en uppgift: `task` or `ad_hoc`, which each table asks for by a constraint of its own (`ABOUT_ONE`)."""

    task = models.ForeignKey(
        Task, verbose_name=_("uppgift"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ad_hoc = models.ForeignKey(
        AdHocTask,
        verbose_name=_("fristående uppgift"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True
