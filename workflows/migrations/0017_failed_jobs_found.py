"""Index för misslyckade jobb: the few that wait for a person are found without reading all that ever ran."""

from django.db import migrations

NAME = "workflows_failed_jobs"


class Migration(migrations.Migration):
    dependencies = [("workflows", "0016_deadlines_of_tasks_beside_the_flow"), ("viewflow", "0015_task_scheduled")]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX {NAME} ON viewflow_task (finished, id) WHERE flow_task_type = 'JOB' AND status = 'ERROR'",
            f"DROP INDEX {NAME}",
        )
    ]
