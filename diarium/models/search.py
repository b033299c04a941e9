"""Sökindex: keys of matters and documents, inside and public apart, the text of files, and saved searches."""

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from diarium.models.document import Document
from diarium.models.entry import DiaryEntry
from diarium.states import ExportStatus, TextStatus


class SearchEntry(models.Model):
    """Sökpost för den som är inloggad: one per matter (`document` empty) and document, with the protected words too.

    `head_terms` holds the keys of what stands in the heading, `terms` those and the file's. Whoever reads it filters
    by `accounts.policy` in the same statement. Derived: `reindex` makes it again.
    """

    entry = models.ForeignKey(DiaryEntry, models.PROTECT, related_name="search_entries")
    document = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="search_entry")
    board = models.ForeignKey("accounts.Board", models.PROTECT, related_name="+")
    day = models.DateField(_("datum"))
    head_terms = SearchVectorField()
    terms = SearchVectorField()

    class Meta:
        verbose_name = _("sökpost")
        verbose_name_plural = _("sökposter")
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(document__isnull=True), name="diarium_searchentry_one_per_matter"
            ),
        ]
        indexes = [
            GinIndex(fields=["terms"], name="diarium_searchentry_terms"),
            models.Index(F("day").desc(), F("id").desc(), name="diarium_searchentry_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}-{self.document_id or ''}"


class PublicSearchEntry(models.Model):
    """Sökpost för allmänheten: public words only, and no row at all for what is secret (the database refuses)."""

    entry = models.ForeignKey(DiaryEntry, models.PROTECT, related_name="public_search_entries")
    document = models.OneToOneField(Document, models.PROTECT, null=True, blank=True, related_name="public_search_entry")
    board = models.ForeignKey("accounts.Board", models.PROTECT, related_name="+")
    day = models.DateField(_("datum"))
    terms = SearchVectorField()

    class Meta:
        verbose_name = _("publik sökpost")
        verbose_name_plural = _("publika sökposter")
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(document__isnull=True), name="diarium_publicsearch_one_per_matter"
            ),
        ]
        indexes = [
            GinIndex(fields=["terms"], name="diarium_publicsearch_terms"),
            models.Index(F("day").desc(), F("id").desc(), name="diarium_publicsearch_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}-{self.document_id or ''}"


class FileText(models.Model):
    """Text ur en fil: read once in the limited child process, kept by the file's hash, for index and hits."""

    sha256 = models.CharField(_("kontrollsumma"), max_length=64, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=TextStatus.choices)
    text = models.TextField(_("text"), blank=True)
    read_at = models.DateTimeField(_("läst"))

    class Meta:
        verbose_name = _("text ur fil")
        verbose_name_plural = _("texter ur filer")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=TextStatus.values), name="diarium_filetext_status_known"),
        ]

    def __str__(self) -> str:
        return self.sha256


class SavedSearch(models.Model):
    """Sparad sökning: a person's own list, kept as the address's path and query; what it finds is asked anew."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches")
    name = models.CharField(_("namn på sökningen"), max_length=100)
    path = models.CharField(_("sida"), max_length=100)
    query = models.TextField(_("frågan"), blank=True)
    saved_at = models.DateTimeField(_("sparad"))

    class Meta:
        verbose_name = _("sparad sökning")
        verbose_name_plural = _("sparade sökningar")
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "path", "name"], name="diarium_savedsearch_once_a_list")]

    def __str__(self) -> str:
        return self.name


class Export(models.Model):
    """Uttag av en lista som fil, gjort i bakgrunden: with what the one who asked may see when it runs."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="exports")
    kind = models.CharField(_("lista"), max_length=30)
    format = models.CharField(_("format"), max_length=5, choices=[("csv", "csv"), ("xlsx", "Excel")])
    query = models.JSONField(_("frågan"), default=dict)
    status = models.CharField(_("status"), max_length=10, choices=ExportStatus.choices, default=ExportStatus.WAITING)
    rows_done = models.PositiveIntegerField(_("rader klara"), default=0)
    rows_total = models.PositiveIntegerField(_("rader"), default=0)
    asked_at = models.DateTimeField(_("beställt"))
    done_at = models.DateTimeField(_("klart"), null=True, blank=True)
    sha256 = models.CharField(_("kontrollsumma"), max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("storlek"), default=0)

    class Meta:
        verbose_name = _("uttag")
        verbose_name_plural = _("uttag")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=ExportStatus.values), name="diarium_export_status_known"),
        ]
        indexes = [models.Index(F("user"), F("asked_at").desc(), name="diarium_export_of_person")]

    def __str__(self) -> str:
        return f"{self.kind}.{self.format}"
