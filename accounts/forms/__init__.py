"""Formulären, och fälten som alla rum använder."""

from accounts.forms.capacity import CAPACITY, ask_capacity, capacity_label, in_chosen_capacity
from accounts.forms.fields import MAX_VERSION, DateField, FilterField, KeyedForm, offer_choices, parse_date

__all__ = [
    "CAPACITY",
    "MAX_VERSION",
    "DateField",
    "FilterField",
    "KeyedForm",
    "ask_capacity",
    "capacity_label",
    "in_chosen_capacity",
    "offer_choices",
    "parse_date",
]
