"""Sökindexet följer registret: written with every change, and without a word for the public of what is not public."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.capacity import Actor, Grant
from accounts.models import Board
from diarium import jobs, services
from diarium.engine.terms import ask
from diarium.models import DiaryEntry, Document, FileText, PublicDocument, PublicSearchEntry, SearchEntry
from diarium.selectors.keyset import Place
from diarium.selectors.search import meets, public_hits, public_matches
from diarium.services.reindex import index_file, reindex
from diarium.services.search import index_document, index_matter
from diarium.states import TextStatus

AT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
RUT = Actor(
    id="11111111-1111-4111-8111-111111111111",
    label="Rut Sandin",
    grants=(Grant(role="registrar", label="Registrator"),),
)

pytestmark = pytest.mark.django_db


def an_entry(board: Board, subject: str, *, opened_on: date = date(2026, 11, 22)) -> DiaryEntry:
    return services.open_entry(
        board_id=board.pk, opened_on=opened_on, public_subject=subject, class_code=None, actor=RUT, at=AT
    )


def a_document(entry: DiaryEntry, title: str, **facts: Any) -> Document:
    return services.register_document(
        **{
            "entry_id": entry.pk,
            "title": title,
            "direction": "established",
            "kind": "other",
            "dated": date(2026, 11, 20),
            "actor": RUT,
            "at": AT,
            **facts,
        }
    )


def inside(words: str) -> list[tuple[int, int | None]]:
    rows = SearchEntry.objects.filter(meets(ask(words))).order_by("pk")
    return [(row.entry_id, row.document_id) for row in rows]


def outside(words: str) -> list[tuple[int, int | None]]:
    rows = PublicSearchEntry.objects.filter(meets(ask(words))).order_by("pk")
    return [(row.entry_id, row.document_id) for row in rows]


def found_by_public(words: str, **narrowed: Any) -> list[str]:
    return [row.subject for row in public_hits(words, Place(), lambda **_place: "", **narrowed).rows]


def test_a_matter_is_found_by_its_words_and_its_number_when_it_is_opened(entry: DiaryEntry) -> None:
    for words in ("tryggheten", "offentliga miljöer", entry.printed_number, "trygghet 103"):
        assert inside(words) == [(entry.pk, None)], words
        assert outside(words) == [(entry.pk, None)], words
    assert inside("vandring") == []


def test_a_corrected_subject_is_found_by_its_new_words_only(entry: DiaryEntry) -> None:
    services.correct_subject(
        entry_id=entry.pk,
        public_subject="Belysning i parken",
        protected_subject="Belysning i Rådsparken",
        actor=RUT,
        at=AT,
    )

    assert inside("trygghet") == outside("trygghet") == []
    assert outside("gatubelysning") == []
    assert outside("belysningen") == [(entry.pk, None)]
    assert inside("rådsparken") == [(entry.pk, None)]
    assert outside("rådsparken") == []


def test_a_reclassified_matter_is_found_by_its_new_number(entry: DiaryEntry) -> None:
    services.change_class_code(entry_id=entry.pk, class_code="142", actor=RUT, at=AT, reason="Fel klass")
    entry.refresh_from_db()

    assert entry.printed_number.endswith(".142")
    assert inside(entry.printed_number) == outside(entry.printed_number) == [(entry.pk, None)]


def test_a_document_is_found_by_its_words_its_sender_and_its_text(entry: DiaryEntry) -> None:
    document = a_document(
        entry, "Rapport om vandringar", content=b"hej", file_name="a.txt", sender_or_recipient="Lokalpolisområdet"
    )
    sha256 = document.versions.get().sha256
    assert inside("strandskydd") == []
    FileText.objects.create(sha256=sha256, status=TextStatus.READ, text="Om strandskyddet i Ågesta.", read_at=AT)

    assert index_file(sha256) == 1

    row = [(entry.pk, document.pk)]
    assert inside("vandring") == inside("polis") == inside("strandskydd") == row
    assert outside("vandring") == row
    assert outside("polis") == outside("strandskydd") == []


def test_a_file_that_was_read_before_is_found_when_it_is_registered_again(entry: DiaryEntry) -> None:
    first = a_document(entry, "Rapport", content=b"hej", file_name="a.txt")
    FileText.objects.create(
        sha256=first.versions.get().sha256, status=TextStatus.READ, text="Strandskyddet", read_at=AT
    )

    second = a_document(entry, "Rapport igen", content=b"hej", file_name="b.txt")

    assert (entry.pk, second.pk) in inside("strandskydd")


def test_a_form_that_lies_in_many_matters_is_indexed_in_the_one_that_got_it(register: Board, entry: DiaryEntry) -> None:
    for number in range(4):
        a_document(an_entry(register, f"Tillsyn {number}"), "Blankett", content=b"hej", file_name="a.txt")
    version = a_document(entry, "Blankett", content=b"hej", file_name="a.txt").versions.get()
    FileText.objects.create(sha256=version.sha256, status=TextStatus.READ, text="Strandskyddet", read_at=AT)

    with CaptureQueriesContext(connection) as asked:
        jobs.read_file(version_id=version.pk, rendition=False)

    assert (entry.pk, version.document_id) in inside("strandskydd")
    assert len([one for one in asked if "diarium_diaryentry" in one["sql"] and "FOR " in one["sql"]]) == 1


def test_of_working_material_the_public_finds_nothing_until_it_is_settled(entry: DiaryEntry) -> None:
    draft = a_document(entry, "Utkast till lägesbild", status="draft")
    assert inside("lägesbild") == [(entry.pk, draft.pk)]
    assert outside("lägesbild") == []

    services.set_document_status(document_id=draft.pk, status="final", actor=RUT, at=AT)

    assert outside("lägesbild") == [(entry.pk, draft.pk)]
    services.set_document_status(document_id=draft.pk, status="draft", actor=RUT, at=AT)
    assert outside("lägesbild") == []


def test_of_a_secret_document_the_public_finds_nothing(entry: DiaryEntry) -> None:
    document = a_document(entry, "Yttrande om familjen")
    assert outside("yttrande") == [(entry.pk, document.pk)]

    services.mark_document_secret(document_id=document.pk, provision="OSL 26 kap. 1 §", actor=RUT, at=AT)

    assert outside("yttrande") == []
    assert inside("yttrande") == [(entry.pk, document.pk)]
    assert outside("trygghet") == [(entry.pk, None)]


def test_of_a_secret_matter_the_public_finds_neither_its_words_nor_its_documents(entry: DiaryEntry) -> None:
    document = a_document(entry, "Yttrande om familjen")

    services.mark_entry_secret(entry_id=entry.pk, provision="OSL 26 kap. 1 §", actor=RUT, at=AT)

    assert PublicSearchEntry.objects.count() == 0
    assert inside("yttrande") == [(entry.pk, document.pk)]
    assert found_by_public("yttrande") == found_by_public("trygghet") == []
    later = a_document(entry, "Ännu ett yttrande")
    assert outside("yttrande") == []
    assert (entry.pk, later.pk) in inside("yttrande")


def test_when_a_marking_is_gone_the_matter_and_its_documents_are_found_again(entry: DiaryEntry) -> None:
    document = a_document(entry, "Yttrande om familjen")
    kept = a_document(entry, "Utkast om familjen", status="draft")
    PublicSearchEntry.objects.filter(entry=entry).delete()

    index_matter(services.lock_entry(entry.pk))

    assert outside("trygghet") == [(entry.pk, None)]
    assert outside("familj") == [(entry.pk, document.pk)]
    assert (entry.pk, kept.pk) in inside("familj")


def test_a_heading_with_a_personal_identity_number_is_not_for_the_public(entry: DiaryEntry) -> None:
    document = a_document(entry, "Ansökan från 19800101-1234")

    assert inside("ansökan") == [(entry.pk, document.pk)]
    assert outside("ansökan") == outside("19800101-1234") == []


def test_a_cancelled_document_keeps_its_row(entry: DiaryEntry) -> None:
    document = a_document(entry, "Yttrande om parken")

    services.cancel_document(document_id=document.pk, reason="Fel ärende", actor=RUT, at=AT)

    assert inside("yttrande") == outside("yttrande") == [(entry.pk, document.pk)]


def test_working_material_that_is_cancelled_never_reaches_the_public(entry: DiaryEntry) -> None:
    document = a_document(entry, "Utkast om parken", status="draft")

    services.cancel_document(document_id=document.pk, reason="Behövs inte", actor=RUT, at=AT)

    assert inside("utkast") == [(entry.pk, document.pk)]
    assert outside("utkast") == []
    assert not PublicDocument.objects.exists()


def test_each_change_writes_both_indexes_in_one_statement(entry: DiaryEntry) -> None:
    document = a_document(entry, "Yttrande")
    document = Document.objects.select_related("entry__diary").get(pk=document.pk)
    with CaptureQueriesContext(connection) as asked:
        index_document(document, with_text=False)

    assert len(asked) == 1


def test_the_public_finds_a_matter_by_its_own_words_and_its_documents(register: Board, entry: DiaryEntry) -> None:
    other = an_entry(
        Board.objects.filter(code="SN").first() or register, "Belysning i parken", opened_on=date(2026, 11, 21)
    )
    a_document(other, "Yttrande om tryggheten")

    assert found_by_public("trygghet") == ["Trygghet i offentlig miljö", "Belysning i parken"]
    assert {row.pk for row in public_matches("trygghet")} == {entry.pk, other.pk}
    assert found_by_public("trygghet", since=date(2026, 11, 22)) == ["Trygghet i offentlig miljö"]
    assert found_by_public("trygghet", until=date(2026, 11, 21)) == ["Belysning i parken"]
    assert found_by_public("trygghet", status="closed") == found_by_public("och") == found_by_public("") == []
    assert found_by_public("trygghet", board="finns-inte") == []


def test_common_words_are_walked_newest_first(entry: DiaryEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diarium.selectors.search.FEW", 0)

    assert found_by_public("tryggheten") == ["Trygghet i offentlig miljö"]


def state_of_indexes() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xmin::text, id, entry_id, document_id, board_id, day, head_terms::text, terms::text"
            " FROM diarium_searchentry UNION ALL"
            " SELECT xmin::text, id, entry_id, document_id, board_id, day, '', terms::text"
            " FROM diarium_publicsearchentry"
            " ORDER BY 2, 7"
        )
        return list(cursor.fetchall())


def test_reindexing_changes_nothing_that_is_right_and_mends_what_is_wrong(entry: DiaryEntry) -> None:
    document = a_document(entry, "Yttrande om parken")
    a_document(entry, "Utkast", status="draft")
    before = state_of_indexes()
    assert [batch.documents for batch in reindex(size=1)] == [2]
    assert state_of_indexes() == before

    PublicSearchEntry.objects.filter(document=document).delete()
    SearchEntry.objects.filter(document=document).update(day=date(1999, 1, 1))
    list(reindex())

    assert outside("yttrande") == [(entry.pk, document.pk)]
    assert SearchEntry.objects.get(document=document).day == date(2026, 11, 20)


def test_reindexing_goes_on_from_where_it_was_broken_off(entry: DiaryEntry, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("reindex", "--after", str(entry.pk))
    assert "0 ärenden" in capsys.readouterr().out

    call_command("reindex", "--after", str(entry.pk - 1), "--batch", "1")
    assert "1 ärende" in capsys.readouterr().out
