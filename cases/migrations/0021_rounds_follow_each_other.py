"""En omgång i taget: the round rises by one when a closed matter begins again as a draft, and never otherwise (R25)."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION cases_round_follows() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.round <> OLD.round + (OLD.state = 'closed' AND NEW.state = 'draft')::int
  THEN RAISE EXCEPTION 'case %: round % does not follow %', OLD.id, NEW.round, OLD.round
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_round_follows BEFORE UPDATE ON cases_case
  FOR EACH ROW EXECUTE FUNCTION cases_round_follows();
ALTER TABLE cases_case ENABLE ALWAYS TRIGGER cases_round_follows;
"""
BACK = "DROP TRIGGER cases_round_follows ON cases_case; DROP FUNCTION cases_round_follows();"


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_more_listed_transitions")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
