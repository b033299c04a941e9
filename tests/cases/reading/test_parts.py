"""Proposals, signers, attachments and recipients in the forms that real reports give them."""

from __future__ import annotations

import pytest

from cases.reading.assignments import assignments_in
from cases.reading.headings import heading_of
from cases.reading.lexicon import Lexicon
from cases.reading.reader import read_text
from cases.reading.reading import Field, Reading
from cases.reading.structure import Block, RecipientLine, SignatoryLine

HEAD = "Datum\n2020-10-05\n\nKommunstyrelsen\n\nEn rubrik\n\n"
POINT = "Förslag till beslut\n\nKommunstyrelsens beslut\n\n1. Rapporten godkänns.\n\n"


def read(text: str, lexicon: Lexicon) -> Reading:
    return read_text(HEAD + text, lexicon)


def field(reading: Reading, name: str) -> Field:
    return next(field for field in reading.fields() if field.name == name)


def test_two_bodies_decide_in_one_report(lexicon: Lexicon) -> None:
    text = (
        "Förslag till beslut\n\nKommunstyrelsens förslag till fullmäktige\n\n1. Planen antas.\n2. Avgiften höjs.\n\n"
        "Kommunstyrelsens beslut för egen del\n\n1. Förvaltningen får i uppdrag att redovisa planen.\n"
    )
    reading = read(text, lexicon)
    groups = reading.content().decision_groups

    assert [(group.kind, len(group.points)) for group in groups] == [("proposal_to_next_body", 2), ("own_decision", 1)]
    assert {group.body for group in groups} == {"KS"}
    assert groups[1].points[0].addressee == "Förvaltningen"
    assert field(reading, "decision_points").confidence == 1.0


@pytest.mark.parametrize(
    "heading",
    [
        "Förslag till beslut i kommunstyrelsen",
        "Kommunstyrelsens förslag till beslut",
        "Förslag till beslut\n\nKommunstyrelsen beslutar:",
        "Förslag till beslut\n\nKommunstyrelsen beslutar att",
        "FÖRSLAG TILL BESLUT\n\nKOMMUNSTYRELSENS BESLUT",
        "Förvaltningens förslag till beslut",
    ],
)
def test_the_deciding_body_is_told_by_the_heading_or_by_the_addressee(heading: str, lexicon: Lexicon) -> None:
    (group,) = read(f"{heading}\n\n1. Planen antas.\n\nSammanfattning\n\nKort.", lexicon).content().decision_groups

    assert (group.body, group.kind) == ("KS", "own_decision")
    assert [point.text for point in group.points] == ["Planen antas."]


def test_one_unnumbered_proposal_is_looked_at(lexicon: Lexicon) -> None:
    reading = read("Förslag till beslut\n\nKommunstyrelsen godkänner rapporten.\n\nSammanfattning\n\nKort.", lexicon)

    assert [(p.number, p.text) for p in reading.content().points] == [(1, "Kommunstyrelsen godkänner rapporten.")]
    assert field(reading, "decision_points").confidence == 0.7


def test_broken_numbering_is_looked_at(lexicon: Lexicon) -> None:
    reading = read("Förslag till beslut\n\n1. Planen antas.\n3. Avgiften höjs.\n", lexicon)

    assert field(reading, "decision_points").confidence == 0.5


def test_lettered_sub_points(lexicon: Lexicon) -> None:
    text = "Förslag till beslut\n\n1) Områdena är:\n   a) Barn\n   b) Torg\n2) Rapporten godkänns.\n"
    points = read(text, lexicon).content().points

    assert [point.items for point in points] == [("Barn", "Torg"), ()]


@pytest.mark.parametrize(
    ("sentence", "addressee", "task"),
    [
        ("Kommundirektören ges i uppdrag att upprätta ett avtal.", "Kommundirektören", "upprätta ett avtal"),
        ("Kommundirektören, eller dennes ersättare, får i uppdrag att underteckna.", "Kommundirektören", "underteckna"),
        ("Kommunstyrelsen uppdrar åt förvaltningen att återkomma.", "förvaltningen", "återkomma"),
        ("Kommunstyrelsen ger socialnämnden i uppdrag att utreda frågan.", "socialnämnden", "utreda frågan"),
        ("Ordföranden bemyndigas att teckna avtalet. Det gäller.", "Ordföranden", "teckna avtalet"),
    ],
)
def test_an_assignment_has_an_addressee_and_a_task(sentence: str, addressee: str, task: str) -> None:
    (given,) = assignments_in(sentence)

    assert (given.addressee, given.task) == (addressee, task)
    assert sentence[given.start : given.end] == task


def test_a_sentence_without_assignment_gives_none() -> None:
    assert assignments_in("Rapporten godkänns och läggs till handlingarna.") == ()


def signers(ending: str, lexicon: Lexicon) -> tuple[SignatoryLine, ...]:
    return (
        read(f"{POINT}Sammanfattning\n\nKort text.\n\n{ending}\n\nBilagor\n\n- Bilaga 1. A", lexicon)
        .content()
        .signatories
    )


DIRECTOR = SignatoryLine("Eva Ek", "Kommundirektör")


@pytest.mark.parametrize(
    ("ending", "expected"),
    [
        ("Eva Ek\nKommundirektör", (DIRECTOR,)),
        ("Eva Ek\nkommundirektör", (SignatoryLine("Eva Ek", "kommundirektör"),)),
        ("Eva Ek, Kommundirektör", (DIRECTOR,)),
        ("Eva Ek\nT.f. kommundirektör", (SignatoryLine("Eva Ek", "kommundirektör", acting=True),)),
        ("Eva Ek\ntf förvaltningschef", (SignatoryLine("Eva Ek", "förvaltningschef", acting=True),)),
        ("Eva Ek\tBo von Essen\nKommundirektör\tEkonomichef", (DIRECTOR, SignatoryLine("Bo von Essen", "Ekonomichef"))),
        (
            "Eva Ek\nKommundirektör\n\nDet här dokumentet är digitalt signerat\nTransaktionsidentitet: 0a1b2c",
            (DIRECTOR,),
        ),
        ("Elektroniskt undertecknat\n\nEva Ek\nKommundirektör", (DIRECTOR,)),
        ("Eva Ek\nTrygghetsstrateg", (SignatoryLine("Eva Ek", "Trygghetsstrateg"),)),
        ("Med vänlig hälsning", ()),
    ],
)
def test_signers_are_read_from_the_end(ending: str, expected: tuple[SignatoryLine, ...], lexicon: Lexicon) -> None:
    assert signers(ending, lexicon) == expected


def test_a_title_by_its_ending_is_less_sure_than_one_in_the_lexicon(lexicon: Lexicon) -> None:
    text = f"{POINT}Sammanfattning\n\nKort text.\n\nEva Ek\nTrygghetsstrateg\n"

    assert field(read(text, lexicon), "signatories").confidence == 0.8


@pytest.mark.parametrize(
    ("line", "number", "title", "confidence"),
    [
        ("- Bilaga 1. Lägesbild", 1, "Lägesbild", 1.0),
        ("Bilaga 1: Lägesbild", 1, "Lägesbild", 1.0),
        ("Bilaga 1 – Lägesbild", 1, "Lägesbild", 1.0),
        ("Bilaga 1 Lägesbild", 1, "Lägesbild", 1.0),
        ("Bilaga 1\nLägesbild", 1, "Lägesbild", 1.0),
        ("1. Lägesbild", 1, "Lägesbild", 1.0),
        ("- Lägesbild", None, "Lägesbild", 0.6),
    ],
)
def test_attachments_are_numbered_or_looked_at(
    line: str, number: int | None, title: str, confidence: float, lexicon: Lexicon
) -> None:
    reading = read(f"{POINT}Bilagor\n\n{line}\n\nBeslutet ska skickas till\n\nAkten", lexicon)

    assert [(a.number, a.title) for a in reading.content().attachments] == [(number, title)]
    assert field(reading, "attachments").confidence == confidence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Samtliga nämnder", RecipientLine("Samtliga nämnder", "group:ALL_BOARDS")),
        ("- samtliga nämnder", RecipientLine("samtliga nämnder", "group:ALL_BOARDS")),
        ("Akten", RecipientLine("Akten", "group:CASE_FILE")),
        ("Socialnämnden", RecipientLine("Socialnämnden", "board:SN")),
        ("LPO Huddinge", RecipientLine("LPO Huddinge", "correspondent")),
        ("Polisen", RecipientLine("Polisen", "")),
        (
            "Region Stockholm genom stadsledningskontoret",
            RecipientLine("Region Stockholm genom stadsledningskontoret", ""),
        ),
        (
            "Södertörns brandförsvarsförbund, registrator@sbff.se",
            RecipientLine("Södertörns brandförsvarsförbund, registrator@sbff.se", "correspondent"),
        ),
        ("Södertörns brandförsvärsförbund", RecipientLine("Södertörns brandförsvärsförbund", "")),
    ],
)
def test_a_recipient_is_bound_by_the_register_and_never_guessed(
    text: str, expected: RecipientLine, lexicon: Lexicon
) -> None:
    reading = read(f"{POINT}Beslutet ska skickas till\n\n{text}\n", lexicon)

    assert reading.content().recipients == (expected,)
    assert field(reading, "recipients").confidence == (1.0 if expected.match else 0.6)


@pytest.mark.parametrize("label", ["Beslutet delges", "Expedieras till:", "KOPIA TILL", "Skickas till: Akten"])
def test_other_words_for_the_recipients(label: str, lexicon: Lexicon) -> None:
    text = label if "Akten" in label else f"{label}\nAkten"

    assert [r.text for r in read(f"{POINT}{text}", lexicon).content().recipients] == ["Akten"]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Ekonomiska konsekvenser", "consequences"),
        ("Barn-, mångfalds-, jämställdhets- och miljöperspektivet", "consequences"),
        ("Prövning av barnets bästa", "consequences"),
        ("Beslutsunderlag", "basis"),
        ("BAKGRUND", "description"),
        ("1. Bakgrund", "description"),
        ("Sammanfattnlng av ärendet", "summary"),
    ],
)
def test_headings_by_their_kind(line: str, kind: str, lexicon: Lexicon) -> None:
    heading = heading_of(line, lexicon)

    assert heading is not None
    assert heading.kind == kind


@pytest.mark.parametrize("line", ["Förslaget har inga ekonomiska konsekvenser.", "en bakgrund", "Barn och unga", ""])
def test_what_is_no_heading(line: str, lexicon: Lexicon) -> None:
    assert heading_of(line, lexicon) is None


def test_a_footnote_stays_a_paragraph(lexicon: Lexicon) -> None:
    section = read(f"{POINT}Sammanfattning\n\nEn uppgift.¹\n\n¹ Källa: Brå 2019.", lexicon).content().sections[0]

    assert section.blocks == (Block("p", "En uppgift.¹"), Block("p", "¹ Källa: Brå 2019."))


def test_a_report_without_known_parts_says_so(lexicon: Lexicon) -> None:
    reading = read_text("Bara en rad text.", lexicon)

    assert reading.warnings == ("Inga beslutspunkter hittades.", "Inga avsnitt hittades.")
