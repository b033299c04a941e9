"""Det beslutade ändras inte: a decision is only confirmed or refused, an agreement's text only gets its document (G1)."""

from django.db import migrations

DECISION = """
CREATE FUNCTION cases_decision_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF ROW(NEW.id, NEW.case_id, NEW.round, NEW.body_id, NEW.proposal_id, NEW.meeting_date, NEW.paragraph, NEW.outcome,
         NEW.heading, NEW.motivation, NEW.tabled_to, NEW.adjusted_on, NEW.gives_mandate, NEW.recorded_at,
         NEW.recorded_by_id, NEW.recorded_label)
     IS DISTINCT FROM
     ROW(OLD.id, OLD.case_id, OLD.round, OLD.body_id, OLD.proposal_id, OLD.meeting_date, OLD.paragraph, OLD.outcome,
         OLD.heading, OLD.motivation, OLD.tabled_to, OLD.adjusted_on, OLD.gives_mandate, OLD.recorded_at,
         OLD.recorded_by_id, OLD.recorded_label)
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
CREATE TRIGGER cases_decision_stays BEFORE UPDATE ON cases_decision
  FOR EACH ROW EXECUTE FUNCTION cases_decision_stays();
ALTER TABLE cases_decision ENABLE ALWAYS TRIGGER cases_decision_stays;
"""

AGREEMENT = """
CREATE FUNCTION cases_agreement_text_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF ROW(NEW.id, NEW.agreement_id, NEW.number, NEW.content, NEW.content_hash, NEW.saved_at, NEW.author_id)
     IS DISTINCT FROM
     ROW(OLD.id, OLD.agreement_id, OLD.number, OLD.content, OLD.content_hash, OLD.saved_at, OLD.author_id)
     OR (OLD.document_id IS NOT NULL AND
         ROW(NEW.document_id, NEW.document_sha256) IS DISTINCT FROM ROW(OLD.document_id, OLD.document_sha256))
  THEN RAISE EXCEPTION 'agreement version %: its text stays; a new version is written', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_agreement_text_stays BEFORE UPDATE ON cases_agreementversion
  FOR EACH ROW EXECUTE FUNCTION cases_agreement_text_stays();
ALTER TABLE cases_agreementversion ENABLE ALWAYS TRIGGER cases_agreement_text_stays;
"""

ANALYSIS = """
CREATE FUNCTION cases_analysis_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF OLD.state = 'concluded'
  THEN RAISE EXCEPTION 'analysis %: concluded, a new version is made', OLD.id
       USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_analysis_stays BEFORE UPDATE ON cases_situationanalysis
  FOR EACH ROW EXECUTE FUNCTION cases_analysis_stays();
ALTER TABLE cases_situationanalysis ENABLE ALWAYS TRIGGER cases_analysis_stays;

CREATE FUNCTION cases_analysis_part_stays() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM cases_situationanalysis a WHERE a.state = 'concluded'
              AND a.id IN (CASE WHEN TG_OP <> 'INSERT' THEN OLD.analysis_id END,
                           CASE WHEN TG_OP <> 'DELETE' THEN NEW.analysis_id END))
  THEN RAISE EXCEPTION 'part of a concluded analysis' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER cases_source_stays BEFORE INSERT OR UPDATE OR DELETE ON cases_analysissource
  FOR EACH ROW EXECUTE FUNCTION cases_analysis_part_stays();
ALTER TABLE cases_analysissource ENABLE ALWAYS TRIGGER cases_source_stays;
CREATE TRIGGER cases_area_stays BEFORE INSERT OR UPDATE OR DELETE ON cases_priorityarea
  FOR EACH ROW EXECUTE FUNCTION cases_analysis_part_stays();
ALTER TABLE cases_priorityarea ENABLE ALWAYS TRIGGER cases_area_stays;
"""

DECISION_BACK = "DROP TRIGGER cases_decision_stays ON cases_decision; DROP FUNCTION cases_decision_stays();"
AGREEMENT_BACK = """
DROP TRIGGER cases_agreement_text_stays ON cases_agreementversion; DROP FUNCTION cases_agreement_text_stays();
"""
ANALYSIS_BACK = """
DROP TRIGGER cases_area_stays ON cases_priorityarea;
DROP TRIGGER cases_source_stays ON cases_analysissource;
DROP TRIGGER cases_analysis_stays ON cases_situationanalysis;
DROP FUNCTION cases_analysis_part_stays();
DROP FUNCTION cases_analysis_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_texts_named_by_their_hash")]

    operations = [
        migrations.RunSQL(DECISION, DECISION_BACK),
        migrations.RunSQL(AGREEMENT, AGREEMENT_BACK),
        migrations.RunSQL(ANALYSIS, ANALYSIS_BACK),
    ]
