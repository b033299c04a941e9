"""Två personer: a request is answered once and by another; without the yes the act itself is refused (G12, G14).

The history names the same persons as the row: whoever asked, answered or took back is who the event says did it.
"""

from django.db import migrations

ROW = """
CREATE FUNCTION workflows_act_request_row() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' OR TG_OP = 'TRUNCATE'
  THEN RAISE EXCEPTION 'what was asked for is never deleted' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.outcome <> ''
    THEN RAISE EXCEPTION 'a request begins without answer' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.outcome <> ''
     OR ROW(NEW.id, NEW.case_id, NEW.act, NEW.asked_as, NEW.reason, NEW.payload, NEW.asked_by_id, NEW.asked_for_id,
            NEW.asked_at)
        IS DISTINCT FROM
        ROW(OLD.id, OLD.case_id, OLD.act, OLD.asked_as, OLD.reason, OLD.payload, OLD.asked_by_id, OLD.asked_for_id,
            OLD.asked_at)
  THEN RAISE EXCEPTION 'request %: what was asked and answered stays', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.outcome IN ('granted', 'refused')
     AND (accounts_acts_for(NEW.answered_by_id, NEW.asked_by_id, NEW.answered_at)
          OR accounts_acts_for(NEW.answered_by_id, NEW.asked_for_id, NEW.answered_at))
  THEN RAISE EXCEPTION 'request %: answered by one who acts for the side that asked', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.outcome = 'taken_back' AND NEW.answered_by_id IS DISTINCT FROM OLD.asked_by_id
  THEN RAISE EXCEPTION 'request %: taken back by another than who asked', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.outcome = 'granted' AND NEW.granted_in IS DISTINCT FROM txid_current()
  THEN RAISE EXCEPTION 'request %: the yes belongs to the transaction of the act', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER workflows_act_request_row BEFORE INSERT OR UPDATE OR DELETE ON workflows_actrequest
  FOR EACH ROW EXECUTE FUNCTION workflows_act_request_row();
ALTER TABLE workflows_actrequest ENABLE ALWAYS TRIGGER workflows_act_request_row;
CREATE TRIGGER workflows_actrequest_never_emptied BEFORE TRUNCATE ON workflows_actrequest
  FOR EACH STATEMENT EXECUTE FUNCTION workflows_act_request_row();
ALTER TABLE workflows_actrequest ENABLE ALWAYS TRIGGER workflows_actrequest_never_emptied;
CREATE FUNCTION workflows_act_request_has_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  told text := NEW.act || CASE NEW.outcome WHEN '' THEN '_requested' WHEN 'granted' THEN '_granted'
                          WHEN 'refused' THEN '_refused' WHEN 'taken_back' THEN '_request_taken_back' END;
  person bigint := CASE NEW.outcome WHEN '' THEN NEW.asked_by_id ELSE NEW.answered_by_id END;
BEGIN
  IF NOT EXISTS (
    SELECT FROM cases_case c JOIN audit_event e ON e.stream = 'case:' || c.uuid
     WHERE c.id = NEW.case_id AND e.transaction = txid_current()
       AND (told IS NULL OR e.verb = told AND e.actor = (SELECT u.uuid::text FROM accounts_user u WHERE u.id = person)))
  THEN RAISE EXCEPTION 'request %: no event tells of the change, or it names another', NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER workflows_actrequest_has_event AFTER INSERT OR UPDATE ON workflows_actrequest
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflows_act_request_has_event();
ALTER TABLE workflows_actrequest ENABLE ALWAYS TRIGGER workflows_actrequest_has_event;
"""

ACT = """
CREATE FUNCTION workflows_second_person_agreed() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE wanted text := CASE NEW.status_after WHEN 'draft' THEN 'start_new_round' ELSE 'renegotiate' END;
BEGIN
  IF NEW.status_before = 'signing' AND NEW.verb = 'rectified' AND EXISTS (
       SELECT FROM cases_case c JOIN diarium_entryalias a ON a.entry_id = c.entry_id WHERE 'case:' || c.uuid = NEW.stream)
  THEN RETURN NULL; -- a judgment is cited: one person's act
  END IF;
  IF NOT EXISTS (
    SELECT FROM workflows_actrequest r JOIN cases_case c ON c.id = r.case_id
     WHERE 'case:' || c.uuid = NEW.stream AND r.act = wanted
       AND r.granted_in = txid_current() AND r.answered_at = NEW.at)
  THEN RAISE EXCEPTION '%: from % to % needs the yes of a second person', NEW.stream, NEW.status_before, NEW.status_after
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER workflows_second_person_agreed AFTER INSERT ON audit_event
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (NEW.stream LIKE 'case:%' AND (NEW.status_before = 'closed' AND NEW.status_after = 'draft'
        OR NEW.status_before = 'signing' AND NEW.status_after = 'committee_proposal'))
  EXECUTE FUNCTION workflows_second_person_agreed();
ALTER TABLE audit_event ENABLE ALWAYS TRIGGER workflows_second_person_agreed;
"""

ROW_BACK = """
DROP TRIGGER workflows_actrequest_has_event ON workflows_actrequest;
DROP TRIGGER workflows_actrequest_never_emptied ON workflows_actrequest;
DROP TRIGGER workflows_act_request_row ON workflows_actrequest;
DROP FUNCTION workflows_act_request_row();
DROP FUNCTION workflows_act_request_has_event();
"""
ACT_BACK = "DROP TRIGGER workflows_second_person_agreed ON audit_event; DROP FUNCTION workflows_second_person_agreed();"


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0013_acts_asked_for"),
        ("cases", "0021_rounds_follow_each_other"),
        ("accounts", "0007_no_wider_than_the_givers"),
    ]

    operations = [migrations.RunSQL(ROW, ROW_BACK), migrations.RunSQL(ACT, ACT_BACK)]
