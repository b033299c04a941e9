"""Klassificeringsplanen ur en fil: what would change is told before it is saved, and all of it or nothing is read."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Board
from accounts.policy import NotAllowed
from audit.models import Event
from diarium.engine.table import TableRefused
from diarium.models import DiaryEntry, RetentionRule
from diarium.selectors.plan_report import PlanReport
from diarium.services import classification
from diarium.services.classification import ClassFacts
from diarium.services.plan_import import PlanChanged, PlanHasFaults, import_class_plan, import_retention_rules
from tests.diarium.conftest import AT, OFFICER, REGISTRAR
from tests.diarium.plans import PLAN, code, read_in

pytestmark = pytest.mark.django_db


HEADINGS = ("kod", "namn", "gäller från", "gäller till", "gallringsregel")


def report(text: str | bytes, **options: object) -> PlanReport:
    content = text.encode() if isinstance(text, str) else text
    return import_class_plan(content=content, actor=REGISTRAR, at=AT, dry_run=True, **options)  # type: ignore[arg-type]


def test_the_report_says_what_would_change_and_saves_nothing(register: Board) -> None:
    told = report(PLAN)

    assert [line.code for line in told.new] == ["1.2.3"]
    assert [line.code for line in told.changed] == ["103", "142"]
    assert told.changed[0].facts == (
        "Namn: – → Brottsförebyggande arbete",
        "Gäller från: – → 2015-01-01",
        "Gallringsregel: – → PRESERVE",
    )
    assert (told.faults, told.ended, told.unchanged) == ((), (), 0)
    assert code("103").name == ""
    assert not Event.objects.filter(verb="class_plan_imported").exists()


def test_the_plan_is_read_in_and_the_same_file_again_changes_and_tells_nothing(register: Board) -> None:
    read_in(PLAN)
    told = Event.objects.count()
    again = read_in(PLAN)

    assert (again.changes, again.unchanged) == (0, 3)
    assert Event.objects.count() == told
    assert code("103").retention_rule == RetentionRule.objects.get(code="PRESERVE")
    assert code("142").valid_to == date(2026, 12, 31)
    event = Event.objects.get(verb="class_plan_imported")
    assert event.facts["data"] == {"new": 1, "changed": 2, "ended": 0, "added": ["1.2.3"]}
    changed = Event.objects.filter(verb="class_changed").order_by("pk")[0]
    assert changed.facts["data"]["changes"]["name"] == ["", "Brottsförebyggande arbete"]


def test_a_code_in_use_is_ended_by_the_one_that_takes_over_and_the_matter_keeps_it(entry: DiaryEntry) -> None:
    read_in(PLAN)
    both = PLAN + "103;Trygghet och brottsförebyggande;2027-01-01;;PRESERVE\n"
    told = read_in(both)

    assert [line.code for line in told.new] == ["103"]
    assert [(line.code, line.facts) for line in told.ended] == [("103", ("Gäller till: – → 2026-12-31",))]
    assert code("103", valid_from=date(2015, 1, 1)).valid_to == date(2026, 12, 31)
    entry.refresh_from_db()
    assert entry.class_code == code("103", valid_from=date(2015, 1, 1))
    assert read_in(both).changes == 0
    assert Event.objects.filter(verb="class_ended").count() == 1


def test_codes_that_the_file_leaves_out_stay_unless_a_last_day_is_given(register: Board) -> None:
    assert {line.code for line in report(PLAN).ended} == set()
    told = read_in(PLAN, end_missing_on=date(2026, 12, 31))

    assert [line.code for line in told.ended] == ["181", "182", "912"]
    assert code("912").valid_to == date(2026, 12, 31)
    assert read_in(PLAN, end_missing_on=date(2026, 12, 31)).changes == 0


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("103 A;Namn;;;", "Koden ”103 A” går inte att använda. Skriv högst fyra siffror eller till exempel 1.2.3."),
        ("104;Namn;31/12 24;;", "Gäller från: ”31/12 24” är inte ett datum. Skriv till exempel 2024-12-31."),
        ("104;Namn;0001-01-01;;", "Gäller från: ”0001-01-01” är inte ett datum. Skriv till exempel 2024-12-31."),
        ("104;Namn;2024-02-30;;", "Gäller från: ”2024-02-30” är inte ett datum. Skriv till exempel 2024-12-31."),
        ("104;Namn;2025-01-01;2024-01-01;", "Gäller till är före gäller från. Ändra ett av datumen."),
        (
            "104;Namn;;;GALLRA-99",
            "Gallringsregeln ”GALLRA-99” finns inte. Lägg till den under Gallring och läs in filen igen.",
        ),
        (
            "103;Igen;2015-01-01;;",
            "Koden 103 står redan på rad 2. Ta bort en av raderna eller ge dem olika datum.",
        ),
        (
            "142;Ny;2026-07-01;;",
            "Koden 142 gäller redan från 2015-01-01 till 2026-12-31. Ändra datumen så att de inte går in i varandra.",
        ),
    ],
)
def test_a_fault_names_its_line_says_what_to_do_and_keeps_the_whole_file_out(
    register: Board, line: str, sentence: str
) -> None:
    told = report(PLAN + line)

    assert [(fault.line, fault.sentence) for fault in told.faults] == [(5, sentence)]
    assert told.changes == 0
    with pytest.raises(PlanHasFaults) as refused:
        read_in(PLAN + line)
    assert str(refused.value) == f"Rad 5: {sentence}"
    assert code("103").name == ""


@pytest.mark.parametrize(
    "content",
    [
        PLAN.encode("cp1252"),
        PLAN.encode("utf-8-sig"),
        PLAN.encode("utf-16"),
        PLAN.replace(";", "\t").encode(),
        PLAN.replace(";", ",").replace("\n", "\r\n").encode(),
        PLAN.replace("kod;namn;gäller från", "KOD;Benämning;Giltig_från").encode(),
        ("\n\n" + PLAN.replace("\n", ";;\n") + ";;;;\n").encode(),
        PLAN.replace("2015-01-01", "20150101").replace("Kris och", '"Kris\noch"').encode(),
    ],
    ids=["cp1252", "utf-8 with mark", "utf-16", "tabs", "commas", "other headings", "empty lines", "quoted"],
)
def test_the_file_may_come_from_any_spreadsheet(register: Board, content: bytes) -> None:
    told = report(content)

    assert (len(told.new), len(told.changed), told.faults) == (1, 2, ())
    assert told.new[0].name == "Kris och beredskap"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"",
            "Kolumnen kod saknas. Första raden ska ha rubriker: kod, namn, gäller från, gäller till, gallringsregel.",
        ),
        (b"namn;nummer\nA;1\n", "Kolumnen kod saknas."),
        (b"PK\x03\x04xl/workbook.xml", "Filen är en arbetsbok. Spara den som csv i kalkylprogrammet"),
        (b"kod;namn\n103;\x00\n", "Filen är inte text."),
        (b"kod;namn\n103;\x81\xff\n", "Filen är inte text."),
        (b"kod;namn\n103;" + b"x" * 501, "Rad 2 har en ruta med mer än 500 tecken. Är ett citattecken kvarglömt?"),
        (b"kod\n" + b"103\n" * 5001, "Filen har fler än 5 000 rader. Dela den i flera filer."),
        (b"kod\n" + b" " * 1_000_000, "Filen är större än 1 MB. Dela den i flera filer."),
        (b'kod;namn\n103;"' + b"x" * 140_000, "Rad 2 går inte att läsa. Kontrollera citattecknen på raden."),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_do(register: Board, content: bytes, sentence: str) -> None:
    with pytest.raises(TableRefused) as refused:
        report(content)
    assert str(refused.value).startswith(sentence)


@given(
    content=st.binary(max_size=200) | st.text(st.characters(), max_size=200).map(lambda t: t.encode("utf-8", "replace"))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
def test_whatever_a_file_holds_it_is_read_or_refused(db: None, content: bytes) -> None:
    for file in (content, b"kod;namn;g\xe4ller fr\xe5n;g\xe4ller till\n" + content):
        with contextlib.suppress(TableRefused):
            report(file)
    head = "kod;benämning;åtgärd;år;räknas från;gäller från\n".encode()
    with contextlib.suppress(TableRefused):
        import_retention_rules(content=head + content, actor=REGISTRAR, at=AT, dry_run=True)


def test_what_the_person_confirms_is_the_report_that_was_read(register: Board) -> None:
    seen = report(PLAN)
    classification.change_class(code_id=code("103").pk, facts=ClassFacts("103", "Annat namn"), actor=REGISTRAR, at=AT)

    with pytest.raises(PlanChanged) as changed:
        read_in(PLAN, confirmed=seen.digest)
    read_in(PLAN, confirmed=changed.value.report.digest)
    assert code("103").name == "Brottsförebyggande arbete"


def test_a_column_that_nobody_knows_is_told_and_left(register: Board) -> None:
    assert report("kod;namn;handläggs av\n103;Namn;KS\n").ignored == ("handläggs av",)


def test_only_the_registrar_reads_in_a_plan_or_sees_what_it_would_change(register: Board) -> None:
    for dry_run in (True, False):
        with pytest.raises(NotAllowed):
            import_class_plan(content=PLAN.encode(), actor=OFFICER, at=AT, dry_run=dry_run)
        with pytest.raises(NotAllowed):
            import_retention_rules(content=b"kod", actor=OFFICER, at=AT, dry_run=dry_run)
