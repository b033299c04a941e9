"""Nämndernas fälthistorik skrivs en gång (G1)."""

from django.db import migrations

from audit.rules import append_only_sql


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_boards_mandates"), ("audit", "0002_append_only")]

    operations = [migrations.RunSQL(*append_only_sql("accounts_historicalboard"))]
