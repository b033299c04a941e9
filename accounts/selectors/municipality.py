"""Kommunen och dess ord."""

from __future__ import annotations

from django.db.models import TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_noop

from accounts.models import Municipality, Term

# The municipality's own word goes first; these are the words where the table has none, and in another language.
DEFAULT_TERMS = {
    "staff_report": gettext_noop("tjänsteutlåtande"),
    "director": gettext_noop("kommundirektör"),
    "deputy_director": gettext_noop("biträdande kommundirektör"),
    "registrar": gettext_noop("registrator"),
    "case_officer": gettext_noop("handläggare"),
    "executive_board": gettext_noop("kommunstyrelsen"),
    "council": gettext_noop("kommunfullmäktige"),
    "administration": gettext_noop("förvaltning"),
}
# The one that belongs to the matter. A word of the municipality's own is not known in that form.
DEFINITE_TERMS = {"staff_report": gettext_noop("tjänsteutlåtandet")}


def municipality() -> Municipality | None:
    """The municipality of this installation; None before its data is loaded (one query)."""
    return Municipality.objects.order_by("pk").first()


def name_and_terms() -> tuple[str, dict[str, str]]:
    """The municipality's name, empty before its data is loaded, and what it calls things, by code (one query)."""
    name = Municipality.objects.order_by().values_list(Cast(Value(""), TextField()), Cast("name", TextField()))
    words = Term.objects.order_by().values_list(Cast("code", TextField()), Cast("singular", TextField()))
    rows: dict[str, str] = dict(name.union(words, all=True))
    return rows.pop("", ""), rows
