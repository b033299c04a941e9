"""Överenskommelse: parties, the text they sign, their places and their signatures."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from audit.history import audited_history
from cases.models.case import Case
from cases.models.decision import Decision
from cases.states import AgreementState, InstrumentKind, SigningMethod, SlotState


class Party(models.Model):
    """Part: a body that concludes the agreement."""

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="parties")
    position = models.PositiveSmallIntegerField(_("ordning"))
    name = models.CharField(_("namn"), max_length=200)
    correspondent = models.ForeignKey(
        "diarium.Correspondent",
        verbose_name=_("i registret"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    is_municipality = models.BooleanField(_("kommunen"), default=False)

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parter")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="cases_party_once")]

    def __str__(self) -> str:
        return self.name


class Instrument(models.Model):
    """Avtal i registret: what the parties have concluded before, and the one the matter is about (`current`).

    The draft checks compare the text with these rows (C01, P01).
    """

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="instruments")
    key = models.CharField(_("beteckning"), max_length=20)
    kind = models.CharField(_("slag"), max_length=20, choices=InstrumentKind)
    name = models.CharField(_("namn"), max_length=300)
    valid_from = models.DateField(_("gäller från"))
    valid_to = models.DateField(_("till och med"))
    parent = models.ForeignKey(
        "self", verbose_name=_("ramavtal"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", verbose_name=_("ersätter"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    parties = models.JSONField(_("parter"), default=list)
    current = models.BooleanField(_("ärendet gäller"), default=False)

    class Meta:
        verbose_name = _("avtal i registret")
        verbose_name_plural = _("avtal i registret")
        ordering = ["valid_from", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "key"], name="cases_instrument_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(current=True), name="cases_one_current_instrument"),
            models.CheckConstraint(condition=Q(kind__in=InstrumentKind.values), name="cases_instrument_kind_known"),
            models.CheckConstraint(condition=Q(valid_to__gte=F("valid_from")), name="cases_instrument_period_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class Agreement(models.Model):
    """Överenskommelse: what the parties sign; its text lies in the versions."""

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="agreements")
    round = models.PositiveSmallIntegerField(_("omgång"), default=1)
    decision = models.ForeignKey(Decision, verbose_name=_("beslut"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("läge"), max_length=16, choices=AgreementState, default=AgreementState.DRAFTING)
    latest = models.PositiveIntegerField(_("senaste version"), default=0)
    title = models.CharField(_("rubrik"), max_length=500)
    valid_from = models.DateField(_("gäller från"), null=True, blank=True)
    valid_to = models.DateField(_("till och med"), null=True, blank=True)
    mandate = models.CharField(_("mandat"), max_length=300)
    in_force_from = models.DateField(_("i kraft"), null=True, blank=True)
    not_concluded_reason = models.TextField(_("varför den inte ingicks"), blank=True)

    history = audited_history(table_name="cases_historical_agreement")

    class Meta:
        verbose_name = _("överenskommelse")
        verbose_name_plural = _("överenskommelser")
        constraints = [
            models.UniqueConstraint(fields=["case", "round"], name="cases_one_agreement_per_round"),
            models.CheckConstraint(condition=Q(state__in=AgreementState.values), name="cases_agreement_state_known"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="cases_agreement_period_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state=AgreementState.NOT_CONCLUDED) | ~Q(not_concluded_reason=""),
                name="cases_not_concluded_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"agreement of {self.case_id}"


class AgreementVersion(models.Model):
    """Version av överenskommelsen: the text that is sent for signing, written once, named by its hash."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("överenskommelse"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField(_("version"))
    content = models.JSONField(_("innehåll"))
    content_hash = models.CharField(_("kontrollsumma"), max_length=64)
    saved_at = models.DateTimeField(_("sparad"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("sparad av"), on_delete=models.PROTECT, related_name="+"
    )
    document = models.ForeignKey(
        "diarium.Document",
        verbose_name=_("handling"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    document_sha256 = models.CharField(_("handlingens kontrollsumma"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("version av överenskommelse")
        verbose_name_plural = _("versioner av överenskommelser")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="cases_agreement_version_once"),
            models.UniqueConstraint(fields=["id", "content_hash"], name="cases_agreement_version_hash"),
            models.CheckConstraint(
                condition=Q(content_hash__regex=r"^[0-9a-f]{64}$"), name="cases_agreement_hash_form"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of agreement {self.agreement_id}"


class SignatureSlot(models.Model):
    """Underskriftsplats: the place that waits for one party; its `version` guards what the signer saw."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("överenskommelse"), on_delete=models.PROTECT, related_name="slots"
    )
    party = models.ForeignKey(Party, verbose_name=_("part"), on_delete=models.PROTECT, related_name="slots")
    position = models.PositiveSmallIntegerField(_("ordning"))
    method = models.CharField(_("sätt"), max_length=10, choices=SigningMethod, default=SigningMethod.PAPER)
    signatory_name = models.CharField(_("undertecknare"), max_length=150)
    signatory_title = models.CharField(_("titel"), max_length=150, blank=True)
    signatory = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person i systemet"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = models.CharField(_("läge"), max_length=16, choices=SlotState, default=SlotState.NOT_SENT)
    version = models.PositiveIntegerField(_("version"), default=1)
    decline_reason = models.TextField(_("varför den avböjdes"), blank=True)

    class Meta:
        verbose_name = _("underskriftsplats")
        verbose_name_plural = _("underskriftsplatser")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party"], name="cases_one_slot_per_party"),
            models.CheckConstraint(condition=Q(state__in=SlotState.values), name="cases_slot_state_known"),
            models.CheckConstraint(condition=Q(method__in=SigningMethod.values), name="cases_slot_method_known"),
            models.CheckConstraint(
                condition=~Q(method=SigningMethod.LOGGED_IN) | Q(signatory__isnull=False),
                name="cases_logged_in_signatory_is_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state=SlotState.DECLINED) | ~Q(decline_reason=""), name="cases_decline_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"slot {self.position} of agreement {self.agreement_id}"


class PaperOriginal(models.Model):
    """Underskrift på papper som väntar på bekräftelse: the scan and where the original is kept. Written once."""

    slot = models.ForeignKey(
        SignatureSlot, verbose_name=_("underskriftsplats"), on_delete=models.PROTECT, related_name="originals"
    )
    version = models.ForeignKey(AgreementVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="+")
    scan = models.ForeignKey(
        "diarium.Document", verbose_name=_("inskannat original"), on_delete=models.PROTECT, related_name="+"
    )
    kept_at = models.CharField(_("originalet förvaras"), max_length=200)
    signed_on = models.DateField(_("undertecknat"))
    recorded_at = models.DateTimeField(_("registrerat"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("registrerat av"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("underskrift på papper")
        verbose_name_plural = _("underskrifter på papper")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"original of slot {self.slot_id}"


class Signature(models.Model):
    """Underskrift: one per party and agreement version, on exactly the text that was seen (G9). Written once."""

    slot = models.ForeignKey(
        SignatureSlot, verbose_name=_("underskriftsplats"), on_delete=models.PROTECT, related_name="signatures"
    )
    version = models.ForeignKey(
        AgreementVersion, verbose_name=_("version"), on_delete=models.PROTECT, related_name="signatures"
    )
    content_hash = models.CharField(_("kontrollsumma"), max_length=64)
    method = models.CharField(_("sätt"), max_length=10, choices=SigningMethod)
    signer_label = models.CharField(_("undertecknare"), max_length=150)
    capacity = models.CharField(_("egenskap"), max_length=200)
    signed_at = models.DateTimeField(_("undertecknat"))
    signed_on = models.DateField(_("datum på originalet"))
    original = models.ForeignKey(
        PaperOriginal,
        verbose_name=_("original på papper"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("registrerat av"), on_delete=models.PROTECT, related_name="+"
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("bekräftat av"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        verbose_name = _("underskrift")
        verbose_name_plural = _("underskrifter")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["slot", "version"], name="cases_one_signature_per_place_and_text"),
            models.CheckConstraint(condition=Q(method__in=SigningMethod.values), name="cases_signature_method_known"),
            models.CheckConstraint(
                condition=~Q(method=SigningMethod.PAPER)
                | (Q(original__isnull=False, confirmed_by__isnull=False) & ~Q(confirmed_by=F("recorded_by"))),
                name="cases_paper_signature_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"signature in slot {self.slot_id}"
