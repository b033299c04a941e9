"""Index för inkorgen: open tasks by owner and by step, done tasks by owner; the ended ones do not weigh on the open."""

from django.db import migrations

INDEXES = {
    "workflows_open_of_owner": "(owner_id, created, id) WHERE flow_task_type = 'HUMAN' AND status = 'ASSIGNED'",
    "workflows_open_in_pool": "(flow_task, created, id) WHERE flow_task_type = 'HUMAN' AND status = 'NEW'",
    "workflows_done_of_owner": "(owner_id, finished DESC, id DESC) WHERE flow_task_type = 'HUMAN' AND status = 'DONE'",
}


class Migration(migrations.Migration):
    dependencies = [("workflows", "0003_kinds_of_tasks_as_rows"), ("viewflow", "0015_task_scheduled")]

    operations = [
        migrations.RunSQL(f"CREATE INDEX {name} ON viewflow_task {what}", f"DROP INDEX {name}")
        for name, what in INDEXES.items()
    ]
