"""Skrivs en gång: versions, approvals, signatures, receipts, the frozen act of sending, and all field history (G1)."""

from django.db import migrations

from audit.rules import append_only_sql

TABLES = (
    "cases_historical_case",
    "cases_historical_staff_report",
    "cases_historical_agreement",
    "cases_caseassignment",
    "cases_casenote",
    "cases_staffreportversion",
    "cases_findinganswer",
    "cases_approval",
    "cases_decisionpoint",
    "cases_paperoriginal",
    "cases_signature",
    "cases_distribution",
    "cases_dispatchattempt",
    "cases_dispatchreceipt",
)


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_cases_change_with_their_event"), ("audit", "0002_append_only")]

    operations = [migrations.RunSQL(*append_only_sql(table)) for table in TABLES]
