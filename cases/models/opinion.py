"""Synpunkter: what somebody who was asked to read the proposal says of exactly one text."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cases.models.staff_report import StaffReportVersion
from cases.states import OpinionStance


class Opinion(models.Model):
    """Synpunkter på förslaget, without approving it. Written once, bound to a version and its hash as an approval is.

    `asked_as` is what the step of the process was called: of a lawyer and an economist it tells which is which.
    """

    version = models.ForeignKey(
        StaffReportVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="opinions"
    )
    content_hash = models.CharField(_("kontrollsumma"), max_length=64)
    asked_as = models.CharField(_("uppgift"), max_length=200)
    stance = models.CharField(_("ställningstagande"), max_length=10, choices=OpinionStance)
    text = models.TextField(_("synpunkter"), blank=True)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("granskare"), on_delete=models.PROTECT, related_name="+"
    )
    reader_label = models.CharField(_("granskare"), max_length=150)
    capacity = models.CharField(_("egenskap"), max_length=200)
    on_behalf_of = models.CharField(_("för"), max_length=150, blank=True)
    acted_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person som granskaren ersatte"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    given_at = models.DateTimeField(_("när"))

    class Meta:
        verbose_name = _("synpunkter på förslaget")
        verbose_name_plural = _("synpunkter på förslag")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(stance__in=OpinionStance.values), name="cases_opinion_stance_known"),
            models.CheckConstraint(
                condition=~Q(stance=OpinionStance.REMARKS) | ~Q(text=""), name="cases_remarks_have_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stance} version {self.version_id}"
