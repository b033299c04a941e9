"""Det publika diariet: two views of the database that hold the public set of OSL 5:2 and nothing else.

They are the only source of public pages, feeds and open data. A secret row keeps its number and date; working material
is not there; what looks like a personal identity number is left out.
"""

from django.db import models

from diarium.states import Direction, DocumentKind, EntryStatus


class PublicMatter(models.Model):
    """Ärende i det publika diariet; `masked` = nothing but number and date is shown."""

    uuid = models.UUIDField()
    board = models.ForeignKey("accounts.Board", models.DO_NOTHING, related_name="+")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField(max_length=60)
    number_key = models.CharField(max_length=30)
    opened_on = models.DateField()
    registered_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=EntryStatus.choices)
    continues_in = models.CharField(max_length=60, null=True)  # noqa: DJ001 - a view's left join
    masked = models.BooleanField()
    subject = models.TextField()

    class Meta:
        managed = False
        db_table = "diarium_publicmatter"
        ordering = ["-opened_on", "-id"]

    def __str__(self) -> str:
        return self.number


class PublicDocument(models.Model):
    """Handling i det publika diariet; `other_party` only when it is a known body and not a private person."""

    matter = models.ForeignKey(PublicMatter, models.DO_NOTHING, related_name="documents")
    uuid = models.UUIDField()
    document_no = models.PositiveIntegerField()
    day = models.DateField()
    registered_at = models.DateTimeField()
    registered_on = models.DateField()
    masked = models.BooleanField()
    direction = models.CharField(max_length=15, choices=Direction.choices, blank=True)
    kind = models.CharField(max_length=30, choices=DocumentKind.choices, blank=True)
    cancelled = models.BooleanField()
    title = models.TextField()
    other_party = models.TextField()

    class Meta:
        managed = False
        db_table = "diarium_publicdocument"
        ordering = ["matter", "document_no"]

    def __str__(self) -> str:
        return f"{self.matter_id}-{self.document_no}"
