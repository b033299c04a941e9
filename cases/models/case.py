"""Ärende: the matter, its officers and its notes; the map of its transitions."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from audit.history import audited_history
from cases import rules
from cases.models.case_type import CaseType
from cases.states import CaseState as S

_STILL_OPEN = ~Q(state__in=[S.CLOSED, S.WITHDRAWN])


class Case(models.Model):  # type: ignore[django-manager-missing]  # the model of its processes is viewflow's, untyped
    """Ärende: a matter handled by an authority under one diary number.

    `state` is the authority for its legal status; `version` is the `seq` of the last event of its stream,
    so every write raises it by exactly one (a trigger refuses anything else).
    """

    uuid = models.UUIDField(_("identitet"), unique=True, default=uuid.uuid4, editable=False)
    entry = models.OneToOneField(
        "diarium.DiaryEntry", verbose_name=_("diariepost"), on_delete=models.PROTECT, related_name="case"
    )
    case_type = models.ForeignKey(CaseType, verbose_name=_("ärendetyp"), on_delete=models.PROTECT, related_name="+")
    board = models.ForeignKey("accounts.Board", verbose_name=_("nämnd"), on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(
        "accounts.Unit", verbose_name=_("enhet"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    case_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handläggare"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = FSMField(_("läge"), max_length=24, choices=S.choices, default=S.DRAFT, protected=True)
    version = models.PositiveIntegerField(_("version"), default=1)
    round = models.PositiveSmallIntegerField(_("omgång"), default=1)
    state_since = models.DateTimeField(_("i läget sedan"))
    on_hold_until = models.DateField(_("vilande till"), null=True, blank=True)
    on_hold_reason = models.TextField(_("varför det är vilande"), blank=True)

    history = audited_history(table_name="cases_historical_case")

    class Meta:
        verbose_name = _("ärende")
        verbose_name_plural = _("ärenden")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="cases_case_state_known"),
            models.CheckConstraint(condition=Q(version__gte=1), name="cases_case_version_positive"),
            models.CheckConstraint(condition=Q(round__gte=1), name="cases_case_round_positive"),
            models.CheckConstraint(
                condition=Q(on_hold_until__isnull=True, on_hold_reason="")
                | Q(on_hold_until__isnull=False) & ~Q(on_hold_reason="") & _STILL_OPEN,
                name="cases_on_hold_with_reason_while_open",
            ),
        ]
        indexes = [
            models.Index(F("id").desc(), name="cases_newest_first"),
            models.Index("case_officer", F("id").desc(), name="cases_of_officer"),
            models.Index("state", F("id").desc(), name="cases_in_state"),
            models.Index(F("id"), condition=Q(case_officer__isnull=True) & _STILL_OPEN, name="cases_without_officer"),
            models.Index(F("state_since"), F("id"), condition=_STILL_OPEN, name="cases_open_since"),
            models.Index("on_hold_until", condition=Q(on_hold_until__isnull=False), name="cases_on_hold"),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def stream(self) -> str:
        """The chain of the matter's events."""
        return f"case:{self.uuid}"

    def refresh_from_db(
        self, using: str | None = None, fields: Iterable[str] | None = None, from_queryset: Any = None
    ) -> None:
        """Read again; a protected field cannot be assigned, so the state is taken out and put back if that fails."""
        names = None if fields is None else list(fields)
        if names is not None and "state" not in names:
            super().refresh_from_db(using=using, fields=names, from_queryset=from_queryset)
            return
        names = names or [field.attname for field in self._meta.concrete_fields]
        before = self.__dict__.pop("state", None)
        try:
            super().refresh_from_db(using=using, fields=names, from_queryset=from_queryset)
        except BaseException:
            self.__dict__["state"] = before
            raise

    @transition(
        field=state,
        source=S.DRAFT,
        target=S.SITUATION_ANALYSIS,
        conditions=[*rules.COMPLETED, rules.TYPE_HAS_ANALYSIS],
    )
    def start_situation_analysis(self) -> None:
        """Gå vidare till lägesbild."""

    @transition(
        field=state,
        source=S.SITUATION_ANALYSIS,
        target=S.COMMITTEE_PROPOSAL,
        conditions=[rules.HAS_OFFICER, rules.ANALYSIS_CONCLUDED, rules.ANALYSIS_FRESH],
    )
    def propose_to_committee(self) -> None:
        """Gå vidare till förslag till beslut."""

    @transition(
        field=state,
        source=S.DRAFT,
        target=S.COMMITTEE_PROPOSAL,
        conditions=[*rules.COMPLETED, rules.TYPE_HAS_NO_ANALYSIS],
    )
    def propose_without_analysis(self) -> None:
        """Gå vidare till förslag till beslut i en ärendetyp utan lägesbild."""

    @transition(
        field=state,
        source=S.COMMITTEE_PROPOSAL,
        target=S.SITUATION_ANALYSIS,
        conditions=[rules.HAS_OFFICER, rules.TYPE_HAS_ANALYSIS],
    )
    def reopen_analysis(self) -> None:
        """Gå tillbaka till lägesbild."""

    @transition(
        field=state,
        source=S.COMMITTEE_PROPOSAL,
        target=S.DECISION,
        conditions=[*rules.PROPOSAL, rules.APPROVED_BY_ALL],
    )
    def submit_for_decision(self) -> None:
        """Lämna ärendet till beslut."""

    @transition(field=state, source=S.DECISION, target=S.COMMITTEE_PROPOSAL, conditions=[rules.NOTHING_TREATED])
    def take_back(self) -> None:
        """Ta tillbaka förslaget innan det behandlats."""

    @transition(field=state, source=S.DECISION, target=S.COMMITTEE_PROPOSAL, conditions=[rules.REFERRED_BACK])
    def refer_back(self) -> None:
        """Återremittera till beredningen (R15)."""

    @transition(
        field=state,
        source=S.DECISION,
        target=S.SITUATION_ANALYSIS,
        conditions=[rules.REFERRED_BACK, rules.TYPE_HAS_ANALYSIS],
    )
    def refer_back_to_analysis(self) -> None:
        """Återremittera till lägesbilden (R15)."""

    @transition(
        field=state,
        source=S.DECISION,
        target=S.SIGNING,
        conditions=[
            rules.TYPE_HAS_AGREEMENT,
            rules.DECISION_CARRIED,
            rules.PARAGRAPH_ADJUSTED,
            rules.DECISION_GIVES_MANDATE,
        ],
    )
    def start_signing(self) -> None:
        """Gå vidare till undertecknande (R23). Laga kraft is no condition (KL 13:14)."""

    @transition(
        field=state,
        source=S.DECISION,
        target=S.DISTRIBUTION,
        conditions=[rules.DECISION_FINAL, rules.PARAGRAPH_ADJUSTED, rules.NOTHING_TO_SIGN],
    )
    def start_distribution(self) -> None:
        """Gå vidare till expediering utan undertecknande."""

    @transition(field=state, source=S.SIGNING, target=S.DISTRIBUTION, conditions=[rules.SIGNING_ENDED])
    def finish_signing(self) -> None:
        """Avsluta undertecknandet: all parties have signed, or the agreement is not concluded."""

    @transition(
        field=state,
        source=S.DISTRIBUTION,
        target=S.CLOSED,
        conditions=[
            rules.DOCUMENTS_SETTLED,
            rules.DISPATCH_DONE,
            rules.HAS_CLASS,
            rules.HAS_RETENTION,
        ],
    )
    def close(self) -> None:
        """Avsluta ärendet (R26)."""

    @transition(
        field=state,
        source=S.WITHDRAWN,
        target=S.CLOSED,
        conditions=[rules.NUMBER_IN_USE, rules.DOCUMENTS_SETTLED, rules.HAS_CLASS, rules.HAS_RETENTION],
    )
    def close_withdrawn(self) -> None:
        """Avsluta ett återkallat ärende."""

    @transition(
        field=state,
        source=[S.DRAFT, S.SITUATION_ANALYSIS, S.COMMITTEE_PROPOSAL, S.DECISION],
        target=S.WITHDRAWN,
        conditions=[rules.NO_FINAL_DECISION],
    )
    def withdraw(self) -> None:
        """Återkalla ärendet."""

    @transition(field=state, source=S.CLOSED, target=S.DISTRIBUTION)
    def reopen(self) -> None:
        """Öppna ärendet igen (sen handling, nytt utskick, överklagande)."""

    @transition(field=state, source=S.SIGNING, target=S.COMMITTEE_PROPOSAL, conditions=[rules.HAS_OFFICER])
    def renegotiate(self) -> None:
        """Förhandla om texten: it has to leave what the decision lets anybody sign."""

    @transition(
        field=state,
        source=[S.SIGNING, S.DISTRIBUTION, S.CLOSED],
        target=S.COMMITTEE_PROPOSAL,
        conditions=[rules.HAS_OFFICER, rules.DECISION_MADE],
    )
    def rectify(self) -> None:
        """Rätta efter att en domstol har upphävt beslutet (R21)."""

    @transition(field=state, source=S.CLOSED, target=S.DRAFT, conditions=[rules.HAS_OFFICER])
    def start_new_round(self) -> None:
        """Starta en ny omgång under samma nummer (R25)."""
        self.round += 1


class AllowedTransition(models.Model):
    """Tillåten övergång: the state machine's table as the database's guard reads it (G4)."""

    source = models.CharField(_("från"), max_length=24)
    target = models.CharField(_("till"), max_length=24)

    class Meta:
        db_table = "cases_allowedtransition"
        verbose_name = _("tillåten övergång")
        verbose_name_plural = _("tillåtna övergångar")
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="cases_allowed_transition_once")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class CaseNote(models.Model):
    """Tjänsteanteckning: a note that adds facts and is part of the matter. Written once."""

    case = models.ForeignKey(Case, verbose_name=_("ärende"), on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("tjänsteanteckning"))
    written_at = models.DateTimeField(_("skriven"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("skriven av"), on_delete=models.PROTECT, related_name="+"
    )
    event = models.UUIDField(_("händelse"), unique=True)

    class Meta:
        verbose_name = _("tjänsteanteckning")
        verbose_name_plural = _("tjänsteanteckningar")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"note {self.pk}"
