"""Uppgiftsslag: the steps of the published definitions as rows, so that a list of tasks is one query."""

from django.db import migrations, models

VIEW = """
CREATE VIEW workflows_taskkind AS
SELECT 'workflows/compiled.' || definition.code || '_v' || definition.version || '.' || node.name AS flow_task,
       node.name AS name,
       node.body ->> 'title' AS title,
       node.body -> 'roles' AS roles,
       coalesce(node.body ->> 'assignee', '') AS assignee,
       (node.body ->> 'days')::integer AS days,
       node.body -> 'outcomes' AS outcomes
  FROM workflows_processdefinition AS definition
 CROSS JOIN LATERAL jsonb_each(definition.body::jsonb -> 'nodes') AS node (name, body)
 WHERE node.body ->> 'kind' = 'step'
"""


class Migration(migrations.Migration):
    dependencies = [("workflows", "0002_published_definitions_written_once")]

    operations = [
        migrations.RunSQL(VIEW, "DROP VIEW workflows_taskkind"),
        migrations.CreateModel(
            name="TaskKind",
            fields=[
                ("flow_task", models.TextField(primary_key=True, serialize=False, verbose_name="steg")),
                ("name", models.TextField(verbose_name="namn")),
                ("title", models.TextField(verbose_name="uppgift")),
                ("roles", models.JSONField(verbose_name="roller")),
                ("assignee", models.TextField(verbose_name="tilldelas")),
                ("days", models.IntegerField(null=True, verbose_name="dagar")),
                ("outcomes", models.JSONField(verbose_name="utfall")),
            ],
            options={
                "verbose_name": "uppgiftsslag",
                "verbose_name_plural": "uppgiftsslag",
                "db_table": "workflows_taskkind",
                "managed": False,
            },
        ),
    ]
