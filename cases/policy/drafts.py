"""Arbetsmaterial: who reads a staff report that is being written, and whose matter it is."""

from __future__ import annotations

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Role
from cases.models import Case
from cases.policy.conflict import is_conflicted
from cases.policy.place import covers_unit
from cases.policy.rows import ELECTED, PREPARED, SEES_ALL_OPEN_CASES, reaches
from cases.policy.secrecy import reads_secret
from cases.rules.staff_report import latest_version
from cases.states import CaseState as S
from cases.states import ReportState

SETTLED = (S.DECISION, S.SIGNING, S.DISTRIBUTION, S.CLOSED)


def own(actor: Actor, case: Case) -> bool:
    """Ärendets handläggare, or a stand-in with a mandate that reaches the matter and no jäv in it."""
    reaching = [grant for grant in actor.grants_of(Role.CASE_OFFICER) if reaches(grant, case)]
    officers = actor.only(*reaching).doing_the_work_of(Role.CASE_OFFICER)
    return case.case_officer_id in officers and not is_conflicted(actor.user_id, case)


def of_unit(actor: Actor, case: Case) -> bool:
    """Chefen för ärendets enhet."""
    return any(covers_unit(grant, case) for grant in actor.grants_of(Role.UNIT_HEAD))


def sees_working_material(actor: Actor, case: Case | None) -> bool:
    """Utkast till tjänsteutlåtande: own and unit, approvers when sent to them, the secretary from the proposal.

    From the decision on also those who see the matter, and only the version that was settled (`sees_drafts`).
    """
    if case is None:
        return actor.holds(*SEES_ALL_OPEN_CASES)
    if sees_drafts(actor, case):
        return True
    settled = case.state in SETTLED and actor.holds(*SEES_ALL_OPEN_CASES, *ELECTED, Role.ARCHIVIST)
    return settled and reads_secret(actor, case)


def reads_proposal(actor: Actor, case: Case | None) -> bool:
    """The same, and who has the open task of reading it, which the room of the tasks knows: the latest version."""
    return sees_working_material(actor, case) or policy.can(actor, "give_opinion", case)


def sees_drafts(actor: Actor, case: Case | None) -> bool:
    """Tjänsteutlåtandets tidigare versioner (TF 2:12), what was said of them, and the latest before it is settled."""
    if case is None:
        return actor.holds(*SEES_ALL_OPEN_CASES)
    if not reads_secret(actor, case):
        return False
    if own(actor, case) or of_unit(actor, case) or _colleague(actor, case):
        return True
    if actor.holds(Role.BOARD_SECRETARY, board_id=case.board_id) and case.state in PREPARED:
        return True
    if not actor.holds(Role.DIRECTOR, Role.DEPUTY_DIRECTOR):
        return False
    version = latest_version(case)
    return version is not None and version.report.state != ReportState.DRAFT


def _colleague(actor: Actor, case: Case) -> bool:
    grants = actor.grants_of(Role.CASE_OFFICER)
    return case.unit_id is not None and any(grant.unit_id == case.unit_id for grant in grants)
