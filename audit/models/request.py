"""Dubblettskydd: the same request has one effect."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class Request(models.Model):
    """Dubblettskydd: one use of a door, by its actor and the key of the form; the answer is stored with the effect."""

    actor = models.TextField()
    key = models.TextField()
    fingerprint = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "audit_request"
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="audit_request_once")]
        indexes = [models.Index(fields=["at"], name="audit_request_by_age")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"
