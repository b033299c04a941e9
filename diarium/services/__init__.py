"""Diariets dörrar: numbers, entries, documents, correspondents. Each runs inside the caller's transaction."""

from diarium.services.correspondent import change_correspondent_email
from diarium.services.diary import BoardWoundUp, NumberTaken
from diarium.services.document import (
    DateInTheFuture,
    DocumentLocked,
    add_document_version,
    cancel_document,
    mark_document_secret,
    register_document,
    set_document_status,
)
from diarium.services.entry import (
    EntryLocked,
    ReasonMissing,
    UnknownClassCode,
    cancel_entry,
    change_class_code,
    close_entry,
    correct_subject,
    lock_entry,
    mark_entry_secret,
    open_entry,
    reopen_entry,
)
from diarium.services.loading import load_register

__all__ = [
    "BoardWoundUp",
    "DateInTheFuture",
    "DocumentLocked",
    "EntryLocked",
    "NumberTaken",
    "ReasonMissing",
    "UnknownClassCode",
    "add_document_version",
    "cancel_document",
    "cancel_entry",
    "change_class_code",
    "change_correspondent_email",
    "close_entry",
    "correct_subject",
    "load_register",
    "lock_entry",
    "mark_document_secret",
    "mark_entry_secret",
    "open_entry",
    "register_document",
    "reopen_entry",
    "set_document_status",
]
