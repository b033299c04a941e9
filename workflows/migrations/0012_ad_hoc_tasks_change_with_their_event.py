"""Fristående uppgifter: begun open, ended once, no change without event, none deleted; reminders are written once."""

from django.db import migrations

from audit.rules import append_only_sql

ROW = """
CREATE FUNCTION workflows_ad_hoc_row() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state <> 'open'
    THEN RAISE EXCEPTION 'an ad-hoc task begins open' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF OLD.state <> 'open'
  THEN RAISE EXCEPTION 'ad-hoc task %: it has ended', OLD.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF ROW(NEW.id, NEW.case_id, NEW.text, NEW.role, NEW.created_at, NEW.created_by_id)
     IS DISTINCT FROM ROW(OLD.id, OLD.case_id, OLD.text, OLD.role, OLD.created_at, OLD.created_by_id)
  THEN RAISE EXCEPTION 'ad-hoc task %: matter, words, group and giver never change', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER workflows_adhoctask_row BEFORE INSERT OR UPDATE ON workflows_adhoctask
  FOR EACH ROW EXECUTE FUNCTION workflows_ad_hoc_row();
ALTER TABLE workflows_adhoctask ENABLE ALWAYS TRIGGER workflows_adhoctask_row;
CREATE CONSTRAINT TRIGGER workflows_adhoctask_has_event AFTER INSERT OR UPDATE ON workflows_adhoctask
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cases_part_has_event('case_id', 'SELECT $1');
ALTER TABLE workflows_adhoctask ENABLE ALWAYS TRIGGER workflows_adhoctask_has_event;
CREATE TRIGGER workflows_adhoctask_never_deleted BEFORE DELETE ON workflows_adhoctask
  FOR EACH ROW EXECUTE FUNCTION cases_never_deleted();
ALTER TABLE workflows_adhoctask ENABLE ALWAYS TRIGGER workflows_adhoctask_never_deleted;
CREATE TRIGGER workflows_adhoctask_never_emptied BEFORE TRUNCATE ON workflows_adhoctask
  FOR EACH STATEMENT EXECUTE FUNCTION cases_never_deleted();
ALTER TABLE workflows_adhoctask ENABLE ALWAYS TRIGGER workflows_adhoctask_never_emptied;
"""
ROW_BACK = """
DROP TRIGGER workflows_adhoctask_never_emptied ON workflows_adhoctask;
DROP TRIGGER workflows_adhoctask_never_deleted ON workflows_adhoctask;
DROP TRIGGER workflows_adhoctask_has_event ON workflows_adhoctask;
DROP TRIGGER workflows_adhoctask_row ON workflows_adhoctask;
DROP FUNCTION workflows_ad_hoc_row();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("workflows", "0011_ad_hoc_tasks_and_reminders"),
        ("cases", "0007_no_part_without_event"),
        ("audit", "0002_append_only"),
    ]

    operations = [
        migrations.RunSQL(ROW, ROW_BACK),
        migrations.RunSQL(*append_only_sql("workflows_nudge")),
    ]
