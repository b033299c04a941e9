"""Frist: a dated row with the law or rule that it comes from; and whom it was told to, and when."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task

from cases.models import Case
from workflows.models.ad_hoc_task import AdHocTask
from workflows.models.notice import Summary
from workflows.states.deadline import DeadlineEnd, NoticeStage


class Deadline(models.Model):
    """Frist i ett ärende: written when its fact arises, ended by what meets it, in the transactions of those acts.

    `task` or `ad_hoc` is the task that it is of; a clock of the matter itself has neither. `kind` is a clock
    (`definitions.names`), `about` what it counts for. `due` is shown and reminded of; `breach_after` the day when it
    is broken: the day moved by 1930:173 2 § where the law says so, else the same day. `law` is empty for a deadline
    of the municipality's own.
    """

    uuid = models.UUIDField(_("identitet"), unique=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField(_("slag"), max_length=40)
    about = models.CharField(_("gäller"), max_length=60)
    task = models.OneToOneField(
        Task, verbose_name=_("uppgift"), null=True, blank=True, on_delete=models.PROTECT, related_name="deadline"
    )
    ad_hoc = models.OneToOneField(
        AdHocTask,
        verbose_name=_("fristående uppgift"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="deadline",
    )
    law = models.CharField(_("lag"), max_length=60, blank=True)
    starts_on = models.DateField(_("räknas från"))
    due = models.DateField(_("klar senast"))
    breach_after = models.DateField(_("försenad efter"))
    reminders = ArrayField(models.DateField(), verbose_name=_("påminnelser"), default=list, blank=True)
    moved_reason = models.TextField(_("varför den är flyttad"), blank=True)
    made_at = models.DateTimeField(_("skapad"))
    ended_as = models.CharField(_("slutade som"), max_length=8, choices=DeadlineEnd, blank=True)
    ended_at = models.DateTimeField(_("slutade"), null=True, blank=True)
    ended_by = models.CharField(_("avslutad av"), max_length=150, blank=True)
    ended_event = models.UUIDField(_("händelse"), null=True, blank=True)

    class Meta:
        verbose_name = _("frist")
        verbose_name_plural = _("frister")
        ordering = ["due", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "about"], name="workflows_deadline_once"),
            models.CheckConstraint(condition=Q(breach_after__gte=F("due")), name="workflows_breach_not_before_due"),
            models.CheckConstraint(
                condition=Q(ended_as="", ended_at__isnull=True, ended_event__isnull=True)
                | Q(ended_as__in=DeadlineEnd.values, ended_at__isnull=False, ended_event__isnull=False),
                name="workflows_deadline_ends_whole",
            ),
            models.CheckConstraint(condition=Q(law="") | Q(moved_reason=""), name="workflows_law_is_not_moved"),
            models.CheckConstraint(
                condition=Q(task__isnull=True) | Q(ad_hoc__isnull=True), name="workflows_deadline_of_one_task"
            ),
        ]
        indexes = [
            models.Index(F("due"), F("id"), condition=Q(ended_as=""), name="workflows_open_deadlines"),
            models.Index(F("case"), condition=Q(ended_as=""), name="workflows_open_deadline_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due}"

    @property
    def of_matter(self) -> bool:
        """Whether it is a clock of the matter itself, and of no task in it."""
        return self.task_id is None and self.ad_hoc_id is None


class DeadlineNotice(models.Model):
    """Påminnelse om en frist: one person, one day of the deadline's; written once, so that no day tells twice."""

    uuid = models.UUIDField(_("identitet"), unique=True, default=uuid.uuid4, editable=False)
    deadline = models.ForeignKey(Deadline, verbose_name=_("frist"), on_delete=models.PROTECT, related_name="notices")
    stage = models.CharField(_("slag"), max_length=8, choices=NoticeStage)
    planned_on = models.DateField(_("dag"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("skickad"))
    summary = models.ForeignKey(
        Summary, verbose_name=_("sammandrag"), on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )

    class Meta:
        verbose_name = _("påminnelse om frist")
        verbose_name_plural = _("påminnelser om frister")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "planned_on", "person"], name="workflows_told_once_a_day"),
            models.CheckConstraint(condition=Q(stage__in=NoticeStage.values), name="workflows_notice_stage_known"),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.planned_on}"
