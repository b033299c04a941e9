"""Diarieplan och gallring: class codes with validity dates, and what shall happen to the documents."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diarium.states import RetentionAction, RetentionStart


class RetentionRule(models.Model):
    """Bevarande- och gallringsregel ur informationshanteringsplanen; `years` from the event, empty when preserved."""

    code = models.CharField(_("kod"), max_length=40, unique=True)
    label = models.TextField(_("benämning"))
    action = models.CharField(_("åtgärd"), max_length=10, choices=RetentionAction.choices)
    years = models.PositiveSmallIntegerField(_("år"), null=True, blank=True)
    from_event = models.CharField(
        _("räknas från"), max_length=20, choices=RetentionStart.choices, default=RetentionStart.CLOSED
    )
    valid_from = models.DateField(_("gäller från"), null=True, blank=True)
    valid_to = models.DateField(_("gäller till"), null=True, blank=True)

    class Meta:
        verbose_name = _("gallringsregel")
        verbose_name_plural = _("gallringsregler")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(action=RetentionAction.PRESERVE, years__isnull=True)
                | Q(action=RetentionAction.WEED, years__isnull=False),
                name="diarium_retention_years_when_weeded",
            ),
            models.CheckConstraint(
                condition=Q(from_event__in=RetentionStart.values), name="diarium_retention_from_event_known"
            ),
            models.CheckConstraint(condition=Q(valid_from__lte=F("valid_to")), name="diarium_retention_dates_in_order"),
        ]

    def __str__(self) -> str:
        return self.label


class ClassCode(models.Model):
    """Klassificeringskod ur diarieplanen: data with dates, never code. `name` is empty while it is unknown."""

    scheme = models.TextField(_("diarieplan"))
    code = models.CharField(_("kod"), max_length=10)
    name = models.TextField(_("namn"), blank=True)
    retention_rule = models.ForeignKey(
        RetentionRule, models.PROTECT, null=True, blank=True, related_name="codes", verbose_name=_("gallringsregel")
    )
    valid_from = models.DateField(_("gäller från"), null=True, blank=True)
    valid_to = models.DateField(_("gäller till"), null=True, blank=True)

    class Meta:
        verbose_name = _("klassificeringskod")
        verbose_name_plural = _("klassificeringskoder")
        ordering = ["code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "code", "valid_from"], nulls_distinct=False, name="diarium_classcode_once"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^([0-9]{1,4}|[0-9]\.[0-9]\.[0-9])$"), name="diarium_classcode_form"
            ),
            models.CheckConstraint(condition=Q(valid_from__lte=F("valid_to")), name="diarium_classcode_dates_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()
