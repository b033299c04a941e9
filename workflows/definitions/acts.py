"""Åtgärder utan uppgift: which there are, the policy action of each, and the step that each state gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """Åtgärd: its policy action and the step that each state of the case gives it.

    `sides` of an act that needs two persons: the policy action of the one who asks → that of the one who answers. An
    act with an `action` may also be taken by one person alone; one without may not.
    """

    action: str
    steps: Mapping[str, str]
    roles: tuple[str, ...]
    sides: Mapping[str, str] = field(default_factory=dict)


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
        {"ask_withdrawal": "withdraw"},
    ),
    "renegotiate": Act(
        "",
        {CaseState.SIGNING: "renegotiate"},
        (Role.CASE_OFFICER, Role.DIRECTOR),
        {
            "renegotiate_as_officer": "renegotiate_as_director",
            "renegotiate_as_director": "renegotiate_as_officer",
        },
    ),
    "start_new_round": Act(
        "",
        {CaseState.CLOSED: "start_new_round"},
        (Role.CASE_OFFICER, Role.REGISTRAR),
        {
            "start_round_as_registrar": "start_round_as_officer",
            "start_round_as_officer": "start_round_as_registrar",
        },
    ),
    "rectify": Act(
        "rectify",
        dict.fromkeys((CaseState.SIGNING, CaseState.DISTRIBUTION, CaseState.CLOSED), "rectify"),
        (Role.REGISTRAR,),
    ),
    "cancel_number": Act("cancel_number", dict.fromkeys(BEFORE_DECISION[:3], "cancel_number"), (Role.REGISTRAR,)),
    "merge_case": Act("merge_case", dict.fromkeys(BEFORE_DECISION[:3], "merge_case"), (Role.REGISTRAR,)),
    "close": Act("close", {CaseState.WITHDRAWN: "close_withdrawn"}, (Role.REGISTRAR,)),
    "reopen": Act("reopen", {CaseState.CLOSED: "reopen"}, (Role.REGISTRAR,)),
}


@dataclass(frozen=True, slots=True)
class ActWords:
    """Åtgärdens ord: in the menu, on its page with the consequence, and afterwards. `slug` is its address.

    `to_officer` are the consequence and what is said afterwards to the officer of the matter, where that is another.
    """

    slug: str
    label: _StrPromise
    heading: _StrPromise
    consequence: _StrPromise
    button: _StrPromise
    done: _StrPromise
    doing: _StrPromise
    needs_reason: bool = True
    danger: bool = False
    ask_label: _StrPromise | str = ""
    ask_heading: _StrPromise | str = ""
    to_officer: tuple[_StrPromise, _StrPromise] | None = None

    def said_to(self, *, officer: bool) -> tuple[_StrPromise, _StrPromise]:
        """The consequence, and what is said when it is done."""
        return self.to_officer if officer and self.to_officer else (self.consequence, self.done)


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
        to_officer=(
            _("Förslaget tas tillbaka från {namn} och du kan ändra det."),
            _("Förslaget är tillbaka hos dig."),
        ),
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
        ask_label=_("Begär att ärendet återkallas …"),
        ask_heading=_("Begär att ärendet återkallas"),
    ),
    "renegotiate": ActWords(
        "forhandla",
        _("Förhandla om texten …"),
        _("Förhandla om texten"),
        _("Insamlade underskrifter gäller inte längre. Ärendet går tillbaka till Förslag till beslut."),
        _("Förhandla om texten"),
        _("{dnr} är åter i steget Förslag till beslut."),
        _("förhandla om texten"),
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
    "start_new_round": ActWords(
        "ny-omgang",
        _("Starta ny omgång …"),
        _("Starta ny omgång"),
        _("Ärendet öppnades {år}. Bekräfta att det inte ska vara ett nytt ärende."),
        _("Starta ny omgång"),
        _("Omgång {omgång} är startad i {dnr}."),
        _("starta en ny omgång"),
    ),
    "rectify": ActWords(
        "ratta",
        _("Rätta efter upphävt beslut …"),
        _("Rätta efter upphävt beslut"),
        _("Domen {målnummer} läggs till ärendet. Ärendet går tillbaka till Förslag till beslut."),
        _("Rätta efter upphävt beslut"),
        _("{dnr} är åter i steget Förslag till beslut."),
        _("rätta efter ett upphävt beslut"),
        danger=True,
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
