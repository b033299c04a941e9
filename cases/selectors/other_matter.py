"""Det andra ärendet: the matter that a person names by its number to link, merge or continue in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Refusal
from cases.models import Case
from diarium.models import DiaryEntry
from diarium.selectors import find_entry


class NoSuchMatter(Refusal):
    """The number names no matter that the person sees, several, or the one in hand."""

    sentence = _("Inget ärende har det numret.")
    status = 422


def other_matter(actor: Actor, text: str, *, than: Case) -> DiaryEntry:
    """The one matter that the number names among those that the person sees.

    Raises:
        NoSuchMatter: with what is wrong.
    """
    found = find_entry(text, rows=policy.visible(actor, DiaryEntry))
    if not found:
        raise NoSuchMatter
    if len(found) > 1:
        raise NoSuchMatter(_("Flera ärenden har det numret. Skriv nämnd, år och löpnummer, till exempel KS-2018/91."))
    if found[0].pk == than.entry_id:
        raise NoSuchMatter(_("Numret är ärendets eget. Skriv numret på ett annat ärende."))
    return found[0]
