"""Handlingar: the documents of a matter, numbered from 1 without gaps, and their versions, written once."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from diarium.models.correspondent import Correspondent
from diarium.models.entry import DiaryEntry
from diarium.states import Direction, DocumentKind, DocumentStatus, VersionRole


class Document(models.Model):
    """Handling: representation in writing, picture or recording (TF 2:3). Files stand in `DocumentVersion`.

    A document without version is a paper that was not scanned. `dated` is the document's own date, `received_on` when
    it reached the authority, `registered_at` when it was entered: back-registration keeps and shows all three.
    The protected texts are shown inside in place of the public ones (OSL 5:2), with the provision that they are kept
    apart by and since when. `secrecy_reviewed_on` is empty until a
    person has tried whether a marking is needed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entry = models.ForeignKey(DiaryEntry, models.PROTECT, related_name="documents", verbose_name=_("diariepost"))
    document_no = models.PositiveIntegerField(_("handlingsnummer"))
    title = models.TextField(_("rubrik"))
    protected_title = models.TextField(_("skyddad rubrik"), blank=True)
    direction = models.CharField(_("riktning"), max_length=15, choices=Direction.choices)
    kind = models.CharField(_("handlingstyp"), max_length=30, choices=DocumentKind.choices)
    dated = models.DateField(_("datum"))
    received_on = models.DateField(_("kom in"), null=True, blank=True)
    registered_at = models.DateTimeField(_("registrerad"))
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("registrerad av"),
    )
    sender_or_recipient = models.TextField(_("avsändare eller mottagare"), blank=True)
    protected_sender_or_recipient = models.TextField(_("skyddad avsändare eller mottagare"), blank=True)
    correspondent = models.ForeignKey(
        Correspondent, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("korrespondent")
    )
    status = models.CharField(_("status"), max_length=12, choices=DocumentStatus.choices, default=DocumentStatus.FINAL)
    cancelled_reason = models.TextField(_("skäl för makulering"), blank=True)
    cancelled_as_draft = models.BooleanField(_("makulerad som arbetsmaterial"), default=False)
    secrecy_provision = models.TextField(_("sekretessbestämmelse"), blank=True)
    secrecy_on = models.DateField(_("sekretessmarkerad"), null=True, blank=True)
    secrecy_reviewed_on = models.DateField(_("sekretess prövad"), null=True, blank=True)
    protection_provision = models.TextField(_("bestämmelse för skyddade uppgifter"), blank=True)
    protection_on = models.DateField(_("uppgifter skyddade"), null=True, blank=True)

    class Meta:
        verbose_name = _("handling")
        verbose_name_plural = _("handlingar")
        ordering = ["entry", "document_no"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "document_no"], name="diarium_document_number_once"),
            models.CheckConstraint(condition=Q(document_no__gte=1), name="diarium_document_number_from_one"),
            models.CheckConstraint(condition=~Q(title=""), name="diarium_document_has_a_title"),
            models.CheckConstraint(
                condition=Q(direction__in=Direction.values), name="diarium_document_direction_known"
            ),
            models.CheckConstraint(condition=Q(kind__in=DocumentKind.values), name="diarium_document_kind_known"),
            models.CheckConstraint(condition=Q(status__in=DocumentStatus.values), name="diarium_document_status_known"),
            models.CheckConstraint(
                condition=~Q(direction=Direction.RECEIVED) | Q(received_on__isnull=False),
                name="diarium_document_received_when",
                violation_error_message=_("Fyll i datum då handlingen kom in."),
            ),
            models.CheckConstraint(
                condition=~Q(status=DocumentStatus.CANCELLED) | ~Q(cancelled_reason=""),
                name="diarium_document_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_as_draft=False) | Q(status=DocumentStatus.CANCELLED),
                name="diarium_document_cancelled_as_draft",
            ),
            models.CheckConstraint(
                condition=Q(secrecy_provision="", secrecy_on__isnull=True)
                | (~Q(secrecy_provision="") & Q(secrecy_on__isnull=False)),
                name="diarium_document_secrecy_whole",
            ),
            models.CheckConstraint(
                condition=Q(
                    protected_title="",
                    protected_sender_or_recipient="",
                    protection_provision="",
                    protection_on__isnull=True,
                )
                | (
                    ~Q(protected_title="", protected_sender_or_recipient="")
                    & ~Q(protection_provision="")
                    & Q(protection_on__isnull=False)
                ),
                name="diarium_document_protection_whole",
            ),
        ]

        indexes = [
            models.Index(Coalesce("received_on", "dated").desc(), F("id").desc(), name="diarium_document_by_day"),
            models.Index(
                F("direction"),
                Coalesce("received_on", "dated").desc(),
                F("id").desc(),
                name="diarium_document_direction",
            ),
            models.Index(F("registered_at").desc(), F("id").desc(), name="diarium_document_registered"),
            models.Index(F("entry"), condition=Q(status="draft"), name="diarium_document_drafts"),
            models.Index(F("id"), condition=~Q(secrecy_provision=""), name="diarium_document_marked"),
            models.Index(
                F("id"),
                condition=Q(secrecy_reviewed_on__isnull=True, secrecy_provision="") & ~Q(status="cancelled"),
                name="diarium_document_not_tried",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stream(self) -> str:
        """The event stream is the diary entry's; load the document with its entry."""
        return self.entry.stream

    @property
    def is_secret(self) -> bool:
        """Whether the document carries a secrecy marking of its own (OSL 5:5)."""
        return bool(self.secrecy_provision)


class DocumentVersion(models.Model):
    """Handlingens version: one file, written once (G1); a rendition or signed copy is `derived_from` another."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    sha256 = models.CharField(_("kontrollsumma"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("storlek"))
    media_type = models.CharField(_("filformat"), max_length=100)
    file_name = models.TextField(_("filnamn"))
    role = models.CharField(_("slag"), max_length=10, choices=VersionRole.choices, default=VersionRole.ORIGINAL)
    derived_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="derived")
    reason = models.TextField(_("skäl"), blank=True)
    created_at = models.DateTimeField(_("skapad"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("version av handling")
        verbose_name_plural = _("versioner av handlingar")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="diarium_version_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="diarium_version_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="diarium_version_hash_form"),
            models.CheckConstraint(condition=~Q(file_name=""), name="diarium_version_has_a_name"),
            models.CheckConstraint(condition=Q(role__in=VersionRole.values), name="diarium_version_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.document}, version {self.number}"
