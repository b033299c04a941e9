"""Läsningar ur registret: entries by number, documents of a matter, recipients and groups."""

from diarium.selectors.correspondent import BoardRecipient, expand_group, match_recipient, match_recipients
from diarium.selectors.document import documents_of, latest_version
from diarium.selectors.entry import (
    classes_in_force,
    document_number,
    find_entry,
    form_of,
    links_of,
    number_template,
    own_forms,
)
from diarium.selectors.group import expand_list, is_list

__all__ = [
    "BoardRecipient",
    "classes_in_force",
    "document_number",
    "documents_of",
    "expand_group",
    "expand_list",
    "find_entry",
    "form_of",
    "is_list",
    "latest_version",
    "links_of",
    "match_recipient",
    "match_recipients",
    "number_template",
    "own_forms",
]
