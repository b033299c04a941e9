"""Brådskande beslut (KL 6:39): no such decision is without its mandate, its reason or the chair."""

from django.db import migrations, models

MANDATE = """
CREATE FUNCTION cases_urgent_point_of_a_board() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.urgent AND NOT EXISTS (
    SELECT FROM accounts_board WHERE id = NEW.board_id AND kind IN ('executive_board', 'board', 'joint_board'))
  THEN RAISE EXCEPTION 'delegation point %: a board alone lets its chair decide urgent matters (KL 6:39)', NEW.number
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_urgent_point_of_a_board BEFORE INSERT ON cases_delegationpoint
  FOR EACH ROW EXECUTE FUNCTION cases_urgent_point_of_a_board();
ALTER TABLE cases_delegationpoint ENABLE ALWAYS TRIGGER cases_urgent_point_of_a_board;

CREATE FUNCTION cases_urgent_decision_has_mandate() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  point cases_delegationpoint;
  day date := (NEW.recorded_at AT TIME ZONE 'Europe/Stockholm')::date;
BEGIN
  IF NEW.delegation_point_id IS NULL THEN
    RETURN NEW;
  END IF;
  SELECT * INTO point FROM cases_delegationpoint WHERE id = NEW.delegation_point_id;
  IF point.urgent IS DISTINCT FROM (btrim(NEW.urgent_reason) <> '') THEN
    RAISE EXCEPTION 'matter %: an urgent decision cites a mandate of KL 6:39 and why the board could not be awaited',
      NEW.case_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF point.urgent AND (point.board_id <> NEW.body_id OR NEW.meeting_date < point.valid_from
      OR NEW.meeting_date > COALESCE(point.valid_to, 'infinity')) THEN
    RAISE EXCEPTION 'matter %: the mandate to decide urgent matters is another board''s, or not in force',
      NEW.case_id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF point.urgent AND NOT EXISTS (
    SELECT FROM accounts_mandate
     WHERE user_id = NEW.recorded_by_id AND role = 'chair' AND NOT revoked
       AND (board_id IS NULL OR board_id = NEW.body_id)
       AND valid_from <= day AND COALESCE(valid_to, 'infinity') >= day)
  THEN
    RAISE EXCEPTION 'matter %: the chair of the board decides urgent matters, and nobody else', NEW.case_id
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_urgent_decision_has_mandate BEFORE INSERT ON cases_decision
  FOR EACH ROW EXECUTE FUNCTION cases_urgent_decision_has_mandate();
ALTER TABLE cases_decision ENABLE ALWAYS TRIGGER cases_urgent_decision_has_mandate;
"""
MANDATE_BACK = """
DROP TRIGGER cases_urgent_decision_has_mandate ON cases_decision;
DROP FUNCTION cases_urgent_decision_has_mandate();
DROP TRIGGER cases_urgent_point_of_a_board ON cases_delegationpoint;
DROP FUNCTION cases_urgent_point_of_a_board();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_no_wider_than_the_givers"),
        ("cases", "0024_watches_tell_jav_and_who_asked"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("urgent_reason", ""),
                    models.Q(("delegation_point__isnull", False), ("report_to__isnull", True)),
                    _connector="OR",
                ),
                name="cases_urgent_decision_by_mandate",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegationpoint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("urgent", False), models.Q(("reported", True), ("roles", ["chair"])), _connector="OR"
                ),
                name="cases_urgent_point_is_the_chairs_and_reported",
            ),
        ),
        migrations.RunSQL(MANDATE, MANDATE_BACK),
    ]
