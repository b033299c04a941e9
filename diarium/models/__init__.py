"""Registrets rader: diaries, entries, documents, correspondents, class codes and retention rules."""

from diarium.models.classification import ClassCode, RetentionRule
from diarium.models.correspondent import Correspondent, CorrespondentAlias, RecipientGroup
from diarium.models.document import Document, DocumentVersion
from diarium.models.entry import Diary, DiaryEntry, EntryAlias, NeedToKnow

__all__ = [
    "ClassCode",
    "Correspondent",
    "CorrespondentAlias",
    "Diary",
    "DiaryEntry",
    "Document",
    "DocumentVersion",
    "EntryAlias",
    "NeedToKnow",
    "RecipientGroup",
    "RetentionRule",
]
