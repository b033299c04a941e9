"""Registrets rader: diaries, entries, documents, what comes in, correspondents, class codes, secrecy, search."""

from diarium.models.arrival import Arrival, ArrivalFile
from diarium.models.classification import ClassCode, RetentionRule
from diarium.models.correspondent import Correspondent, CorrespondentAlias, CorrespondentChannel, RecipientGroup
from diarium.models.disclosure import DisclosureRequest, DisclosureYear
from diarium.models.document import Document, DocumentVersion
from diarium.models.entry import Diary, DiaryEntry, EntryAlias, EntryLink
from diarium.models.free_day import FreeDay
from diarium.models.publicity import PublicDocument, PublicMatter
from diarium.models.scan import FileScan
from diarium.models.search import Export, FileText, PublicSearchEntry, SavedSearch, SearchEntry
from diarium.models.secrecy import EmergencyAccess, NeedToKnow, SecrecyLift

__all__ = [
    "Arrival",
    "ArrivalFile",
    "ClassCode",
    "Correspondent",
    "CorrespondentAlias",
    "CorrespondentChannel",
    "Diary",
    "DiaryEntry",
    "DisclosureRequest",
    "DisclosureYear",
    "Document",
    "DocumentVersion",
    "EmergencyAccess",
    "EntryAlias",
    "EntryLink",
    "Export",
    "FileScan",
    "FileText",
    "FreeDay",
    "NeedToKnow",
    "PublicDocument",
    "PublicMatter",
    "PublicSearchEntry",
    "RecipientGroup",
    "RetentionRule",
    "SavedSearch",
    "SearchEntry",
    "SecrecyLift",
]
