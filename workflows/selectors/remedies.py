"""Åtgärder för fynd: which repairs an operator can choose for each kind of finding, and which matter it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from audit.rules import Sentence
from audit.selectors import Finding, check_consistency
from cases.models import Case
from cases.selectors.consistency import cases as case_findings
from workflows.selectors.consistency import of_matter
from workflows.selectors.unattended import unattended


@dataclass(frozen=True, slots=True)
class Remedy:
    """Åtgärd: what it is called, what will happen, and whether the operator also chooses a step or a person."""

    name: str
    label: Sentence
    consequence: Sentence
    chooses_step: bool = False
    chooses_person: bool = False


BEGIN_AGAIN = Remedy(
    "begin_again",
    _("Starta processen på nytt vid ett steg"),
    _(
        "Den pågående processen avslutas och en ny börjar vid steget som du väljer. Öppna uppgifter tas bort ur "
        "listorna. Ärendets läge, texter, godkännanden och underskrifter ändras inte."
    ),
    chooses_step=True,
)
GO_ON = Remedy(
    "go_on",
    _("Gå vidare från det steg som togs"),
    _("Nästa uppgift skapas, den som steget leder till. Steget tas inte en gång till."),
)
PUT_BACK = Remedy(
    "put_back",
    _("Lägg tillbaka uppgiften"),
    _("Uppgiften blir öppen igen hos den som har den, eller i gruppens lista."),
)
OPEN_JOIN = Remedy(
    "open_join",
    _("Släpp processen vidare"),
    _("Alla grenar är klara. Processen går vidare till steget efter dem."),
)
DROP_BRANCH = Remedy(
    "drop_branch",
    _("Avsluta grenen utan åtgärd"),
    _("Uppgiften avslutas med utfallet bortfallen. När alla grenar är klara går processen vidare."),
)
ADD_BRANCH = Remedy(
    "add_branch", _("Skapa uppgiften"), _("Den som ska underteckna får uppgiften. Övriga underskrifter påverkas inte.")
)
ADD_QUESTION = Remedy(
    "add_question", _("Skapa uppgiften"), _("Den som är tillfrågad får uppgiften. Övriga frågor påverkas inte.")
)
CLOSE_QUESTION = Remedy(
    "close_question",
    _("Avsluta frågan utan svar"),
    _("Frågan avslutas utan svar, och ingen väntar på den längre. Övriga frågor påverkas inte."),
)
END_PROCESS = Remedy(
    "end_process", _("Avsluta processen"), _("Processen avslutas och dess öppna uppgifter tas bort ur listorna.")
)
QUEUE_AGAIN = Remedy(
    "queue_again", _("Lägg jobbet i kön igen"), _("Jobbet körs från början så snart en arbetare är ledig.")
)
DROP_JOB = Remedy("drop_job", _("Ta bort jobbet ur kön"), _("Jobbet körs inte. Ingen uppgift väntar på det."))
CLOSE_ENTRY = Remedy("close_entry", _("Avsluta diarieposten"), _("Diarieposten avslutas i dag, som ärendet redan är."))
GIVE_TO = Remedy(
    "give_to",
    _("Ge uppgiften till en person"),
    _(
        "Personen får uppgiften i sin lista. En uppgift som är handläggarens följer ärendet: personen blir "
        "handläggare, och handläggarens övriga öppna uppgifter följer med."
    ),
    chooses_person=True,
)
RELEASE = Remedy(
    "release", _("Lägg uppgiften i gruppens lista"), _("Alla som har rollen ser uppgiften, och en av dem tar den.")
)

REMEDIES: Mapping[str, Sequence[Remedy]] = {
    "no_process": (BEGIN_AGAIN,),
    "no_task": (BEGIN_AGAIN,),
    "ended_active": (BEGIN_AGAIN,),
    "ended_with_process": (END_PROCESS,),
    "orphan_task": (END_PROCESS,),
    "orphan_process": (END_PROCESS,),
    "no_node": (BEGIN_AGAIN,),
    "wrong_state": (BEGIN_AGAIN,),
    "started": (PUT_BACK, BEGIN_AGAIN),
    "lost_way": (GO_ON, BEGIN_AGAIN),
    "stuck_join": (OPEN_JOIN, BEGIN_AGAIN),
    "double_join": (BEGIN_AGAIN,),
    "orphan_branch": (DROP_BRANCH, BEGIN_AGAIN),
    "orphan_slot": (ADD_BRANCH, BEGIN_AGAIN),
    "orphan_referral": (ADD_QUESTION, BEGIN_AGAIN),
    "lost_referral": (CLOSE_QUESTION, BEGIN_AGAIN),
    "no_job": (QUEUE_AGAIN, BEGIN_AGAIN),
    "no_delivery": (QUEUE_AGAIN,),
    "no_export": (QUEUE_AGAIN,),
    "orphan_job": (DROP_JOB,),
    "open_entry": (CLOSE_ENTRY,),
    "nobody": (GIVE_TO, RELEASE),
    "nobody_beside": (GIVE_TO, RELEASE),
}
# What no repair mends (ADR 36): a row that its log denies, and a published version, which never changes.
WITHOUT_REMEDY = ("state", "definition")


# The table of the row that a kind of finding is about; a kind that is not here is about no matter.
MATTERS: Mapping[str, str] = {
    **dict.fromkeys(("no_process", "ended_with_process", "state", "open_entry"), "case"),
    **dict.fromkeys(("no_task", "ended_active", "orphan_task"), "process"),
    **dict.fromkeys(
        (
            "no_node",
            "wrong_state",
            "started",
            "lost_way",
            "stuck_join",
            "double_join",
            "orphan_branch",
            "no_job",
            "nobody",
        ),
        "task",
    ),
    "nobody_beside": "ad_hoc",
    "orphan_slot": "slot",
    **dict.fromkeys(("orphan_referral", "lost_referral"), "referral"),
    "no_delivery": "dispatch",
}
HOLDERS = """
    SELECT 'case', id, id FROM cases_case WHERE id = ANY (%(case)s)
    UNION ALL SELECT 'process', process_ptr_id, case_id FROM workflows_caseprocess
        WHERE process_ptr_id = ANY (%(process)s)
    UNION ALL SELECT 'task', t.id, p.case_id FROM viewflow_task t
        JOIN workflows_caseprocess p ON p.process_ptr_id = t.process_id WHERE t.id = ANY (%(task)s)
    UNION ALL SELECT 'slot', s.id, a.case_id FROM cases_signatureslot s
        JOIN cases_agreement a ON a.id = s.agreement_id WHERE s.id = ANY (%(slot)s)
    UNION ALL SELECT 'ad_hoc', id, case_id FROM workflows_adhoctask WHERE id = ANY (%(ad_hoc)s)
    UNION ALL SELECT 'referral', id, case_id FROM cases_referral WHERE id = ANY (%(referral)s)
    UNION ALL SELECT 'dispatch', d.id, o.case_id FROM cases_dispatch d
        JOIN cases_distribution o ON o.id = d.distribution_id WHERE d.id = ANY (%(dispatch)s)
"""


def matters_of(findings: Iterable[tuple[str, int]]) -> dict[tuple[str, int], int]:
    """(kind, row) → the key of the matter, for those that are about one that exists (one query)."""
    wanted = [(kind, row) for kind, row in findings if kind in MATTERS]
    rows: dict[str, list[int]] = {table: [] for table in set(MATTERS.values())}
    for kind, row in wanted:
        rows[MATTERS[kind]].append(row)
    with connection.cursor() as cursor:
        cursor.execute(HOLDERS, rows)
        held = {(table, row): case for table, row, case in cursor.fetchall()}
    return {(kind, row): held[MATTERS[kind], row] for kind, row in wanted if (MATTERS[kind], row) in held}


def finding_now(kind: str, row: int) -> Finding | None:
    """Fyndet som det är nu, None when it is gone; a matter's findings are looked for in that matter alone."""
    case_id = matters_of([(kind, row)]).get((kind, row))
    if kind in MATTERS and case_id is None:
        return None
    return next((one for one in findings_of(case_id) if (one.kind, one.row) == (kind, row)), None)


def findings_of(case_id: int | None) -> list[Finding]:
    """Fynden i ett ärende, the tasks that nobody can do among them; None = everywhere."""
    promises = check_consistency() if case_id is None else [*case_findings(case_id), *of_matter(case_id)]
    return [*promises, *unattended(case_id)]


def number_of(case_id: int | None) -> str:
    """Diarienumret: all that an operator reads of a matter."""
    found = Case.objects.filter(pk=case_id or 0).values_list("entry__printed_number", flat=True).first()
    return found or ""
