"""Diarier och diarieposter: one row per board and year with its counter, and one row per matter."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from diarium.models.classification import ClassCode
from diarium.numbers import DiaryNumber
from diarium.states import AliasKind, EntryStatus, LinkKind, Origin


class Diary(models.Model):
    """Diarium: one board's register of one year.

    `last_serial` is the last number of our own, 0 = none yet; `carried_over` the highest number taken over from an
    older system. Own numbers begin at `carried_over` + 1 and have no gaps (G6). `template` says how this diary prints
    its numbers; empty = as the municipality does.
    """

    board = models.ForeignKey("accounts.Board", models.PROTECT, related_name="diaries", verbose_name=_("nämnd"))
    year = models.PositiveSmallIntegerField(_("år"))
    last_serial = models.PositiveIntegerField(_("senaste löpnummer"), default=0)
    carried_over = models.PositiveIntegerField(_("övertaget till och med"), default=0)
    template = models.JSONField(_("nummermall"), default=dict, blank=True)

    class Meta:
        verbose_name = _("diarium")
        verbose_name_plural = _("diarier")
        ordering = ["-year", "board"]
        constraints = [
            models.UniqueConstraint(fields=["board", "year"], name="diarium_diary_once"),
            models.CheckConstraint(condition=Q(year__gte=1970, year__lte=2199), name="diarium_diary_year_in_range"),
            models.CheckConstraint(
                condition=Q(last_serial=0) | Q(last_serial__gt=F("carried_over")), name="diarium_diary_counter_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board} {self.year}"

    @property
    def stream(self) -> str:
        """The event stream of the numbers; load the diary with its board."""
        return f"diary:{self.board.code}/{self.year}"

    @property
    def next_serial(self) -> int:
        """The number that the next matter of our own gets; true only while the row is locked."""
        return max(self.last_serial, self.carried_over) + 1


class DiaryEntry(models.Model):
    """Diariepost, ärenderad: one matter's row with its number. Number and date are public at once (OSL 5:2).

    `printed_number` is the number as printed today, `number_key` its identity in the form numbers are compared by;
    reclassification changes the first, nothing ever the second (G6).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    diary = models.ForeignKey(Diary, models.PROTECT, related_name="entries", verbose_name=_("diarium"))
    serial = models.PositiveIntegerField(_("löpnummer"))
    origin = models.CharField(_("ursprung"), max_length=10, choices=Origin.choices, default=Origin.OWN)
    class_code = models.ForeignKey(
        ClassCode, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("klassificering")
    )
    printed_number = models.CharField(_("diarienummer"), max_length=60, db_index=True)
    number_key = models.CharField(max_length=30, unique=True, editable=False)
    opened_on = models.DateField(_("öppnat"))
    registered_at = models.DateTimeField(_("registrerat"))
    public_subject = models.TextField(_("ärendemening"))
    protected_subject = models.TextField(_("skyddad ärendemening"), blank=True)
    secrecy_provision = models.TextField(_("sekretessbestämmelse"), blank=True)
    secrecy_on = models.DateField(_("sekretessmarkerat"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=EntryStatus.choices, default=EntryStatus.OPEN)
    cancelled_reason = models.TextField(_("skäl för makulering"), blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("förs nu i")
    )
    last_document_no = models.PositiveIntegerField(_("senaste handlingsnummer"), default=0)

    class Meta:
        verbose_name = _("diariepost")
        verbose_name_plural = _("diarieposter")
        ordering = ["-registered_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["diary", "serial"], name="diarium_entry_number_once"),
            models.CheckConstraint(condition=Q(serial__gte=1), name="diarium_entry_serial_from_one"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="diarium_entry_origin_known"),
            models.CheckConstraint(condition=Q(status__in=EntryStatus.values), name="diarium_entry_status_known"),
            models.CheckConstraint(
                condition=~Q(public_subject=""),
                name="diarium_entry_has_a_subject",
                violation_error_message=_("Fyll i ärendemening."),
            ),
            models.CheckConstraint(
                condition=Q(secrecy_provision="", secrecy_on__isnull=True)
                | (~Q(secrecy_provision="") & Q(secrecy_on__isnull=False)),
                name="diarium_entry_secrecy_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status=EntryStatus.CANCELLED) | ~Q(cancelled_reason=""),
                name="diarium_entry_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=EntryStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=EntryStatus.MERGED) & Q(merged_into__isnull=True)),
                name="diarium_entry_merged_into_another",
            ),
        ]
        indexes = [
            models.Index(F("opened_on").desc(), F("id").desc(), name="diarium_entry_newest"),
            models.Index(
                F("id"), condition=Q(class_code__isnull=True, status="open"), name="diarium_entry_without_class"
            ),
            models.Index(F("id"), condition=~Q(secrecy_provision=""), name="diarium_entry_marked"),
        ]

    def __str__(self) -> str:
        return self.printed_number

    @property
    def stream(self) -> str:
        """The event stream of the entry, its documents and corrections."""
        return f"entry:{self.uuid}"

    @property
    def number(self) -> DiaryNumber:
        """The number as a value, from the key and the class code and never from the print, which may name no board."""
        return DiaryNumber.from_key(self.number_key, self.class_code.code if self.class_code else "")

    @property
    def is_secret(self) -> bool:
        """Whether the matter carries a secrecy marking (OSL 5:5)."""
        return bool(self.secrecy_provision)


class EntryAlias(models.Model):
    """Annat nummer för samma ärende: a former printed form, or another authority's reference, kept verbatim."""

    entry = models.ForeignKey(DiaryEntry, models.PROTECT, related_name="aliases")
    text = models.TextField(_("beteckning"))
    kind = models.CharField(_("slag"), max_length=10, choices=AliasKind.choices)

    class Meta:
        verbose_name = _("annan beteckning")
        verbose_name_plural = _("andra beteckningar")
        ordering = ["entry", "id"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "text"], name="diarium_entryalias_once"),
            models.CheckConstraint(condition=Q(kind__in=AliasKind.values), name="diarium_entryalias_kind_known"),
        ]
        indexes = [models.Index(Upper("text"), name="diarium_entryalias_text")]

    def __str__(self) -> str:
        return self.text


class EntryLink(models.Model):
    """Koppling mellan två ärenden, read from `entry` to `other`: "ersätter", "delat från", "hör ihop med"."""

    entry = models.ForeignKey(DiaryEntry, models.PROTECT, related_name="links")
    other = models.ForeignKey(DiaryEntry, models.PROTECT, related_name="linked_from")
    kind = models.CharField(_("slag"), max_length=12, choices=LinkKind.choices)
    note = models.TextField(_("anteckning"), blank=True)
    linked_at = models.DateTimeField(_("kopplat"))
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(_("borttagen"), null=True, blank=True)

    class Meta:
        verbose_name = _("koppling")
        verbose_name_plural = _("kopplingar")
        ordering = ["entry", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "other", "kind"], condition=Q(removed_at__isnull=True), name="diarium_entrylink_once"
            ),
            models.CheckConstraint(condition=~Q(entry=F("other")), name="diarium_entrylink_between_two"),
            models.CheckConstraint(condition=Q(kind__in=LinkKind.values), name="diarium_entrylink_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.entry} – {self.other}"
