"""Läsningar: kommunen, dess ord, nämnder och personer."""

from accounts.selectors.boards import boards_active_on, successors_of
from accounts.selectors.municipality import municipality, name_and_terms
from accounts.selectors.people import holder_of_function, holders, stood_in_for, whom_for

__all__ = [
    "boards_active_on",
    "holder_of_function",
    "holders",
    "municipality",
    "name_and_terms",
    "stood_in_for",
    "successors_of",
    "whom_for",
]
