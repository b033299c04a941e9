"""Beslut: what a body decided in one treatment of the matter."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.delegation import DelegationPoint
from cases.models.staff_report import StaffReportVersion
from cases.states import DELEGATED_OUTCOMES, FINAL_OUTCOMES, PUT_OFF_OUTCOMES, Outcome, PointKind


class Decision(models.Model):
    """Beslut: one row per treatment, tabled and referred back too.

    Recorded by one person and confirmed or refused by another; the words never change after that (G12, a trigger).
    `preparation` is the former body's proposal, which this one treated (R9). A delegate's decision cites a point of
    the delegation order (R24): it has no paragraph, `meeting_date` is its day and `body` whose right it is. An urgent
    one (ordförandebeslut, KL 6:39) says in `urgent_reason` why the board could not be awaited, and no `report_to`: it
    is reported at the board's next meeting, whichever that is (6:40 2 st).
    `requested_by` is who asked for it to be tabled or referred back, in the words of the minutes (R14).
    """

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="decisions")
    round = models.PositiveSmallIntegerField(_("omgång"), default=1)
    body = models.ForeignKey("accounts.Board", verbose_name=_("instans"), on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(
        StaffReportVersion, verbose_name=_("förslag"), on_delete=models.PROTECT, related_name="decisions"
    )
    meeting_date = models.DateField(_("sammanträdesdatum"))
    paragraph = models.PositiveSmallIntegerField(_("paragraf"), null=True, blank=True)
    preparation = models.ForeignKey(
        "self",
        verbose_name=_("förslag från föregående instans"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    delegation_point = models.ForeignKey(
        DelegationPoint,
        verbose_name=_("punkt i delegationsordningen"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    delegate = models.CharField(_("delegat"), max_length=200, blank=True)
    report_to = models.DateField(_("anmäls till sammanträdet"), null=True, blank=True)
    urgent_reason = models.TextField(_("varför nämnden inte kunde avvaktas"), blank=True)
    outcome = models.CharField(_("utfall"), max_length=16, choices=Outcome)
    heading = models.CharField(_("rubrik"), max_length=200)
    motivation = models.TextField(_("motivering"), blank=True)
    requested_by = models.CharField(_("begärt av"), max_length=300, blank=True)
    tabled_to = models.DateField(_("bordlagt till"), null=True, blank=True)
    to_analysis = models.BooleanField(_("återremitteras till lägesbilden"), default=False)
    adjusted_on = models.DateField(_("justerat"), null=True, blank=True)
    gives_mandate = models.BooleanField(_("ger rätt att underteckna"), default=False)
    recorded_at = models.DateTimeField(_("registrerat"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("registrerat av"), on_delete=models.PROTECT, related_name="+"
    )
    recorded_label = models.CharField(_("registrerat av"), max_length=150)
    confirmed_at = models.DateTimeField(_("bekräftat"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("bekräftat av"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    confirmed_label = models.CharField(_("bekräftat av"), max_length=150, blank=True)
    refused = models.BooleanField(_("fel registrerat"), default=False)
    refusal_reason = models.TextField(_("vad som är fel"), blank=True)
    extract = models.ForeignKey(
        "diarium.Document",
        verbose_name=_("protokollsutdrag"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    extract_sha256 = models.CharField(_("utdragets kontrollsumma"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("beslut")
        verbose_name_plural = _("beslut")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="cases_decision_outcome_known"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("recorded_by")),
                name="cases_recorder_does_not_confirm",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="cases_confirmation_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(adjusted_on__isnull=True) | Q(adjusted_on__gte=F("meeting_date")),
                name="cases_adjusted_after_meeting",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.REFERRED_BACK) | ~Q(motivation=""),
                name="cases_referral_back_has_motivation",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=sorted(FINAL_OUTCOMES))
                | Q(adjusted_on__isnull=False)
                | Q(delegation_point__isnull=False),
                name="cases_final_decision_is_adjusted",
            ),
            models.CheckConstraint(
                condition=Q(to_analysis=False) | Q(outcome=Outcome.REFERRED_BACK),
                name="cases_only_referrals_go_to_analysis",
            ),
            models.CheckConstraint(
                condition=Q(requested_by="") | Q(outcome__in=sorted(PUT_OFF_OUTCOMES)),
                name="cases_only_what_is_put_off_is_requested",
            ),
            models.CheckConstraint(
                condition=Q(delegation_point__isnull=True, paragraph__isnull=False, delegate="")
                | (Q(delegation_point__isnull=False, paragraph__isnull=True) & ~Q(delegate="")),
                name="cases_decided_at_meeting_or_by_delegate",
            ),
            models.CheckConstraint(
                condition=Q(delegation_point__isnull=True) | Q(outcome__in=sorted(DELEGATED_OUTCOMES)),
                name="cases_delegate_decides",
            ),
            models.CheckConstraint(
                condition=Q(urgent_reason="") | Q(delegation_point__isnull=False, report_to__isnull=True),
                name="cases_urgent_decision_by_mandate",
            ),
            models.UniqueConstraint(
                fields=["body", "meeting_date", "paragraph"], condition=Q(refused=False), name="cases_paragraph_once"
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(confirmed_at__isnull=True), name="cases_one_unconfirmed_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"§ {self.paragraph} {self.outcome}"

    @property
    def designation(self) -> str:
        """“§ 14”, or “punkt 2.3” of the delegation order: what the decision is called beside its body and day."""
        point = self.delegation_point
        return f"§ {self.paragraph}" if point is None else f"punkt {point.number}"

    @property
    def by_delegate(self) -> bool:
        """Whether a delegate decided, and no meeting."""
        return self.delegation_point_id is not None

    @property
    def urgent(self) -> bool:
        """Ordförandebeslut: whether it was made because the board could not be awaited (KL 6:39)."""
        return bool(self.urgent_reason)


class DecisionPoint(models.Model):
    """Beslutspunkt: one numbered sentence of what was decided. Written once."""

    decision = models.ForeignKey(Decision, verbose_name=_("beslut"), on_delete=models.PROTECT, related_name="points")
    number = models.PositiveSmallIntegerField(_("nummer"))
    text = models.TextField(_("text"))
    items = models.JSONField(_("underpunkter"), default=list, blank=True)
    kind = models.CharField(_("slag"), max_length=12, choices=PointKind)
    addressee = models.CharField(_("den som får uppdraget"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("beslutspunkt")
        verbose_name_plural = _("beslutspunkter")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "number"], name="cases_decision_point_once"),
            models.CheckConstraint(condition=Q(kind__in=PointKind.values), name="cases_point_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.number}."


class DelegationReport(models.Model):
    """Anmälan av ett delegationsbeslut: to which meeting of which board (KL 6:40, 7:8). Written once."""

    decision = models.OneToOneField(
        Decision, verbose_name=_("beslut"), on_delete=models.PROTECT, related_name="delegation_report"
    )
    board = models.ForeignKey("accounts.Board", verbose_name=_("nämnd"), on_delete=models.PROTECT, related_name="+")
    meeting_date = models.DateField(_("sammanträdesdatum"))
    reported_at = models.DateTimeField(_("anmält"))
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("anmält av"), on_delete=models.PROTECT, related_name="+"
    )
    reported_label = models.CharField(_("anmält av"), max_length=150)

    class Meta:
        verbose_name = _("anmälan av delegationsbeslut")
        verbose_name_plural = _("anmälningar av delegationsbeslut")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.decision_id} → {self.meeting_date}"
