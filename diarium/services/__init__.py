"""Diariets dörrar: numbers, entries, documents, correspondents. Each runs inside the caller's transaction."""

from diarium.services.correction import ReferenceMissing, add_foreign_reference, change_class_code, correct_subject
from diarium.services.correspondent import change_correspondent_email
from diarium.services.diary import (
    BoardWoundUp,
    FormRefused,
    NumberTaken,
    YearTooFar,
    open_diaries,
    set_number_form,
)
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
    default_hours,
    grant_emergency_access,
    note_emergency_opening,
    refuse_emergency_access,
)
from diarium.services.entry import (
    EntryLocked,
    ReasonMissing,
    SameMatter,
    UnknownClassCode,
    close_entry,
    lock_entry,
    open_entry,
    reopen_entry,
)
from diarium.services.lift import confirm_lift, propose_lift, refuse_lift
from diarium.services.link import (
    DocumentNotCarried,
    LinkedAlready,
    NotLinked,
    carry_document,
    link_entries,
    unlink_entries,
)
from diarium.services.loading import load_register
from diarium.services.need_to_know import AlreadyListed, DatesInDisorder, end_need_to_know, grant_need_to_know
from diarium.services.secrecy import (
    mark_document_secret,
    mark_entry_secret,
    protect_fields,
    review_secrecy,
)
from diarium.services.striking import cancel_entry, merge_entry

__all__ = [
    "AlreadyListed",
    "BoardWoundUp",
    "DateInTheFuture",
    "DatesInDisorder",
    "DocumentLocked",
    "DocumentNotCarried",
    "EntryLocked",
    "FormRefused",
    "LinkedAlready",
    "NotLinked",
    "NumberTaken",
    "ReasonMissing",
    "ReferenceMissing",
    "SameMatter",
    "UnknownClassCode",
    "YearTooFar",
    "acknowledge_emergency",
    "add_document_version",
    "add_foreign_reference",
    "ask_emergency_access",
    "cancel_document",
    "cancel_entry",
    "carry_document",
    "change_class_code",
    "change_correspondent_email",
    "close_entry",
    "confirm_lift",
    "correct_subject",
    "default_hours",
    "end_need_to_know",
    "grant_emergency_access",
    "grant_need_to_know",
    "link_entries",
    "load_register",
    "lock_entry",
    "mark_document_secret",
    "mark_entry_secret",
    "merge_entry",
    "note_emergency_opening",
    "open_diaries",
    "open_entry",
    "propose_lift",
    "protect_fields",
    "refuse_emergency_access",
    "refuse_lift",
    "register_document",
    "reopen_entry",
    "review_secrecy",
    "set_document_status",
    "set_number_form",
    "unlink_entries",
]
