"""Utkast ändras med sin händelse och en version i taget; ingen mall publiceras utan händelse (G14)."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION workflows_process_has_event() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT audit_event_in_this_transaction('process:' || NEW.code)
  THEN RAISE EXCEPTION '% %: no event tells of the change', TG_TABLE_NAME, NEW.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION workflows_draft_goes_on() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'a draft is never deleted' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF OLD.state <> 'open' THEN
    RAISE EXCEPTION 'draft %: it is closed', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF NEW.version <> OLD.version + 1 OR (NEW.uuid, NEW.code, NEW.based_on, NEW.started_at)
     IS DISTINCT FROM (OLD.uuid, OLD.code, OLD.based_on, OLD.started_at) OR NOT NEW.authors @> OLD.authors THEN
    RAISE EXCEPTION 'draft %: it goes on one version at a time and stays the same draft', OLD.id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
"""
FUNCTIONS_BACK = "DROP FUNCTION workflows_process_has_event(); DROP FUNCTION workflows_draft_goes_on();"
TRIGGERS = """
CREATE CONSTRAINT TRIGGER workflows_processdefinition_has_event AFTER INSERT ON workflows_processdefinition
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflows_process_has_event();
ALTER TABLE workflows_processdefinition ENABLE ALWAYS TRIGGER workflows_processdefinition_has_event;
CREATE CONSTRAINT TRIGGER workflows_processdraft_has_event AFTER INSERT OR UPDATE ON workflows_processdraft
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION workflows_process_has_event();
ALTER TABLE workflows_processdraft ENABLE ALWAYS TRIGGER workflows_processdraft_has_event;
CREATE TRIGGER workflows_processdraft_goes_on BEFORE UPDATE OR DELETE ON workflows_processdraft
  FOR EACH ROW EXECUTE FUNCTION workflows_draft_goes_on();
ALTER TABLE workflows_processdraft ENABLE ALWAYS TRIGGER workflows_processdraft_goes_on;
CREATE TRIGGER workflows_processdraft_never_emptied BEFORE TRUNCATE ON workflows_processdraft
  FOR EACH STATEMENT EXECUTE FUNCTION workflows_draft_goes_on();
ALTER TABLE workflows_processdraft ENABLE ALWAYS TRIGGER workflows_processdraft_never_emptied;
"""
TRIGGERS_BACK = """
DROP TRIGGER workflows_processdefinition_has_event ON workflows_processdefinition;
DROP TRIGGER workflows_processdraft_has_event ON workflows_processdraft;
DROP TRIGGER workflows_processdraft_goes_on ON workflows_processdraft;
DROP TRIGGER workflows_processdraft_never_emptied ON workflows_processdraft;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0009_drafts_of_definitions"),
        ("audit", "0005_event_in_this_transaction"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK),
        migrations.RunSQL(TRIGGERS, TRIGGERS_BACK),
    ]
