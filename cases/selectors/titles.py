"""Handlingarnas titlar: what the documents of a matter are called to anybody, for what has to be among them."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, TextField, Value
from django.db.models.functions import Concat

from cases.models import Case
from diarium.models import Document
from diarium.states import DocumentStatus


def titles_column(entry: str = "entry_id") -> ArraySubquery:
    """The titles, to be read together with a row; `entry` is the way from it to the entry of its matter."""
    rows = Document.objects.filter(entry=OuterRef(entry)).exclude(status=DocumentStatus.CANCELLED)
    return ArraySubquery(rows.values(text_=Concat("title", Value(" "), "protected_title", output_field=TextField())))


def know_titles(case: Case, titles: list[str]) -> None:
    """Keep what was read, for the rule that asks (`cases.rules.staff_report`)."""
    case.__dict__["titles_"] = titles
