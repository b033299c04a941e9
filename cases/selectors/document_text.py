"""Jämför två versioner av en handling: the words that were read out of their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextField
from django.db.models.functions import Substr
from django.utils.translation import gettext as now_in

from cases.selectors.decision import Part
from cases.selectors.text_diff import compare_texts
from diarium.engine.extract import can_be_read
from diarium.models import Document, DocumentVersion, FileText
from diarium.states import TextStatus

MOST_CHARACTERS = 300_000
MOST_LINES = 2_000


@dataclass(frozen=True, slots=True)
class DocumentDiff:
    """Jämförelsen. `told` says why there is none, or that it does not go to the end; `same` = no word differs."""

    earlier: int
    later: int
    lines: Sequence[Sequence[Part]]
    told: str
    same: bool


def comparable(version: DocumentVersion) -> bool:
    """Om filen har en text att jämföra."""
    return can_be_read(version.media_type) and not version.media_type.startswith("image/")


def compare_versions(document: Document, earlier: int, later: int) -> DocumentDiff | None:
    """Ord för ord, what was taken away and what was added (one query); None = there are no such versions."""
    by_number = {version.number: version for version in document.versions.all() if comparable(version)}
    if earlier not in by_number or later not in by_number or earlier == later:
        return None
    rows = FileText.objects.filter(sha256__in=[by_number[n].sha256 for n in (earlier, later)])
    # never more than one reads: the comparison of two long texts takes minutes
    begin = Substr("text", 1, MOST_CHARACTERS + 1, output_field=TextField())
    texts = {sha256: (status, text) for sha256, status, text in rows.values_list("sha256", "status", begin)}
    before, after = (texts.get(by_number[n].sha256, ("", "")) for n in (earlier, later))
    for number, (status, _text) in ((earlier, before), (later, after)):
        if status != TextStatus.READ:
            return DocumentDiff(earlier, later, (), _why_not(number, status), same=False)
    cut = any(len(text) > MOST_CHARACTERS or text.count("\n") > MOST_LINES for _status, text in (before, after))
    first, second = (_beginning(text) for _status, text in (before, after))
    told = now_in("Texterna är långa. Bara början av dem jämförs.") if cut else ""
    return DocumentDiff(earlier, later, compare_texts(first, second), told, same=first == second)


def _beginning(text: str) -> str:
    return "\n".join(text[:MOST_CHARACTERS].split("\n")[:MOST_LINES])


def _why_not(number: int, status: str) -> str:
    if status == TextStatus.EMPTY:
        return now_in("Version {n} har ingen text att jämföra.").format(n=number)
    if status == TextStatus.FAILED:
        return now_in("Texten i version {n} går inte att läsa.").format(n=number)
    return now_in("Texten i version {n} är inte läst än. Försök igen om en stund.").format(n=number)
