"""Läsningar: kommunen, dess ord, nämnder och personer."""

from accounts.selectors.boards import boards_active_on, successors_of
from accounts.selectors.municipality import municipality, name_and_terms
from accounts.selectors.people import holders, stood_in_for

__all__ = ["boards_active_on", "holders", "municipality", "name_and_terms", "stood_in_for", "successors_of"]
