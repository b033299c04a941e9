"""Diariets fasta ord: the vocabularies of entries, documents and correspondents, and which status may follow which."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryStatus(TextChoices):
    """Diariepostens status."""

    OPEN = "open", _("Öppen")
    CLOSED = "closed", _("Avslutad")
    CANCELLED = "cancelled", _("Makulerad")
    MERGED = "merged", _("Sammanslagen")


class Origin(TextChoices):
    """Varifrån numret kommer: given here, or taken over from an older system."""

    OWN = "own", _("Eget nummer")
    IMPORTED = "imported", _("Övertaget nummer")


class AliasKind(TextChoices):
    """Slag av annat nummer: our own former printed form, or another authority's reference."""

    FORMER = "former", _("Tidigare form")
    FOREIGN = "foreign", _("Annan myndighets beteckning")


class Direction(TextChoices):
    """Handlingens riktning."""

    RECEIVED = "received", _("Inkommen")
    ESTABLISHED = "established", _("Upprättad")
    DISPATCHED = "dispatched", _("Utgående")


class DocumentStatus(TextChoices):
    """Handlingens status."""

    DRAFT = "draft", _("Arbetsmaterial")
    FINAL = "final", _("Fastställd")
    APPROVED = "approved", _("Godkänd")
    DISPATCHED = "dispatched", _("Expedierad")
    ARCHIVED = "archived", _("Arkiverad")
    CANCELLED = "cancelled", _("Makulerad")


class DocumentKind(TextChoices):
    """Handlingstyp."""

    LETTER = "letter", _("Brev")
    APPLICATION = "application", _("Ansökan eller anmälan")
    LETTER_OF_INTENT = "letter_of_intent", _("Avsiktsförklaring")
    SITUATION_ANALYSIS = "situation_analysis", _("Lägesbild")
    CONTRIBUTION = "contribution", _("Underlag")
    STAFF_REPORT = "staff_report", _("Tjänsteutlåtande")
    ATTACHMENT = "attachment", _("Bilaga")
    MINUTES = "minutes", _("Protokoll")
    MINUTES_EXTRACT = "minutes_extract", _("Protokollsutdrag")
    AGREEMENT = "agreement", _("Överenskommelse")
    SIGNED_ORIGINAL = "signed_original", _("Undertecknat original")
    CASE_NOTE = "case_note", _("Tjänsteanteckning")
    STATEMENT = "statement", _("Yttrande")
    OTHER = "other", _("Övrig handling")


class CorrespondentKind(TextChoices):
    """Slag av korrespondent."""

    POLICE = "police", _("Polis")
    STATE_AUTHORITY = "state_authority", _("Statlig myndighet")
    MUNICIPAL_ASSOCIATION = "municipal_association", _("Kommunalförbund")
    MUNICIPAL_COMPANY = "municipal_company", _("Kommunalt bolag")
    MUNICIPALITY = "municipality", _("Kommun eller region")
    COMPANY = "company", _("Företag")
    ORGANISATION = "organisation", _("Förening eller organisation")
    PERSON = "person", _("Privatperson")
    OTHER = "other", _("Annan")


class SpellingKind(TextChoices):
    """Slag av annan skrivning för en korrespondent."""

    ALIAS = "alias", _("Annat namn")
    MISSPELLING = "misspelling", _("Felstavning")
    AMBIGUOUS = "ambiguous", _("Tvetydigt")


class ChannelKind(TextChoices):
    """Sätt att nå en korrespondent."""

    EMAIL = "email", _("E-post")
    DIGITAL_POST = "digital_post", _("Digital post")
    LETTER = "letter", _("Brev")
    BY_HAND = "by_hand", _("Överlämnas för hand")


class LinkKind(TextChoices):
    """Slag av koppling, read from the first matter to the other."""

    RELATED = "related", _("Hör ihop med")
    REPLACES = "replaces", _("Ersätter")
    SPLIT_FROM = "split_from", _("Delat från")


class ArrivalChannel(TextChoices):
    """Hur det kom."""

    MAIL = "mail", _("E-post")
    SCAN = "scan", _("Inskannat")
    UPLOAD = "upload", _("Inlämnat")
    PAPER = "paper", _("Papper")


class ArrivalExit(TextChoices):
    """Vägarna ut enligt OSL 5 kap. 1 §, and waiting."""

    WAITING = "waiting", _("Att registrera")
    REGISTERED = "registered", _("Registrerad")
    KEPT = "kept", _("Hålls ordnad utan registrering")
    TRIVIAL = "trivial", _("Uppenbart av ringa betydelse")
    ELSEWHERE = "elsewhere", _("Annan myndighets handling")


class DisclosureStatus(TextChoices):
    """Hur långt en begäran har kommit."""

    NEW = "new", _("Ny")
    TRIED = "tried", _("Prövas")
    RELEASED = "released", _("Lämnad")
    MASKED = "masked", _("Lämnad med maskning")
    REFUSED = "refused", _("Avslagen")


class VersionRole(TextChoices):
    """Vad en version av en handling är. `SETTLED` = somebody's file as it was settled, `FINAL` = set by us."""

    ORIGINAL = "original", _("Original")
    WORKING = "working", _("Arbetsversion")
    SETTLED = "settled", _("Fastställd version")
    FINAL = "final", _("Fastställd version")
    RENDITION = "rendition", _("Visningsversion (PDF/A)")
    SIGNED = "signed", _("Undertecknad version")
    MASKED = "masked", _("Maskad version")


class TextStatus(TextChoices):
    """Vad läsningen av en fil gav."""

    READ = "read", _("Läst")
    EMPTY = "empty", _("Utan text")
    FAILED = "failed", _("Gick inte att läsa")


class ScanStatus(TextChoices):
    """Virusprövningens svar."""

    WAITING = "waiting", _("I karantän")
    CLEAN = "clean", _("Ren")
    INFECTED = "infected", _("Skadlig")


class ExportStatus(TextChoices):
    """Hur långt ett uttag har kommit."""

    WAITING = "waiting", _("Väntar")
    RUNNING = "running", _("Görs")
    DONE = "done", _("Klart")
    FAILED = "failed", _("Misslyckades")


class RetentionAction(TextChoices):
    """Vad som ska hända med handlingarna efter fristen."""

    PRESERVE = "preserve", _("Bevara")
    WEED = "weed", _("Gallra")


class RetentionStart(TextChoices):
    """Händelse som gallringsfristen räknas från."""

    CLOSED = "closed", _("Ärendet avslutat")
    LEGAL_FORCE = "legal_force", _("Beslutet laga kraft")
    AGREEMENT_EXPIRED = "agreement_expired", _("Avtalet löpt ut")


ENTRY_STEPS: Final = {
    EntryStatus.OPEN: {EntryStatus.CLOSED, EntryStatus.CANCELLED, EntryStatus.MERGED},
    EntryStatus.CLOSED: {EntryStatus.OPEN},
    EntryStatus.CANCELLED: set[EntryStatus](),
    EntryStatus.MERGED: set[EntryStatus](),
}

DOCUMENT_STEPS: Final = {
    DocumentStatus.DRAFT: {DocumentStatus.FINAL, DocumentStatus.APPROVED, DocumentStatus.CANCELLED},
    DocumentStatus.FINAL: {
        DocumentStatus.DRAFT,
        DocumentStatus.APPROVED,
        DocumentStatus.DISPATCHED,
        DocumentStatus.ARCHIVED,
        DocumentStatus.CANCELLED,
    },
    DocumentStatus.APPROVED: {DocumentStatus.DISPATCHED, DocumentStatus.ARCHIVED, DocumentStatus.CANCELLED},
    DocumentStatus.DISPATCHED: {DocumentStatus.ARCHIVED},
    DocumentStatus.ARCHIVED: set[DocumentStatus](),
    DocumentStatus.CANCELLED: set[DocumentStatus](),
}
