"""Ärendetyper upphör, and two of them never have the same name."""

from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0021_rounds_follow_each_other"),
        ("diarium", "0017_settled_versions_and_marked_rows"),
    ]

    operations = [
        migrations.AddField(
            model_name="casetype",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="upphörde"),
        ),
        migrations.AddConstraint(
            model_name="casetype",
            constraint=models.UniqueConstraint(Lower("name"), name="cases_case_type_name_once"),
        ),
    ]
