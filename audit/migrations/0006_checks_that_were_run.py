from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0005_event_in_this_transaction"),
    ]

    operations = [
        migrations.CreateModel(
            name="CheckRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("checked", models.PositiveBigIntegerField(default=0)),
                ("found", models.PositiveIntegerField(default=0)),
                ("findings", models.JSONField(default=list)),
            ],
            options={
                "db_table": "audit_checkrun",
                "ordering": ["-ended_at", "-id"],
                "indexes": [
                    models.Index(
                        models.F("kind"),
                        models.OrderBy(models.F("ended_at"), descending=True),
                        name="audit_checkrun_latest",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("started_at__lte", models.F("ended_at"))), name="audit_checkrun_times"
                    )
                ],
            },
        ),
    ]
