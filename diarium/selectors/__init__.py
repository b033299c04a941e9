"""Läsningar ur registret: entries by number, documents of a matter, recipients and groups."""

from diarium.selectors.correspondent import BoardRecipient, expand_group, match_recipient, match_recipients
from diarium.selectors.document import documents_of, latest_version
from diarium.selectors.entry import find_entry

__all__ = [
    "BoardRecipient",
    "documents_of",
    "expand_group",
    "find_entry",
    "latest_version",
    "match_recipient",
    "match_recipients",
]
