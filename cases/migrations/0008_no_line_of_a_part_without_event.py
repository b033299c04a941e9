"""Inget som hör till en del av ärendet tillkommer eller ändras utan händelse (G14)."""

from django.db import migrations

# table → (column, how a row finds its case)
LINES = {
    "cases_analysissource": ("analysis_id", "SELECT case_id FROM cases_situationanalysis WHERE id = $1"),
    "cases_priorityarea": ("analysis_id", "SELECT case_id FROM cases_situationanalysis WHERE id = $1"),
    "cases_decisionpoint": ("decision_id", "SELECT case_id FROM cases_decision WHERE id = $1"),
    "cases_instrument": ("case_id", "SELECT $1"),
    "cases_paperoriginal": (
        "slot_id",
        "SELECT a.case_id FROM cases_agreement a JOIN cases_signatureslot s ON s.agreement_id = a.id WHERE s.id = $1",
    ),
}


def _guard(table: str) -> migrations.RunSQL:
    column, query = LINES[table]
    return migrations.RunSQL(
        f"""
        CREATE CONSTRAINT TRIGGER {table}_has_event AFTER INSERT OR UPDATE ON {table}
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_part_has_event('{column}', '{query}');
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_has_event;
        """,
        f"DROP TRIGGER {table}_has_event ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_no_part_without_event")]

    operations = [_guard(table) for table in LINES]
