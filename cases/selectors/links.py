"""Kopplade ärenden: what belongs together with a matter as far as the reader sees it, and the register's acts on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
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


def link_columns(actor: Actor) -> dict[str, ArraySubquery]:
    """Columns of a query over matters: what each is linked to, read together with it (`visible_case(…, **columns)`)."""
    rows, here = policy.visible(actor, DiaryEntry), OuterRef("entry_id")
    live = EntryLink.objects.filter(removed_at__isnull=True).order_by("linked_at", "pk")
    said = {"kind": "kind", "link": "pk"}
    return {
        "links_out": _column(live.filter(entry=here, other__in=rows), "other__", said),
        "links_in": _column(live.filter(other=here, entry__in=rows), "entry__", said),
        "merged_here": _column(rows.filter(merged_into=here).order_by("pk"), "", {}),
        "goes_on_in": _column(rows.filter(merged=here).order_by("pk"), "", {}),
    }


def _column(rows: QuerySet[Any], there: str, more: Mapping[str, str]) -> ArraySubquery:
    names = {"number": f"{there}printed_number", "uuid": f"{there}case__uuid", **more}
    return ArraySubquery(rows.annotate(row_=JSONObject(**{key: F(name) for key, name in names.items()})).values("row_"))


def linked_matters(actor: Actor, case: Any) -> Sequence[LinkedMatter]:
    """Ärendets kopplingar, of a matter read with `link_columns`; those that the reader may not see leave no trace."""
    may_correct = policy.can(actor, "correct_entry", case.entry)
    linked = [(0, row) for row in case.links_out] + [(1, row) for row in case.links_in]
    return [
        *(_row(GOES_ON_IN, row) for row in case.goes_on_in),
        *(
            _row(
                SAID[row["kind"]][side],
                row,
                reverse("unlink_matter", args=[case.uuid, row["link"]]) if may_correct else "",
            )
            for side, row in sorted(linked, key=lambda one: int(one[1]["link"]))
        ),
        *(_row(MERGED_HERE, row) for row in case.merged_here),
    ]


def _row(said: Sentence, row: Mapping[str, Any], remove: str = "") -> LinkedMatter:
    return LinkedMatter(str(said).format(dnr=row["number"]), reverse("case", args=[row["uuid"]]), remove)


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
