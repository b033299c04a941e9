"""Regler om delegation (R24): what may not be decided in a board's stead."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from audit.rules import Sentence


@dataclass(frozen=True, slots=True)
class Category:
    """Slag av ärenden som inte får delegeras: its point in KL 6:38 and the words that such a decision tends to have."""

    law: str
    sentence: Sentence
    words: re.Pattern[str]


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


CATEGORIES: tuple[Category, ...] = (
    Category(
        "KL 6:38 p. 1",
        _("Ärenden om verksamhetens mål, inriktning, omfattning eller kvalitet får inte delegeras."),
        _words(
            r"\b(?:mål(?:en|et|bild\w*)?|inriktning\w*|omfattning\w*|kvalitetskrav\w*|policy\w*|strategi\w*"
            r"|verksamhetsplan\w*|budget\w*|styrdokument\w*|riktlinje\w*)\b"
        ),
    ),
    Category(
        "KL 6:38 p. 2",
        _("Framställningar och yttranden till fullmäktige, och yttranden över överklaganden, får inte delegeras."),
        _words(
            r"\b(?:kommunfullmäktige|fullmäktige)\b|\byttra\w*\b[^.]{0,80}\b(?:överkla\w+|laglighetsprövning\w*)"
            r"|\b(?:överkla\w+|laglighetsprövning\w*)\b[^.]{0,80}\byttra\w*"
        ),
    ),
    Category(
        "KL 6:38 p. 3",
        _("Myndighetsutövning mot enskilda som är principiell eller av större vikt får inte delegeras."),
        _words(r"\b(?:myndighetsutövning\w*|princip(?:iell\w*|beslut\w*)|prejudi\w*|av större vikt)\b"),
    ),
    Category(
        "KL 6:38 p. 4",
        _("Ärenden som har väckts genom medborgarförslag får inte delegeras."),
        _words(r"\bmedborgarförslag\w*"),
    ),
)


def forbidden_categories(text: str) -> list[Category]:
    """De slag som texten ser ut att höra till. A warning: what the law means is for the delegate to try.

    The fifth kind, what another statute keeps to the board, cannot be read from the words.
    """
    return [category for category in CATEGORIES if category.words.search(text)]
