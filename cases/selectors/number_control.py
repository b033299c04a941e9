"""Nummerkontroll (S10): the numbers of the reader's boards in a year, and what became of those that were struck."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from audit.models import CheckRun
from cases.models import Case
from cases.policy import registry_of
from cases.selectors.stepper import NO_BREAK
from diarium.models import DiaryEntry
from diarium.selectors.numbers import (
    NAMED,
    OLD_MONTHS,
    DiaryReport,
    StruckNumber,
    missing_sentence,
    report_years,
    struck_entries,
    struck_numbers,
    year_report,
)
from diarium.states import EntryStatus


@dataclass(frozen=True, slots=True)
class StruckLine:
    """Rad om ett nummer som inte används längre. `url` is empty where the reader may not see the matter."""

    number: str
    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class NumberControl:
    """Sidan. `more` = more numbers were struck than are listed; `run` is the last check of the whole register.

    `months` = how long a matter has been open when it is counted as open for long.
    """

    year: int
    years: Sequence[int]
    months: int
    diaries: Sequence[DiaryReport]
    missing: Sequence[str]
    struck: Sequence[StruckLine]
    more: bool
    run: CheckRun | None

    @property
    def numbers(self) -> int:
        """How many numbers the diaries of the year have given."""
        return sum(diary.numbers for diary in self.diaries)


def number_control(actor: Actor, *, year: int, today: date, months: int = OLD_MONTHS) -> NumberControl:
    """Nummerkontrollen för ett år (nine queries); matters that the reader may not see are counted as numbers only."""
    boards, rows = registry_of(actor), policy.visible(actor, DiaryEntry)
    diaries = year_report(year=year, today=today, rows=rows, board_ids=boards, months=months)
    struck = struck_entries(year=year, board_ids=boards, limit=NAMED + 1)
    uuids = dict(policy.visible(actor, Case).filter(entry__in=struck).values_list("entry", "uuid"))
    lines = [
        StruckLine(
            line.entry.printed_number,
            _sentence(line),
            reverse("case", args=[uuids[line.entry.pk]]) if line.entry.pk in uuids else "",
        )
        for line in struck_numbers(struck[:NAMED], seen=uuids)
    ]
    return NumberControl(
        year=year,
        years=sorted({*report_years(), today.year}, reverse=True),
        months=months,
        diaries=diaries,
        missing=[missing_sentence(number) for diary in diaries for number in diary.missing],
        struck=lines,
        more=len(struck) > NAMED,
        run=CheckRun.objects.filter(kind="numbers").order_by("-ended_at", "-pk").first(),
    )


def _sentence(line: StruckNumber) -> str:
    """“Nummer KS-2026/117 är makulerat 3 mars 2026 av Rut Sandin: Registrerat två gånger.”"""
    words = {
        "dnr": line.entry.printed_number,
        "datum": date_format(localtime(line.at), f"j{NO_BREAK}F Y") if line.at else "–",
        "namn": line.who,
        "skäl": line.reason,
        "annat": line.entry.merged_into.printed_number if line.entry.merged_into else "",
    }
    if line.entry.status == EntryStatus.CANCELLED:
        told = _("Nummer {dnr} är makulerat {datum} av {namn}: {skäl}")
        short = _("Nummer {dnr} är makulerat {datum}.")
    else:
        told = _("Nummer {dnr} förs i {annat} sedan {datum}, av {namn}: {skäl}")
        short = _("Nummer {dnr} förs i {annat} sedan {datum}.")
    return (told if line.seen else short).format(**words)
