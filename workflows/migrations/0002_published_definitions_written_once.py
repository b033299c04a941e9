"""Publicerade processmallar skrivs en gång (G1)."""

from django.db import migrations

from audit.rules import append_only_sql


class Migration(migrations.Migration):
    dependencies = [("workflows", "0001_processes"), ("audit", "0002_append_only")]

    operations = [migrations.RunSQL(*append_only_sql("workflows_processdefinition"))]
