"""Fristående uppgifter med en dag får en frist."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0024_watches_tell_jav_and_who_asked"),
        ("viewflow", "0015_task_scheduled"),
        ("workflows", "0015_notices_of_tasks"),
    ]

    operations = [
        migrations.AddField(
            model_name="deadline",
            name="ad_hoc",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deadline",
                to="workflows.adhoctask",
                verbose_name="fristående uppgift",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(("task__isnull", True), ("ad_hoc__isnull", True), _connector="OR"),
                name="workflows_deadline_of_one_task",
            ),
        ),
    ]
