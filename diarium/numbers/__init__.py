"""Diarienummer: read from any form seen in real documents, typed in part, and printed in the form of the diary.

Identity = (board, year, serial). The class code is an attribute that is printed in the number and the document number a
place within the matter; neither is part of the identity (domain: a reclassified matter is the same matter). A form may
leave out the board or the class: the identity then lives in the diary's row, never in the printed text.
"""

from diarium.numbers.number import BOARD, SERIAL, USUAL_ORDER, YEAR, DiaryNumber, NumberTemplate
from diarium.numbers.own import FORMS, HUDDINGE, document_of
from diarium.numbers.text import normalised
from diarium.numbers.typed import Sought, document_no_in, sought

__all__ = [
    "BOARD",
    "FORMS",
    "HUDDINGE",
    "SERIAL",
    "USUAL_ORDER",
    "YEAR",
    "DiaryNumber",
    "NumberTemplate",
    "Sought",
    "document_no_in",
    "document_of",
    "normalised",
    "sought",
]
