"""Delegationsbeslutet ändras inte, dess punkt skrivs inte om, och ingen anmälan tillkommer utan händelse (G1, G13, G14).

Who asked that a matter was put off, and why a decision could not wait, stay with the decision too.
"""

from django.db import migrations, models

from audit.rules import append_only_sql

BEFORE = (
    "id",
    "case_id",
    "round",
    "body_id",
    "proposal_id",
    "meeting_date",
    "paragraph",
    "outcome",
    "heading",
    "motivation",
    "tabled_to",
    "adjusted_on",
    "gives_mandate",
    "recorded_at",
    "recorded_by_id",
    "recorded_label",
)
ADDED = (
    "preparation_id",
    "delegation_point_id",
    "delegate",
    "report_to",
    "to_analysis",
    "requested_by",
    "urgent_reason",
)
POINT_COLUMNS = ("id", "board_id", "number", "text", "roles", "own_text", "valid_from", "urgent", "reported")


def _changed(columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD"))
    return f"ROW({new}) IS DISTINCT FROM ROW({old})"


def _decision_stays(columns: tuple[str, ...]) -> str:
    return f"""
CREATE OR REPLACE FUNCTION cases_decision_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF {_changed(columns)}
     OR (OLD.confirmed_at IS NOT NULL AND
         ROW(NEW.confirmed_at, NEW.confirmed_by_id, NEW.confirmed_label, NEW.refused, NEW.refusal_reason)
         IS DISTINCT FROM
         ROW(OLD.confirmed_at, OLD.confirmed_by_id, OLD.confirmed_label, OLD.refused, OLD.refusal_reason))
     OR (OLD.extract_id IS NOT NULL AND
         ROW(NEW.extract_id, NEW.extract_sha256) IS DISTINCT FROM ROW(OLD.extract_id, OLD.extract_sha256))
  THEN RAISE EXCEPTION 'decision %: what was decided stays; a new decision is recorded', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""


POINT = f"""
CREATE FUNCTION cases_delegation_point_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF {_changed(POINT_COLUMNS)}
  THEN RAISE EXCEPTION 'delegation point %: its words stay; a changed point is a new one', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_delegation_point_stays BEFORE UPDATE ON cases_delegationpoint
  FOR EACH ROW EXECUTE FUNCTION cases_delegation_point_stays();
ALTER TABLE cases_delegationpoint ENABLE ALWAYS TRIGGER cases_delegation_point_stays;
CREATE TRIGGER cases_delegationpoint_never_deleted BEFORE DELETE ON cases_delegationpoint
  FOR EACH ROW EXECUTE FUNCTION cases_never_deleted();
ALTER TABLE cases_delegationpoint ENABLE ALWAYS TRIGGER cases_delegationpoint_never_deleted;
CREATE TRIGGER cases_delegationpoint_never_emptied BEFORE TRUNCATE ON cases_delegationpoint
  FOR EACH STATEMENT EXECUTE FUNCTION cases_never_deleted();
ALTER TABLE cases_delegationpoint ENABLE ALWAYS TRIGGER cases_delegationpoint_never_emptied;
"""
POINT_BACK = """
DROP TRIGGER cases_delegationpoint_never_emptied ON cases_delegationpoint;
DROP TRIGGER cases_delegationpoint_never_deleted ON cases_delegationpoint;
DROP TRIGGER cases_delegation_point_stays ON cases_delegationpoint;
DROP FUNCTION cases_delegation_point_stays();
"""

REPORT = """
CREATE CONSTRAINT TRIGGER cases_delegationreport_has_event AFTER INSERT OR UPDATE ON cases_delegationreport
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  EXECUTE FUNCTION cases_part_has_event('decision_id', 'SELECT case_id FROM cases_decision WHERE id = $1');
ALTER TABLE cases_delegationreport ENABLE ALWAYS TRIGGER cases_delegationreport_has_event;
"""
REPORT_BACK = "DROP TRIGGER cases_delegationreport_has_event ON cases_delegationreport;"


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_referred_back_to_the_analysis"), ("audit", "0002_append_only")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="requested_by",
            field=models.CharField(blank=True, max_length=300, verbose_name="begärt av"),
        ),
        migrations.AddField(
            model_name="decision",
            name="urgent_reason",
            field=models.TextField(blank=True, verbose_name="varför nämnden inte kunde avvaktas"),
        ),
        migrations.AddField(
            model_name="delegationpoint",
            name="reported",
            field=models.BooleanField(default=True, verbose_name="anmäls till nämnden"),
        ),
        migrations.AddField(
            model_name="delegationpoint",
            name="urgent",
            field=models.BooleanField(default=False, verbose_name="brådskande ärenden"),
        ),
        migrations.RunSQL(_decision_stays(BEFORE + ADDED), _decision_stays(BEFORE)),
        migrations.RunSQL(POINT, POINT_BACK),
        migrations.RunSQL(*append_only_sql("cases_delegationreport")),
        migrations.RunSQL(REPORT, REPORT_BACK),
    ]
