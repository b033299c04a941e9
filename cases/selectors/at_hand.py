"""Raderna som finns till hands: the database's where one answers, else those the product is delivered with.

For the commands that read a file without saving anything; pages and doors ask `cases.selectors.lexicon`.
"""

from __future__ import annotations

from django.db import DatabaseError

from cases.draft_checks.register import Register, default_register
from cases.models import Case
from cases.reading.lexicon import Lexicon, default_lexicon
from cases.reading.structure import Content
from cases.selectors.lexicon import check_register, lexicon
from diarium.selectors import find_entry


def lexicon_at_hand() -> Lexicon:
    """The municipality's words, or the packaged ones."""
    try:
        rows = lexicon()
    except DatabaseError:
        return default_lexicon()
    return rows if rows.bodies else default_lexicon()


def register_at_hand(content: Content, words: Lexicon) -> Register:
    """The register of the case that the report names, or the packaged rows."""
    try:
        case = Case.objects.filter(entry__in=find_entry(content.diary_number)).order_by("-pk").first()
        return check_register(case) if case else default_register(content, words)
    except DatabaseError:
        return default_register(content, words)
