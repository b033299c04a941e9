"""Ord: what each outcome is called, its help and what is said when it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Comment:
    """Kommentar till ett utfall: its label and help, and what is said when it is missing and may not be.

    `when` says of which outcome it is asked, beside those that can do without; empty = in the words of the outcome.
    """

    label: _StrPromise
    help: _StrPromise | str = ""
    missing: _StrPromise | str = ""
    when: _StrPromise | str = ""

    @property
    def required(self) -> bool:
        """Whether the outcome cannot do without it."""
        return bool(self.missing)


@dataclass(frozen=True, slots=True)
class Words:
    """Utfallets ord. `label` is the choice and, when it is the only one, the button; `done` the sentence afterwards.

    `done` may name {dnr}, {steg}, {nästa}, {handläggare} and {handling}; `help` {nästa}, who gets the matter then.
    """

    label: _StrPromise
    done: _StrPromise
    help: _StrPromise | str = ""
    comment: Comment | None = None
    past: _StrPromise | str = ""
    doing: _StrPromise | str = ""


TO_OFFICER = _("Kommentar till handläggaren")
PART_OF_CASE = _("Kommentaren blir en del av ärendet.")
REMARK = Comment(TO_OFFICER, PART_OF_CASE)
BECOMES_PART = _("Texten blir en del av ärendet.")
TO_PROPOSAL = Words(
    _("Gå vidare till Förslag till beslut"),
    _("{dnr} är nu i steget {steg}."),
    doing=_("gå vidare till Förslag till beslut"),
)

# By the name of the step; an outcome whose words differ from its step's has its own line in OUTCOME_WORDS.
STEP_WORDS: dict[str, Words] = {
    "start_situation_analysis": Words(
        _("Gå vidare till Lägesbild"), _("{dnr} är nu i steget {steg}."), doing=_("gå vidare till Lägesbild")
    ),
    "propose_to_committee": TO_PROPOSAL,
    "propose_without_analysis": TO_PROPOSAL,
    "conclude_analysis": Words(
        _("Fastställ lägesbilden"),
        _("Lägesbilden är fastställd. Nästa steg är förslag till beslut."),
        past=_("lägesbilden fastställdes"),
        doing=_("fastställa lägesbilden"),
    ),
    "contribute": Words(
        _("Lämna underlaget"),
        _("Underlaget är lämnat till {handläggare}."),
        help=_("Underlaget registreras som en handling i ärendet."),
        past=_("underlaget lämnades"),
        doing=_("lämna underlaget"),
    ),
    "nothing_to_add": Words(
        _("Inget att tillägga"),
        _("Svaret är lämnat till {handläggare}."),
        comment=Comment(TO_OFFICER, PART_OF_CASE),
        past=_("hade inget att tillägga"),
        doing=_("svara"),
    ),
    "answer_referral": Words(
        _("Lämna yttrandet"),
        _("Yttrandet är registrerat som handling {handling}."),
        help=_("Yttrandet registreras som en handling i ärendet."),
        past=_("yttrandet lämnades"),
        doing=_("lämna yttrandet"),
    ),
    "abstain": Words(
        _("Avstå från att yttra sig"),
        _("Svaret är lämnat till {handläggare}."),
        comment=Comment(TO_OFFICER, PART_OF_CASE),
        past=_("avstod från att yttra sig"),
        doing=_("avstå från att yttra sig"),
    ),
    "close_referral": Words(
        _("Avsluta utan svar"),
        _("Frågan är avslutad utan svar."),
        help=_("Ingen väntar längre på svaret."),
        comment=Comment(_("Skäl"), BECOMES_PART, _("Skriv ett skäl.")),
        past=_("frågan avslutades utan svar"),
        doing=_("avsluta utan svar"),
    ),
    "send_for_approval": Words(
        _("Skicka för godkännande"),
        _("Förslaget är skickat till {nästa} för godkännande."),
        past=_("förslaget skickades för godkännande"),
        doing=_("skicka förslaget"),
    ),
    "no_remarks": Words(
        _("Inga synpunkter"),
        _("Svaret är lämnat till {handläggare}."),
        past=_("hade inga synpunkter"),
        doing=_("svara"),
    ),
    "give_remarks": Words(
        _("Lämna synpunkter"),
        _("Synpunkterna är lämnade till {handläggare}."),
        help=_("Handläggaren och de som godkänner läser vad du skriver."),
        comment=Comment(
            _("Synpunkter"), BECOMES_PART, _("Skriv dina synpunkter."), _("Obligatoriskt om du lämnar synpunkter.")
        ),
        past=_("lämnade synpunkter"),
        doing=_("lämna synpunkter"),
    ),
    "approve": Words(
        _("Godkänn förslaget"),
        _("Förslaget i {dnr} är godkänt och går vidare till {nästa}."),
        help=_("Förslaget går vidare till {nästa}."),
        comment=REMARK,
        past=_("förslaget godkändes"),
        doing=_("godkänna förslaget"),
    ),
    "approve_and_submit": Words(
        _("Godkänn förslaget"),
        _("Förslaget i {dnr} är godkänt och går till beslut."),
        help=_("Ärendet går till beslut i {nästa}."),
        comment=REMARK,
        past=_("förslaget godkändes"),
        doing=_("godkänna förslaget"),
    ),
    "return_report": Words(
        _("Återlämna till handläggaren"),
        _("Förslaget i {dnr} är återlämnat till handläggaren."),
        help=_("Handläggaren får ändra och skicka på nytt."),
        comment=Comment(
            TO_OFFICER, PART_OF_CASE, _("Skriv vad handläggaren behöver ändra."), _("Obligatorisk om du återlämnar.")
        ),
        past=_("förslaget återlämnades till handläggaren"),
        doing=_("återlämna förslaget"),
    ),
    "record_decision": Words(
        _("Registrera beslutet"),
        _("Beslutet i {dnr} är registrerat. Nästa steg är att någon annan bekräftar det."),
        past=_("beslutet registrerades"),
        doing=_("registrera beslutet"),
    ),
    "decide_by_delegation": Words(
        _("Besluta på delegation"),
        _("Delegationsbeslutet i {dnr} är registrerat. Nästa steg är att någon annan bekräftar det."),
        help=_("Beslutet gäller när en annan person har bekräftat det, och anmäls till nämnden."),
        past=_("beslutet fattades på delegation"),
        doing=_("besluta på delegation"),
    ),
    "hand_to_board": Words(
        _("Lämna över beslutet till nämnden"),
        _("Beslutet i {dnr} är överlämnat till nämnden."),
        help=_("Ärendet tas upp på ett sammanträde i stället."),
        comment=Comment(_("Skäl"), BECOMES_PART, _("Skriv ett skäl.")),
        past=_("beslutet lämnades över till nämnden"),
        doing=_("lämna över beslutet"),
    ),
    "confirm_decision": Words(
        _("Beslutet är rätt registrerat"),
        _("Beslutet i {dnr} är bekräftat."),
        past=_("beslutet bekräftades"),
        doing=_("bekräfta beslutet"),
    ),
    "refuse_decision": Words(
        _("Beslutet är fel registrerat"),
        _("Beslutet i {dnr} ska registreras på nytt."),
        help=_("Nämndsekreteraren registrerar beslutet på nytt."),
        comment=Comment(_("Kommentar till nämndsekreteraren"), PART_OF_CASE, _("Skriv vad som är fel.")),
        past=_("beslutet angavs vara fel registrerat"),
        doing=_("ange att beslutet är fel registrerat"),
    ),
    "send_for_signing": Words(
        _("Skicka för undertecknande"),
        _("Överenskommelsen i {dnr} är skickad till undertecknarna."),
        past=_("överenskommelsen skickades för undertecknande"),
        doing=_("skicka överenskommelsen för undertecknande"),
    ),
    "sign": Words(
        _("Underteckna"),
        _("Du har undertecknat överenskommelsen i {dnr}."),
        past=_("överenskommelsen undertecknades"),
        doing=_("underteckna överenskommelsen"),
    ),
    "decline": Words(
        _("Avböj"),
        _("Du har avböjt att underteckna överenskommelsen i {dnr}."),
        help=_("Handläggaren får veta att du avböjer och varför."),
        comment=Comment(_("Skäl"), BECOMES_PART, _("Skriv varför du avböjer.")),
        past=_("underskriften avböjdes"),
        doing=_("avböja"),
    ),
    "record_paper_signature": Words(
        _("Parten har undertecknat på papper"),
        _("Underskriften på papper i {dnr} är registrerad och väntar på registratorns bekräftelse."),
        help=_("Registratorn jämför med originalet och bekräftar."),
        past=_("underskriften på papper registrerades"),
        doing=_("registrera underskriften"),
    ),
    "confirm_paper_signature": Words(
        _("Underskriften stämmer med originalet"),
        _("Underskriften på papper i {dnr} är bekräftad."),
        past=_("underskriften på papper bekräftades"),
        doing=_("bekräfta underskriften"),
    ),
    "refuse_paper_signature": Words(
        _("Underskriften är fel registrerad"),
        _("Underskriften på papper i {dnr} ska registreras på nytt."),
        help=_("Handläggaren registrerar underskriften på nytt."),
        comment=Comment(TO_OFFICER, PART_OF_CASE, _("Skriv vad som är fel.")),
        past=_("underskriften angavs vara fel registrerad"),
        doing=_("ange att underskriften är fel registrerad"),
    ),
    "draw_up_again": Words(
        _("Skriv om överenskommelsen"),
        _("Överenskommelsen i {dnr} ska skrivas om."),
        help=_("Alla parter undertecknar den nya texten. Insamlade underskrifter gäller inte längre."),
        comment=Comment(_("Skäl"), BECOMES_PART, _("Skriv ett skäl.")),
        past=_("överenskommelsen skulle skrivas om"),
        doing=_("skriva om överenskommelsen"),
    ),
    "not_concluded": Words(
        _("Ingå ingen överenskommelse"),
        _("Undertecknandet i {dnr} är avslutat utan överenskommelse. Nästa steg är att expediera beslutet."),
        help=_("Undertecknandet avslutas och beslutet expedieras."),
        comment=Comment(_("Skäl"), BECOMES_PART, _("Skriv ett skäl.")),
        past=_("undertecknandet avslutades utan överenskommelse"),
        doing=_("avsluta undertecknandet"),
    ),
    "distribute": Words(
        _("Expediera beslutet"),
        _("Beslutet i {dnr} är på väg till mottagarna."),
        past=_("beslutet expedierades"),
        doing=_("expediera beslutet"),
    ),
    "close": Words(
        _("Avsluta ärendet"),
        _("{dnr} är avslutat."),
        help=_("Ärendet låses. Diarienumret och handlingarna finns kvar."),
        past=_("ärendet avslutades"),
        doing=_("avsluta ärendet"),
    ),
    "keep_open": Words(
        _("Inte än"),
        _("{dnr} är fortfarande öppet."),
        help=_("Ärendet är kvar i steget Expediering."),
        comment=Comment(_("Vad återstår?"), BECOMES_PART, _("Skriv vad som återstår.")),
        past=_("ärendet lämnades öppet"),
        doing=_("vänta med att avsluta"),
    ),
}

OUTCOME_WORDS: dict[str, Words] = {
    "return_by_delegate": STEP_WORDS["return_report"],
    "decline_on_paper": Words(
        _("Parten undertecknar inte"),
        _("Du har registrerat att parten i {dnr} inte undertecknar."),
        help=_("Undertecknandet kan inte bli färdigt med den här texten."),
        comment=Comment(_("Skäl"), BECOMES_PART, _("Skriv varför parten inte undertecknar.")),
        past=_("parten undertecknade inte"),
        doing=_("registrera att parten inte undertecknar"),
    ),
}


def place_of(outcome: str, step: str) -> int:
    """Where an outcome stands among the others of its task: the way on first (a stored definition keeps no order)."""
    if outcome in OUTCOME_WORDS or step not in STEP_WORDS:
        return len(STEP_WORDS)
    return list(STEP_WORDS).index(step)


def words_of(outcome: str, step: str) -> Words:
    """The words of an outcome; one that nobody has named is called by its code."""
    found = OUTCOME_WORDS.get(outcome) or STEP_WORDS.get(step)
    if found is not None:
        return found
    name = outcome.replace("_", " ").capitalize()
    return Words(name, _("{dnr} är nu i steget {steg}."))  # type: ignore[arg-type]
