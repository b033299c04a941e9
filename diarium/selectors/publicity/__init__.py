"""Det publika diariet, read from the public projection alone: what is not in it cannot be shown by mistake.

A secret matter or document keeps its number and date. A title that the projection leaves out reads as not shown.
"""

from diarium.selectors.publicity.asked import Named, asked_about
from diarium.selectors.publicity.days import DailyList, daily_list, last_public_day, midnight, newest_documents
from diarium.selectors.publicity.diary import MOST_BY_NUMBER, DiaryPage, public_diary
from diarium.selectors.publicity.lines import (
    DOCUMENT_HIDDEN,
    MATTER_HIDDEN,
    STATUS,
    TITLE_HIDDEN,
    DocumentLine,
    MatterLine,
    document_line,
    matter_line,
)
from diarium.selectors.publicity.matter import DAYS_TOLD, Happening, MatterPage, public_matter
from diarium.selectors.publicity.open_data import document_rows, matter_rows
from diarium.selectors.publicity.wanted import Wanted, boards

__all__ = [
    "DAYS_TOLD",
    "DOCUMENT_HIDDEN",
    "MATTER_HIDDEN",
    "MOST_BY_NUMBER",
    "STATUS",
    "TITLE_HIDDEN",
    "DailyList",
    "DiaryPage",
    "DocumentLine",
    "Happening",
    "MatterLine",
    "MatterPage",
    "Named",
    "Wanted",
    "asked_about",
    "boards",
    "daily_list",
    "document_line",
    "document_rows",
    "last_public_day",
    "matter_line",
    "matter_rows",
    "midnight",
    "newest_documents",
    "public_diary",
    "public_matter",
]
