"""Skador: the ways in which a text is damaged between the writer and the reader, each with a random place."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from random import Random

Damage = Callable[[str, Random], str]

FOOTER = """
HUDDINGE KOMMUN

Postadress
Huddinge kommun
Kommunstyrelsens förvaltning
141 85 HuddingeBesök
Kommunalvägen 28

Tfn vxl 08-535 300 00

huddinge@huddinge.se
www.huddinge.se
"""
HEADER = """
Datum
2020-10-05Diarienummer
KS-2018/91.103
"""
HEADINGS = {
    "Sammanfattning": ["Sammanfattning av ärendet"],
    "Beskrivning av ärendet": ["Bakgrund", "Ärendet", "Ärendebeskrivning"],
    "Förvaltningens synpunkter": ["Förvaltningens bedömning", "Överväganden", "Förvaltningens överväganden"],
    "Ekonomiska och juridiska konsekvenser": ["Ekonomiska konsekvenser", "Juridiska konsekvenser"],
}
RECIPIENTS = ["Beslutet skickas till", "Expedieras till", "Skickas till:", "Delges", "Kopia till", "Beslutet delges"]
BULLETS = ["–", "•", "▪", "·", "*", "o", "\uf0b7"]
OCR = {"l": "1", "o": "0", "e": "c", "i": "l", "m": "rn", "å": "a", "ö": "o", "n": "h", "t": "f", "S": "5", "B": "8"}


def _inside(text: str, random: Random) -> int:
    """A gap between two words of one sentence, in a paragraph of more than 80 characters below the head."""
    places = []
    for line in re.finditer(r"(?m)^.{81,}$", text):
        if line.start() < text.index("Förslag till beslut"):
            continue
        gaps = re.finditer(r"(?<=[^\s.!?:]) (?=\w)", line[0])
        places += [line.start() + gap.start() for gap in gaps if gap.start() > 10]
    return random.choice(places)


def _between(text: str, random: Random) -> int:
    """The blank line between two paragraphs of the body."""
    first, last = text.index("År 2018 ingick"), text.index("Förslaget till beslut saknar")
    return random.choice([match.start() for match in re.finditer(r"\n\n", text) if first < match.start() < last]) + 1


def footer_inside(text: str, random: Random) -> str:
    at = _inside(text, random)
    return f"{text[:at]}\n{FOOTER}\n{text[at + 1 :]}"


def header_inside(text: str, random: Random) -> str:
    at = _inside(text, random)
    return f"{text[:at]}\n{HEADER}\n{text[at + 1 :]}"


def footer_between(text: str, random: Random) -> str:
    at = _between(text, random)
    return f"{text[:at]}{FOOTER}{text[at:]}"


def other_recipients_label(text: str, random: Random) -> str:
    return text.replace("Beslutet ska skickas till", random.choice(RECIPIENTS))


def other_section_names(text: str, random: Random) -> str:
    for name, others in HEADINGS.items():
        text = re.sub(rf"(?m)^{name}$", random.choice(others), text)
    return text


def other_bullets(text: str, random: Random) -> str:
    return re.sub(r"(?m)^( ?)- ", rf"\1{random.choice(BULLETS)} ", text)


def title_on_two_lines(text: str, random: Random) -> str:
    title = next(line for line in text.splitlines() if line.startswith("Samverkansöverenskommelse och"))
    gaps = [match.start() for match in re.finditer(" ", title)][2:-2]
    at = random.choice(gaps)
    return text.replace(title, f"{title[:at]}\n{title[at + 1 :]}", 1)


def unglued_labels(text: str, random: Random) -> str:
    return re.sub(r"(?<=\d)(Diarienummer|Handläggare)", r"\n\1", text)


def crlf(text: str, random: Random) -> str:
    return text.replace("\n", "\r\n")


def no_break_spaces(text: str, random: Random) -> str:
    return "".join("\u00a0" if char == " " and random.random() < 0.2 else char for char in text)


def doubled_blank_lines(text: str, random: Random) -> str:
    return text.replace("\n\n", "\n\n\n" if random.random() < 0.5 else "\n\n\n\n")


def one_signatory(text: str, random: Random) -> str:
    first, second = "Camilla Broo\nKommundirektör", "Patrik Forshage\nBiträdande kommundirektör"
    return text.replace(first + second, random.choice([first, second]))


def hard_wrapped(text: str, random: Random) -> str:
    width = random.choice([78, 78, 72, 80])
    return "\n".join(_wrap(line, width, hyphens=False) for line in text.split("\n"))


def hard_wrapped_with_hyphens(text: str, random: Random) -> str:
    width = random.choice([78, 78, 72, 80])
    return "\n".join(_wrap(line, width, hyphens=True) for line in text.split("\n"))


def _wrap(line: str, width: int, *, hyphens: bool) -> str:
    if len(line) <= width:
        return line
    if not hyphens:
        return "\n".join(textwrap.wrap(line, width))
    rows, row = [], ""
    for word in line.split():
        room = width - len(row) - 1
        if len(row) + 1 + len(word) <= width or not row:
            row = f"{row} {word}".strip()
            continue
        cut = max((i for i in range(4, len(word) - 3) if i < room and word[: i + 1].isalpha()), default=0)
        if cut and word.isalpha():
            rows.append(f"{row} {word[:cut]}-")
            row = word[cut:]
        else:
            rows.append(row)
            row = word
    return "\n".join([*rows, row])


def glued_officer(text: str, random: Random) -> str:
    return text.replace("Handläggare\nCatarina", "HandläggareCatarina")


def labels_in_line(text: str, random: Random) -> str:
    text = re.sub(r"Datum\n(\d{4}-\d\d-\d\d)\n*", r"Datum: \1\n", text)
    return re.sub(r"Diarienummer\n(KS-2018/91.103)", r"Diarienummer: \1\n", text).replace(
        "Handläggare\nCatarina", "Handläggare: Catarina"
    )


def glued_page_numbers(text: str, random: Random) -> str:
    pages = iter(range(1, 9))
    return re.sub(r"(KS-2018/91\.103)", lambda match: f"{match[1]}Sida\n{next(pages)} (4)", text)


def signers_in_columns(text: str, random: Random) -> str:
    tabs = "\t" * random.randint(1, 3)
    return text.replace(
        "Camilla Broo\nKommundirektörPatrik Forshage\nBiträdande kommundirektör",
        f"Camilla Broo{tabs}Patrik Forshage\nKommundirektör{tabs}Biträdande kommundirektör",
    )


def ocr_noise(text: str, random: Random) -> str:
    """0.3 % of the letters; about half of the letters of a Swedish text are in the table."""

    def noisy(char: str) -> str:
        return OCR.get(char, char) if char.isalpha() and random.random() < 0.006 else char

    return "".join(noisy(char) for char in text)


EXACT: dict[str, Damage] = {
    damage.__name__: damage
    for damage in (
        footer_inside,
        header_inside,
        footer_between,
        other_recipients_label,
        other_section_names,
        other_bullets,
        title_on_two_lines,
        unglued_labels,
        crlf,
        no_break_spaces,
        doubled_blank_lines,
        one_signatory,
        hard_wrapped,
        glued_officer,
        labels_in_line,
        glued_page_numbers,
        signers_in_columns,
    )
}
