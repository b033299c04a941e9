"""Synpunkter på förslaget, from who reads it without approving it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0026_urgent_decisions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content_hash", models.CharField(max_length=64, verbose_name="kontrollsumma")),
                ("asked_as", models.CharField(max_length=200, verbose_name="uppgift")),
                (
                    "stance",
                    models.CharField(
                        choices=[("no_remarks", "Inga synpunkter"), ("remarks", "Har synpunkter")],
                        max_length=10,
                        verbose_name="ställningstagande",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="synpunkter")),
                ("reader_label", models.CharField(max_length=150, verbose_name="granskare")),
                ("capacity", models.CharField(max_length=200, verbose_name="egenskap")),
                ("on_behalf_of", models.CharField(blank=True, max_length=150, verbose_name="för")),
                ("given_at", models.DateTimeField(verbose_name="när")),
                (
                    "acted_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person som granskaren ersatte",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="granskare",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opinions",
                        to="cases.staffreportversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "synpunkter på förslaget",
                "verbose_name_plural": "synpunkter på förslag",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("stance__in", ["no_remarks", "remarks"])), name="cases_opinion_stance_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stance", "remarks"), _negated=True),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_remarks_have_text",
                    ),
                ],
            },
        ),
    ]
