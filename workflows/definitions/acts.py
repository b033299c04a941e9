"""Åtgärder utan uppgift: which there are, the policy action of each, and the step that each state gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from cases.states import CaseState

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

BEFORE_DECISION = (
    CaseState.DRAFT,
    CaseState.SITUATION_ANALYSIS,
    CaseState.COMMITTEE_PROPOSAL,
    CaseState.DECISION,
)


@dataclass(frozen=True, slots=True)
class Act:
    """Åtgärd: its policy action and the step that each state of the case gives it."""

    action: str
    steps: Mapping[str, str]
    roles: tuple[str, ...]


ACTS: dict[str, Act] = {
    "take_back": Act(
        "take_back",
        {CaseState.COMMITTEE_PROPOSAL: "take_back_report", CaseState.DECISION: "take_back"},
        (Role.CASE_OFFICER, Role.DIRECTOR),
    ),
    "reopen_analysis": Act(
        "reopen_analysis", {CaseState.COMMITTEE_PROPOSAL: "reopen_analysis"}, (Role.CASE_OFFICER, Role.UNIT_HEAD)
    ),
    "withdraw": Act(
        "withdraw",
        dict.fromkeys(BEFORE_DECISION, "withdraw"),
        (Role.DIRECTOR, Role.UNIT_HEAD),
    ),
    "cancel_number": Act("cancel_number", dict.fromkeys(BEFORE_DECISION[:3], "cancel_number"), (Role.REGISTRAR,)),
    "merge_case": Act("merge_case", dict.fromkeys(BEFORE_DECISION[:3], "merge_case"), (Role.REGISTRAR,)),
    "close": Act("close", {CaseState.WITHDRAWN: "close_withdrawn"}, (Role.REGISTRAR,)),
    "reopen": Act("reopen", {CaseState.CLOSED: "reopen"}, (Role.REGISTRAR,)),
}


@dataclass(frozen=True, slots=True)
class ActWords:
    """Åtgärdens ord: in the menu, on its page with the consequence, and afterwards. `slug` is its address."""

    slug: str
    label: _StrPromise
    heading: _StrPromise
    consequence: _StrPromise
    button: _StrPromise
    done: _StrPromise
    doing: _StrPromise
    needs_reason: bool = True
    danger: bool = False


ACT_WORDS: dict[str, ActWords] = {
    "reopen_analysis": ActWords(
        "tillbaka-till-lagesbild",
        _("Gå tillbaka till Lägesbild …"),
        _("Gå tillbaka till Lägesbild"),
        _("Förslaget sparas. Godkännanden gäller inte längre."),
        _("Gå tillbaka till Lägesbild"),
        _("{dnr} är åter i steget Lägesbild."),
        _("gå tillbaka till Lägesbild"),
    ),
    "take_back": ActWords(
        "ta-tillbaka",
        _("Ta tillbaka förslaget …"),
        _("Ta tillbaka förslaget"),
        _("Förslaget tas tillbaka från {namn} och handläggaren kan ändra det."),
        _("Ta tillbaka förslaget"),
        _("Förslaget i {dnr} är tillbaka hos handläggaren."),
        _("ta tillbaka förslaget"),
    ),
    "withdraw": ActWords(
        "aterkalla",
        _("Återkalla ärendet …"),
        _("Återkalla ärendet"),
        _(
            "Ärendet avslutas utan beslut. Diarienumret och handlingarna finns kvar och kan lämnas ut. "
            "Öppna uppgifter tas bort ur listorna."
        ),
        _("Återkalla ärendet"),
        _("{dnr} är återkallat."),
        _("återkalla ärendet"),
        danger=True,
    ),
    "close": ActWords(
        "avsluta",
        _("Avsluta ärendet …"),
        _("Avsluta ärendet"),
        _("Ärendet låses. Diarienumret och handlingarna finns kvar."),
        _("Avsluta ärendet"),
        _("{dnr} är avslutat."),
        _("avsluta ärendet"),
        needs_reason=False,
    ),
    "reopen": ActWords(
        "oppna-igen",
        _("Öppna ärendet igen …"),
        _("Öppna ärendet igen"),
        _("Ärendet går till steget Expediering."),
        _("Öppna ärendet igen"),
        _("{dnr} är öppet igen."),
        _("öppna ärendet igen"),
    ),
    "merge_case": ActWords(
        "sla-ihop",
        _("Slå ihop med …"),
        _("Slå ihop med ett annat ärende"),
        _(
            "Ärendet förs sedan i det andra ärendet. {dnr} och handlingarna i det finns kvar i diariet med sina "
            "nummer. Öppna uppgifter tas bort ur listorna."
        ),
        _("Slå ihop ärendena"),
        _("{dnr} förs nu i {annat}."),
        _("slå ihop ärendena"),
        danger=True,
    ),
    "cancel_number": ActWords(
        "makulera",
        _("Makulera numret …"),
        _("Makulera numret"),
        _("Numret {dnr} finns kvar i diariet som makulerat och används inte igen."),
        _("Makulera numret"),
        _("{dnr} är makulerat."),
        _("makulera numret"),
        danger=True,
    ),
}
