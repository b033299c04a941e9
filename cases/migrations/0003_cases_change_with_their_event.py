"""Ärendet och dess händelse hör ihop: begins as a draft, moves along listed transitions, one version per event (G3–G5)."""

from django.db import migrations

ROW = """
CREATE FUNCTION cases_case_row() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'draft' OR NEW.version <> 1 OR NEW.round <> 1
    THEN RAISE EXCEPTION 'a case begins as draft, version 1' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.version <> OLD.version + 1
  THEN RAISE EXCEPTION 'case %: version % does not follow %', OLD.id, NEW.version, OLD.version
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF ROW(NEW.id, NEW.uuid, NEW.entry_id, NEW.board_id) IS DISTINCT FROM ROW(OLD.id, OLD.uuid, OLD.entry_id, OLD.board_id)
  THEN RAISE EXCEPTION 'case %: identity, entry and board never change', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT EXISTS (
    SELECT FROM cases_allowedtransition a WHERE a.source = OLD.state AND a.target = NEW.state)
  THEN RAISE EXCEPTION 'case %: from % to % is not allowed', OLD.id, OLD.state, NEW.state
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_case_row BEFORE INSERT OR UPDATE ON cases_case
  FOR EACH ROW EXECUTE FUNCTION cases_case_row();
ALTER TABLE cases_case ENABLE ALWAYS TRIGGER cases_case_row;
"""

TOGETHER = """
CREATE FUNCTION cases_case_agrees(wanted uuid) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE matter cases_case; last audit_event;
BEGIN
  SELECT * INTO matter FROM cases_case WHERE uuid = wanted;
  SELECT * INTO last FROM audit_event WHERE stream = 'case:' || wanted ORDER BY seq DESC LIMIT 1;
  IF matter.version IS DISTINCT FROM last.seq OR matter.state IS DISTINCT FROM last.status_after
  THEN RAISE EXCEPTION 'case %: version % and state % do not agree with event % %',
         wanted, matter.version, matter.state, last.seq, last.status_after
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
END $$;

CREATE FUNCTION cases_case_has_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM cases_case_agrees(NEW.uuid);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cases_case_has_event AFTER INSERT OR UPDATE ON cases_case
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_case_has_event();
ALTER TABLE cases_case ENABLE ALWAYS TRIGGER cases_case_has_event;

CREATE FUNCTION cases_event_has_case() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  PERFORM cases_case_agrees(substr(NEW.stream, 6)::uuid);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cases_event_has_case AFTER INSERT ON audit_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.stream LIKE 'case:%')
  EXECUTE FUNCTION cases_event_has_case();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER cases_event_has_case;
"""

ROW_BACK = "DROP TRIGGER cases_case_row ON cases_case; DROP FUNCTION cases_case_row();"
TOGETHER_BACK = """
DROP TRIGGER cases_event_has_case ON audit_event;
DROP TRIGGER cases_case_has_event ON cases_case;
DROP FUNCTION cases_event_has_case();
DROP FUNCTION cases_case_has_event();
DROP FUNCTION cases_case_agrees(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_only_listed_transitions"), ("audit", "0005_event_in_this_transaction")]

    operations = [migrations.RunSQL(ROW, ROW_BACK), migrations.RunSQL(TOGETHER, TOGETHER_BACK)]
