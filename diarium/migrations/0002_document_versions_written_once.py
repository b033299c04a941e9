"""Handlingarnas versioner och ärendets andra beteckningar skrivs en gång (G1)."""

from django.db import migrations

from audit.rules import append_only_sql


class Migration(migrations.Migration):
    dependencies = [("diarium", "0001_diary_register"), ("audit", "0002_append_only")]

    operations = [
        migrations.RunSQL(*append_only_sql("diarium_documentversion")),
        migrations.RunSQL(*append_only_sql("diarium_entryalias")),
    ]
