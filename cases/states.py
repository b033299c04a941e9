"""Lägen och ord: the fixed vocabularies of the room (`domain.md` §4), with the labels people read."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseState(TextChoices):
    """Ärendets läge: its legal status (`Case.state`)."""

    DRAFT = "draft", _("Utkast")
    SITUATION_ANALYSIS = "situation_analysis", _("Lägesbild")
    COMMITTEE_PROPOSAL = "committee_proposal", _("Förslag till beslut")
    DECISION = "decision", pgettext_lazy("step", "Beslut")
    SIGNING = "signing", _("Undertecknande")
    DISTRIBUTION = "distribution", _("Expediering")
    CLOSED = "closed", _("Avslutat")
    WITHDRAWN = "withdrawn", _("Återkallat")


class AppealRegime(TextChoices):
    """Överklagandeordning: how decisions of the type are appealed."""

    LEGALITY_REVIEW = "legality_review", _("Laglighetsprövning")
    ADMINISTRATIVE_APPEAL = "administrative_appeal", _("Förvaltningsbesvär")
    NONE = "none", _("Kan inte överklagas")


class DecidedBy(TextChoices):
    """Vem som avgör ärenden av ett slag; a matter may go through more bodies on its way there (R9)."""

    BOARD = "board", _("Nämnden")
    COUNCIL = "council", _("Kommunfullmäktige")
    DELEGATE = "delegate", _("En delegat")


class AnalysisState(TextChoices):
    """Lägesbildens läge; what expires is read from `next_update_due`."""

    COLLECTING = "collecting", _("Samlas in")
    CONCLUDED = "concluded", pgettext_lazy("analysis", "Fastställd")


class ReportState(TextChoices):
    """Tjänsteutlåtandets läge: that of its latest version."""

    DRAFT = "draft", _("Utkast")
    IN_APPROVAL = "in_approval", _("Hos godkännare")
    APPROVED = "approved", _("Godkänt")


class VersionOrigin(TextChoices):
    """Hur versionen kom till: an import as it came is not authorship."""

    WRITTEN = "written", _("Skriven")
    IMPORTED = "imported", _("Inläst")


class AnswerKind(TextChoices):
    """Svar på en anmärkning."""

    WAIVED = "waived", _("Avviket med skäl")
    ACKNOWLEDGED = "acknowledged", _("Kvitterad")


class ConflictGround(TextChoices):
    """Jävsgrund: why somebody may not handle a matter (KL 6:28 p. 1–4, for employees by KL 7:4)."""

    OWN_MATTER = "own_matter", _("Saken angår personen själv eller en närstående (KL 6:28 p. 1)")
    REPRESENTS = "represents", _("Personen eller en närstående företräder den som saken angår (KL 6:28 p. 2)")
    COUNSEL = "counsel", _("Personen har varit ombud eller biträtt någon i saken mot ersättning (KL 6:28 p. 3)")
    OTHER = "other", _("Något annat rubbar förtroendet för personens opartiskhet (KL 6:28 p. 4)")


class CheckSeverity(TextChoices):
    """Hur allvarlig en anmärkning är: an error stops the report unless it is waived, a warning is acknowledged."""

    ERROR = "error", _("Fel")
    WARNING = "warning", _("Varning")
    INFO = "info", _("Upplysning")


class ApprovalOutcome(TextChoices):
    """Godkännarens ställningstagande."""

    APPROVED = "approved", _("Godkänt")
    RETURNED = "returned", _("Återlämnat")


class OpinionStance(TextChoices):
    """Granskarens ställningstagande: read, not approved."""

    NO_REMARKS = "no_remarks", _("Inga synpunkter")
    REMARKS = "remarks", _("Har synpunkter")


class Outcome(TextChoices):
    """Utfall av en behandling (`domain.md` R13–R16)."""

    ADOPTED = "adopted", _("Enligt förslaget")
    ADOPTED_AMENDED = "adopted_amended", _("Med ändring")
    REJECTED = "rejected", _("Avslag")
    NOTED = "noted", _("Noteras")
    WRITTEN_OFF = "written_off", _("Avskrivs")
    TABLED = "tabled", _("Bordläggs")
    REFERRED_BACK = "referred_back", _("Återremitteras")
    FORWARDED = "forwarded", _("Förslag till nästa instans")


FINAL_OUTCOMES = frozenset(
    {Outcome.ADOPTED, Outcome.ADOPTED_AMENDED, Outcome.REJECTED, Outcome.NOTED, Outcome.WRITTEN_OFF}
)
CARRIED_OUTCOMES = frozenset({Outcome.ADOPTED, Outcome.ADOPTED_AMENDED})
WORDED_OUTCOMES = CARRIED_OUTCOMES | {Outcome.FORWARDED}
PUT_OFF_OUTCOMES = frozenset({Outcome.TABLED, Outcome.REFERRED_BACK})
PREPARING_OUTCOMES = frozenset({Outcome.FORWARDED, Outcome.TABLED, Outcome.REFERRED_BACK})
DELEGATED_OUTCOMES = CARRIED_OUTCOMES | {Outcome.REJECTED, Outcome.WRITTEN_OFF}


class PointKind(TextChoices):
    """Beslutspunktens slag (R7)."""

    DECISION = "decision", pgettext_lazy("point", "Beslut")
    ASSIGNMENT = "assignment", _("Uppdrag")
    APPROVAL = "approval", _("Godkännande")
    ADOPTION = "adoption", _("Antagande")
    REJECTION = "rejection", _("Avslag")
    NOTING = "noting", _("Notering")


class InstrumentKind(TextChoices):
    """Slag av avtal."""

    COOPERATION = "cooperation", _("Samverkansöverenskommelse")
    LETTER_OF_INTENT = "letter_of_intent", _("Avsiktsförklaring")
    SUB_AGREEMENT = "sub_agreement", _("Underavtal")


class AgreementState(TextChoices):
    """Överenskommelsens läge fram till att den är ingången."""

    DRAFTING = "drafting", _("Utkast")
    FOR_SIGNATURE = "for_signature", _("För undertecknande")
    PARTLY_SIGNED = "partly_signed", _("Delvis undertecknad")
    SIGNED = "signed", pgettext_lazy("agreement", "Undertecknad")
    NOT_CONCLUDED = "not_concluded", _("Inte ingången")


class SlotState(TextChoices):
    """Underskriftsplatsens läge."""

    NOT_SENT = "not_sent", pgettext_lazy("slot", "Inte skickat")
    WAITING = "waiting", _("Väntar")
    PAPER_RECORDED = "paper_recorded", _("Väntar på bekräftelse")
    SIGNED = "signed", pgettext_lazy("slot", "Undertecknat")
    DECLINED = "declined", _("Avböjt")


class SigningMethod(TextChoices):
    """Sätt att underteckna."""

    LOGGED_IN = "logged_in", _("Som inloggad person")
    PAPER = "paper", _("Underskrift på papper")


class Channel(TextChoices):
    """Sätt att skicka."""

    INTERNAL = "internal", _("Internt")
    EMAIL = "email", _("E-post")
    LETTER = "letter", _("Brev")


class Purpose(TextChoices):
    """Varför mottagaren får beslutet."""

    INFORMATION = "information", _("För kännedom")
    ACTION = "action", _("För åtgärd")


class DispatchState(TextChoices):
    """Expedieringsradens läge."""

    QUEUED = "queued", _("Skickas")
    SENT = "sent", pgettext_lazy("dispatch", "Skickat")
    ACKNOWLEDGED = "acknowledged", _("Kvitterat")
    FAILED = "failed", _("Kom i retur")
    UNKNOWN = "unknown", _("Utfallet okänt")


class AttemptOutcome(TextChoices):
    """Utfallet av ett försök att skicka (`guarantees.md` §8)."""

    ACCEPTED = "accepted", _("Mottaget av servern")
    REFUSED = "refused", _("Nekat")
    DEFERRED = "deferred", _("Uppskjutet")
    UNKNOWN = "unknown", _("Okänt")


class ReferralKind(TextChoices):
    """Vad som frågas efter: a part of the situation analysis, or an opinion on the proposal."""

    CONTRIBUTION = "contribution", _("Underlag till lägesbilden")
    REFERRAL = "referral", _("Remiss")


class ReferralState(TextChoices):
    """Remissens läge; that it is overdue is read from the day it is due."""

    SENT = "sent", pgettext_lazy("referral", "Skickad")
    ANSWERED = "answered", _("Besvarad")
    CLOSED_WITHOUT_ANSWER = "closed_without_answer", _("Avslutad utan svar")


class Stance(TextChoices):
    """Ställningstagande i korthet; the last two answer a request for a contribution."""

    SUPPORTS = "supports", _("Tillstyrker")
    OPPOSES = "opposes", _("Avstyrker")
    REMARKS = "remarks", _("Har synpunkter")
    ABSTAINS = "abstains", _("Avstår")
    CONTRIBUTES = "contributes", _("Har lämnat underlag")
    NOTHING_TO_ADD = "nothing_to_add", _("Har inget att tillägga")


class NudgeKind(TextChoices):
    """Varför den tillfrågade påminns."""

    SOON = "soon", _("Svarstiden går snart ut")
    OVERDUE = "overdue", _("Svarstiden har gått ut")
    BY_HAND = "by_hand", _("Handläggaren påminner")
