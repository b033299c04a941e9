"""Kontrollkörningar skrivs en gång (G1)."""

from django.db import migrations

from audit.rules import append_only_sql


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_checks_that_were_run")]

    operations = [migrations.RunSQL(*append_only_sql("audit_checkrun"))]
