"""Kopplade ärenden: what belongs together with a matter as far as the reader sees it, and the register's acts on it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.models import Case
from cases.selectors.frame import Link
from diarium.models import DiaryEntry, EntryLink
from diarium.selectors import links_of
from diarium.states import EntryStatus, LinkKind

# By the kind of link, as the matter that it goes from and the one that it goes to say it.
SAID: dict[str, tuple[Sentence, Sentence]] = {
    LinkKind.RELATED: (_("Hör ihop med {dnr}"), _("Hör ihop med {dnr}")),
    LinkKind.REPLACES: (_("Ersätter {dnr}"), _("Fortsätter i {dnr}")),
    LinkKind.SPLIT_FROM: (_("Delat från {dnr}"), _("Delat till {dnr}")),
}
MERGED_HERE: Sentence = _("Här förs också {dnr}")
GOES_ON_IN: Sentence = _("Fortsätter i {dnr}")


@dataclass(frozen=True, slots=True)
class LinkedMatter:
    """Rad i kortet. `remove` is the page that takes the link away, for those who may."""

    text: str
    url: str
    remove: str = ""


def linked_matters(actor: Actor, case: Case) -> Sequence[LinkedMatter]:
    """Ärendets kopplingar (two queries); those to matters that the reader may not see leave no trace and no count."""
    rows = policy.visible(actor, DiaryEntry)
    may_correct = policy.can(actor, "correct_entry", case.entry)
    links = links_of(case.entry, rows=rows).select_related("entry__case", "other__case")
    merged = rows.filter(merged_into=case.entry_id).select_related("case").order_by("pk")
    into = rows.filter(pk=case.entry.merged_into_id).select_related("case") if case.entry.merged_into_id else ()
    return [
        *(_row(GOES_ON_IN, entry) for entry in into),
        *(_linked(case, link, may_correct=may_correct) for link in links),
        *(_row(MERGED_HERE, entry) for entry in merged),
    ]


def _linked(case: Case, link: EntryLink, *, may_correct: bool) -> LinkedMatter:
    forward = link.entry_id == case.entry_id
    there, back = SAID[link.kind]
    remove = reverse("unlink_matter", args=[case.uuid, link.pk]) if may_correct else ""
    return _row(there if forward else back, link.other if forward else link.entry, remove)


def _row(said: Sentence, entry: DiaryEntry, remove: str = "") -> LinkedMatter:
    return LinkedMatter(str(said).format(dnr=entry.printed_number), reverse("case", args=[entry.case.uuid]), remove)


def link_in(case: Case, link_id: int, actor: Actor) -> EntryLink:
    """The live link of the matter to another that the person sees.

    Raises:
        NotVisible: there is none.
    """
    found = links_of(case.entry, rows=policy.visible(actor, DiaryEntry)).filter(pk=link_id).first()
    if found is None:
        raise policy.NotVisible
    return found


def register_acts(actor: Actor, case: Case) -> Iterator[Link]:
    """Registrets rader i Fler åtgärder: what the registrar of the board corrects (no query)."""
    if case.entry.status not in (EntryStatus.OPEN, EntryStatus.CLOSED):
        return
    if not policy.can(actor, "correct_entry", case.entry):
        return
    for name, label in (
        ("link_matter", _("Koppla till ett annat ärende …")),
        ("change_class", _("Ändra klassificering …")),
        ("correct_subject", _("Ändra ärendemening …")),
        ("add_reference", _("Lägg till annan beteckning …")),
    ):
        yield Link(label, reverse(name, args=[case.uuid]))
