"""Kontroller som har körts: what was checked, when, and what was found."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class CheckRun(models.Model):
    """Kontrollkörning: one run of a check of the whole register. Written once.

    `kind` is `verify`, `fixity`, `numbers` or `consistency`; `findings` holds the first hundred as `Finding.as_dict`
    gives them, `found` how many there were.
    """

    kind = models.CharField(max_length=20)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    checked = models.PositiveBigIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)

    class Meta:
        db_table = "audit_checkrun"
        ordering = ["-ended_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(started_at__lte=F("ended_at")), name="audit_checkrun_times")]
        indexes = [models.Index(F("kind"), F("ended_at").desc(), name="audit_checkrun_latest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ended_at:%Y-%m-%d}"
