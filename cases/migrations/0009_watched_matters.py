import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "__first__"),
        ("cases", "0008_no_line_of_a_part_without_event"),
    ]

    operations = [
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(blank=True, null=True, verbose_name="bevakningsdatum")),
                ("created_at", models.DateTimeField(verbose_name="bevakas sedan")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="watches",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="watches",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "bevakning",
                "verbose_name_plural": "bevakningar",
                "ordering": ["on", "id"],
                "indexes": [
                    models.Index(models.F("user"), models.F("on"), models.F("id"), name="cases_watch_of_person")
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "user"), name="cases_watch_once")],
            },
        ),
    ]
