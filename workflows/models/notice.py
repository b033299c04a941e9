"""Aviseringar: how a person wants to be told, the letter of the day, and who was told of a task."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows.models.about_task import ABOUT_ONE, AboutTask
from workflows.states.notice import ABOUT_A_TASK, Channel, NoticeKind


class NoticeSetting(models.Model):
    """Inställning för aviseringar: one for each person and kind; without a row it is mail at once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(_("slag"), max_length=10, choices=NoticeKind)
    channel = models.CharField(_("sätt"), max_length=10, choices=Channel)

    class Meta:
        verbose_name = _("inställning för aviseringar")
        verbose_name_plural = _("inställningar för aviseringar")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="workflows_notice_setting_once"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="workflows_notice_kind_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="workflows_notice_channel_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.channel}"


class Summary(models.Model):
    """Dagens sammandrag: one letter a day to a person who wants no more; what belongs to it names it."""

    uuid = models.UUIDField(_("identitet"), default=uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField(_("dag"))

    class Meta:
        verbose_name = _("sammandrag")
        verbose_name_plural = _("sammandrag")
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="workflows_summary_once_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.on}"


class TaskNotice(AboutTask):
    """Avisering om en uppgift: one person, one time that the task came; written once, so that nothing tells twice."""

    uuid = models.UUIDField(_("identitet"), default=uuid4, unique=True, editable=False)
    kind = models.CharField(_("slag"), max_length=10, choices=NoticeKind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("till"), on_delete=models.PROTECT, related_name="+"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("från"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(_("tid"))
    summary = models.ForeignKey(
        Summary, verbose_name=_("sammandrag"), on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )

    class Meta:
        verbose_name = _("avisering")
        verbose_name_plural = _("aviseringar")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=ABOUT_ONE, name="workflows_notice_one_task"),
            models.CheckConstraint(condition=Q(kind__in=ABOUT_A_TASK), name="workflows_notice_of_task"),
            models.CheckConstraint(
                condition=Q(sent_by__isnull=True) | ~Q(sent_by=F("person")), name="workflows_notice_to_another"
            ),
            models.UniqueConstraint(fields=["task", "person", "at"], name="workflows_notice_once"),
            models.UniqueConstraint(fields=["ad_hoc", "person", "at"], name="workflows_ad_hoc_notice_once"),
        ]
        indexes = [models.Index(fields=["person", "at"], name="workflows_notices_of_person")]

    def __str__(self) -> str:
        return f"notice {self.pk}"
