"""Sidan där ett fynd åtgärdas: what is wrong, where, what can be done about it, and the steps to begin again at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cases.models import Case
from workflows.selectors.fitting import fitting_steps, flow_of, last_place
from workflows.selectors.remedies import REMEDIES, Remedy, finding_now, matters_of
from workflows.selectors.unattended import ways_on


@dataclass(frozen=True, slots=True)
class Mending:
    """Åtgärd av ett fynd. Of the matter only its number is told; `last` is the step where the process last stood.

    `people` are those who could do a task that nobody can do now; `secret` says that the matter has a list of its own.
    """

    sentence: str
    about: str
    number: str
    remedies: Sequence[Remedy]
    steps: Sequence[tuple[str, str]]
    last: str
    people: Sequence[tuple[int, str]] = ()
    secret: bool = False

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The repairs, for the form."""
        return [(remedy.name, str(remedy.label)) for remedy in self.remedies]


def mending(kind: str, row: int) -> Mending | None:
    """Sidan, None when there is no such fault now or nobody can mend it from here."""
    remedies = REMEDIES.get(kind)
    finding = finding_now(kind, row) if remedies else None
    if finding is None or not remedies:
        return None
    case_id = matters_of([(kind, row)]).get((kind, row))
    case = Case.objects.select_related("entry", "case_type").filter(pk=case_id or 0).first()
    steps: list[tuple[str, str]] = []
    last = ""
    if case is not None and any(remedy.chooses_step for remedy in remedies):
        steps = fitting_steps(case, flow_of(case))
        last = dict(steps).get(last_place(case), "")
    number = case.entry.printed_number if case else ""
    if not any(remedy.chooses_person for remedy in remedies):
        return Mending(str(finding.sentence), finding.object, number, remedies, steps, last)
    way = ways_on(kind, row)
    fitting = [one for one in remedies if (way.people if one.chooses_person else way.has_list)]
    secret = case is not None and bool(case.entry.secrecy_provision)
    return Mending(str(finding.sentence), finding.object, number, fitting, (), "", way.people, secret)
