"""Tillåtna övergångar: the state machine's table as the database reads it (G4)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TRANSITIONS = (
    ("draft", "situation_analysis"),
    ("situation_analysis", "committee_proposal"),
    ("draft", "committee_proposal"),
    ("committee_proposal", "situation_analysis"),
    ("committee_proposal", "decision"),
    ("decision", "committee_proposal"),
    ("decision", "signing"),
    ("decision", "distribution"),
    ("signing", "distribution"),
    ("distribution", "closed"),
    ("withdrawn", "closed"),
    ("draft", "withdrawn"),
    ("situation_analysis", "withdrawn"),
    ("committee_proposal", "withdrawn"),
    ("decision", "withdrawn"),
    ("closed", "distribution"),
)


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Enter the pairs."""
    allowed = apps.get_model("cases", "AllowedTransition")
    allowed.objects.bulk_create(allowed(source=source, target=target) for source, target in TRANSITIONS)


def empty(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them out."""
    apps.get_model("cases", "AllowedTransition").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_matters")]

    operations = [migrations.RunPython(fill, empty)]
