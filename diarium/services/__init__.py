"""Diariets dörrar: numbers, entries, documents, correspondents. Each runs inside the caller's transaction."""

from diarium.services.correspondent import change_correspondent_email
from diarium.services.diary import BoardWoundUp, NumberTaken
from diarium.services.document import (
    DateInTheFuture,
    DocumentLocked,
    add_document_version,
    cancel_document,
    register_document,
    set_document_status,
)
from diarium.services.emergency import (
    acknowledge_emergency,
    ask_emergency_access,
    grant_emergency_access,
    note_emergency_opening,
    refuse_emergency_access,
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
    open_entry,
    reopen_entry,
)
from diarium.services.loading import load_register
from diarium.services.need_to_know import end_need_to_know, grant_need_to_know
from diarium.services.secrecy import (
    confirm_lift,
    mark_document_secret,
    mark_entry_secret,
    propose_lift,
    protect_fields,
    refuse_lift,
    review_secrecy,
)

__all__ = [
    "BoardWoundUp",
    "DateInTheFuture",
    "DocumentLocked",
    "EntryLocked",
    "NumberTaken",
    "ReasonMissing",
    "UnknownClassCode",
    "acknowledge_emergency",
    "add_document_version",
    "ask_emergency_access",
    "cancel_document",
    "cancel_entry",
    "change_class_code",
    "change_correspondent_email",
    "close_entry",
    "confirm_lift",
    "correct_subject",
    "end_need_to_know",
    "grant_emergency_access",
    "grant_need_to_know",
    "load_register",
    "lock_entry",
    "mark_document_secret",
    "mark_entry_secret",
    "note_emergency_opening",
    "open_entry",
    "propose_lift",
    "protect_fields",
    "refuse_emergency_access",
    "refuse_lift",
    "register_document",
    "reopen_entry",
    "review_secrecy",
    "set_document_status",
]
