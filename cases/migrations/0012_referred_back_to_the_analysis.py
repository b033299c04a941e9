"""Återremiss till lägesbilden: one more allowed transition (G4)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

PAIR = {"source": "decision", "target": "situation_analysis"}


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Enter the pair."""
    apps.get_model("cases", "AllowedTransition").objects.create(**PAIR)


def empty(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take it out."""
    apps.get_model("cases", "AllowedTransition").objects.filter(**PAIR).delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_several_bodies_and_delegates")]

    operations = [migrations.RunPython(fill, empty)]
