"""Bevakningar påminner, en tilldelning säger om den förra handläggaren var jävig, och ett beslut vem som begärde det."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_no_wider_than_the_givers"),
        ("cases", "0023_opened_versions_and_pages"),
        ("diarium", "0017_settled_versions_and_marked_rows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="caseassignment",
            name="conflict",
            field=models.CharField(
                blank=True,
                choices=[
                    ("own_matter", "Saken angår personen själv eller en närstående (KL 6:28 p. 1)"),
                    ("represents", "Personen eller en närstående företräder den som saken angår (KL 6:28 p. 2)"),
                    ("counsel", "Personen har varit ombud eller biträtt någon i saken mot ersättning (KL 6:28 p. 3)"),
                    ("other", "Något annat rubbar förtroendet för personens opartiskhet (KL 6:28 p. 4)"),
                ],
                max_length=16,
                verbose_name="jäv hos den förra handläggaren",
            ),
        ),
        migrations.AddField(
            model_name="caseassignment",
            name="former",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="förra handläggaren",
            ),
        ),
        migrations.AddField(
            model_name="watch",
            name="reminded_on",
            field=models.DateField(blank=True, null=True, verbose_name="påmind om dagen"),
        ),
        migrations.AddIndex(
            model_name="watch",
            index=models.Index(
                models.F("on"), models.F("id"), condition=models.Q(("on__isnull", False)), name="cases_watch_of_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="caseassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("conflict", ""),
                    models.Q(
                        ("conflict__in", ["own_matter", "represents", "counsel", "other"]),
                        ("former__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_conflict_has_ground_and_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("requested_by", ""), ("outcome__in", ["referred_back", "tabled"]), _connector="OR"),
                name="cases_only_what_is_put_off_is_requested",
            ),
        ),
    ]
