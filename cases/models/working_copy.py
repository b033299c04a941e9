"""Arbetskopior: what somebody is writing, kept while it is written."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case


class WorkingCopy(models.Model):
    """Arbetskopia av tjänsteutlåtandet: the fields of its form as they stand, whole or not; no event, no history.

    One for each round of the matter. `number` counts how many times it was kept and `window` names the opened page that
    kept it last, so that two windows do not write over each other; `base_version` is the version that it began from
    (0 = none). It ends when the text is saved as a version.
    """

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="working_copies")
    round = models.PositiveSmallIntegerField(_("omgång"))
    number = models.PositiveIntegerField(_("nummer"), default=1)
    base_version = models.PositiveIntegerField(_("bygger på version"))
    window = models.CharField(_("fönster"), max_length=36, blank=True)
    fields = models.JSONField(_("fält"))
    kept_at = models.DateTimeField(_("sparad"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sparad av"), on_delete=models.PROTECT, related_name="+"
    )
    author_label = models.CharField(_("sparad av"), max_length=150)

    class Meta:
        verbose_name = _("arbetskopia")
        verbose_name_plural = _("arbetskopior")
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="cases_one_working_copy"),
            models.CheckConstraint(condition=Q(number__gte=1), name="cases_working_copy_counted"),
        ]

    def __str__(self) -> str:
        return f"working copy {self.number} of case {self.case_id}"
