"""Process: the one running process of a case."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Process

from cases.models import Case


class CaseProcess(Process):
    """Process: one running per case (G8); legal facts live in `cases`, outcomes in the tasks."""

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="processes")
    active = models.BooleanField(_("pågår"), default=True)

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processer")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(active=True), name="workflows_one_running_process")
        ]

    def __str__(self) -> str:
        return f"process {self.pk} of case {self.case_id}"
