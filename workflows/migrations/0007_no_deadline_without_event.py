"""Ingen frist och inget planerat sammanträde ändras utan händelse i ärendet, eller raderas (G13, G14)."""

from django.db import migrations

from audit.rules import append_only_sql

TABLES = ("workflows_deadline", "workflows_plannedmeeting")

ENDED_STAYS = """
CREATE FUNCTION workflows_ended_deadline_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'deadline %: it has ended and stays as it ended', OLD.id
    USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER workflows_ended_deadline_stays BEFORE UPDATE ON workflows_deadline
  FOR EACH ROW WHEN (OLD.ended_as <> '') EXECUTE FUNCTION workflows_ended_deadline_stays();
ALTER TABLE workflows_deadline ENABLE ALWAYS TRIGGER workflows_ended_deadline_stays;
"""
ENDED_STAYS_BACK = """
DROP TRIGGER workflows_ended_deadline_stays ON workflows_deadline;
DROP FUNCTION workflows_ended_deadline_stays();
"""


def _guarded(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        CREATE CONSTRAINT TRIGGER {table}_has_event AFTER INSERT OR UPDATE ON {table}
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_part_has_event('case_id', 'SELECT $1');
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_has_event;
        CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table}
          FOR EACH ROW EXECUTE FUNCTION cases_never_deleted();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_deleted;
        CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table}
          FOR EACH STATEMENT EXECUTE FUNCTION cases_never_deleted();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_never_emptied;
        """,
        f"""
        DROP TRIGGER {table}_has_event ON {table};
        DROP TRIGGER {table}_never_deleted ON {table};
        DROP TRIGGER {table}_never_emptied ON {table};
        """,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0006_deadlines"),
        ("cases", "0007_no_part_without_event"),
        ("audit", "0002_append_only"),
    ]

    operations = [
        *(_guarded(table) for table in TABLES),
        migrations.RunSQL(ENDED_STAYS, ENDED_STAYS_BACK),
        migrations.RunSQL(*append_only_sql("workflows_deadlinenotice")),
    ]
