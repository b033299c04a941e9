"""Tillåtna övergångar: renegotiate, rectify and start_new_round (G4)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

TRANSITIONS = (
    ("signing", "committee_proposal"),
    ("distribution", "committee_proposal"),
    ("closed", "committee_proposal"),
    ("closed", "draft"),
)


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Enter the pairs."""
    allowed = apps.get_model("cases", "AllowedTransition")
    for source, target in TRANSITIONS:
        allowed.objects.get_or_create(source=source, target=target)


def empty(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them out."""
    allowed = apps.get_model("cases", "AllowedTransition")
    for source, target in TRANSITIONS:
        allowed.objects.filter(source=source, target=target).delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_matters_on_hold")]

    operations = [migrations.RunPython(fill, empty)]
