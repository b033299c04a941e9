"""Uppgiftsslag med frist och enhet: days are read from the deadline as it is written now, and as it was before."""

from django.db import migrations, models

VIEW = """
CREATE VIEW workflows_taskkind AS
SELECT 'workflows/compiled.' || definition.code || '_v' || definition.version || '.' || node.name AS flow_task,
       node.name AS name,
       node.body ->> 'title' AS title,
       node.body -> 'roles' AS roles,
       coalesce(node.body ->> 'assignee', '') AS assignee,
       coalesce(node.body -> 'deadline' ->> 'days', node.body ->> 'days')::integer AS days,
       node.body -> 'outcomes' AS outcomes,
       coalesce(node.body -> 'deadline', nullif(jsonb_build_object('days', node.body -> 'days'), '{"days": null}'))
           AS deadline,
       coalesce(node.body ->> 'unit', '') AS unit
  FROM workflows_processdefinition AS definition
 CROSS JOIN LATERAL jsonb_each(definition.body::jsonb -> 'nodes') AS node (name, body)
 WHERE node.body ->> 'kind' = 'step'
"""
BEFORE = """
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
DROP = "DROP VIEW workflows_taskkind"


class Migration(migrations.Migration):
    dependencies = [("workflows", "0004_open_tasks_found_by_whom_they_wait_for")]

    operations = [
        migrations.RunSQL([DROP, VIEW], [DROP, BEFORE]),
        migrations.AddField("TaskKind", "deadline", models.JSONField(null=True, verbose_name="frist")),
        migrations.AddField("TaskKind", "unit", models.TextField(verbose_name="enhet")),
    ]
