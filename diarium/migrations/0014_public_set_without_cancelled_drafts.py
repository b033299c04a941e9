"""Det publika diariet utan arbetsmaterial som makulerats (TF 2:12): the view, and the guard of the public index."""

from importlib import import_module

from django.db import migrations

before = import_module("diarium.migrations.0009_public_set")

VIEW = before.VIEWS[before.VIEWS.index("CREATE VIEW diarium_publicdocument") :]
VIEW_BEFORE = VIEW.replace("CREATE VIEW", "CREATE OR REPLACE VIEW", 1)
GUARD_BEFORE = before.GUARD.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)
DRAFT, NEVER_FINAL = "h.status = 'draft'", "h.status = 'draft' OR h.cancelled_as_draft"


class Migration(migrations.Migration):
    dependencies = [("diarium", "0013_cancelled_working_material")]

    operations = [
        migrations.RunSQL(
            VIEW_BEFORE.replace("WHERE h.status <> 'draft'", "WHERE h.status <> 'draft' AND NOT h.cancelled_as_draft"),
            VIEW_BEFORE,
        ),
        migrations.RunSQL(GUARD_BEFORE.replace(DRAFT, NEVER_FINAL), GUARD_BEFORE),
    ]
