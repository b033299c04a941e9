"""Makulera, slå ihop, koppla: what happens to a number that was wrong, and to matters that belong together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import connection, transaction

from accounts.capacity import Actor, Grant
from accounts.models import Board
from accounts.policy import NotAllowed
from audit.selectors import events_of
from diarium import services
from diarium.engine.storage import store
from diarium.models import DiaryEntry, Document, EntryLink
from diarium.selectors import links_of, verification
from tests.diarium.conftest import AT, OFFICER, REGISTRAR
from tests.diarium.test_entries import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(register: Board) -> DiaryEntry:
    return opened(register, class_code="142", public_subject="Dubblett")


def _filed(entry: DiaryEntry, **changes: object) -> Document:
    facts = {
        "entry_id": entry.pk,
        "title": "Skrivelse",
        "direction": "received",
        "kind": "letter",
        "dated": AT.date(),
        "sender_or_recipient": "Lokalpolisområde Huddinge",
        "content": store(b"%PDF-1.7 skrivelse"),
        "file_name": "skrivelse.pdf",
        "actor": REGISTRAR,
        "at": AT,
        **changes,
    }
    return services.register_document(**facts)  # type: ignore[arg-type]  # a dictionary of facts


def _verbs(entry: DiaryEntry) -> list[str]:
    return [event.verb for event in events_of(entry.stream, limit=20)]


def _merge(entry: DiaryEntry, into: DiaryEntry, **changes: object) -> DiaryEntry:
    facts = {"entry_id": entry.pk, "into_id": into.pk, "reason": "Samma ärende", "actor": REGISTRAR, "at": AT}
    return services.merge_entry(**(facts | changes))  # type: ignore[arg-type]  # a dictionary of facts


def test_a_merged_number_stays_with_its_documents_and_both_stories_tell_of_it(
    entry: DiaryEntry, other: DiaryEntry
) -> None:
    document = _filed(other)

    _merge(other, entry)

    other.refresh_from_db()
    assert (other.status, other.merged_into, other.printed_number) == ("merged", entry, "KS-2026/2.142")
    assert (document.entry, document.document_no) == (other, 1)
    assert _verbs(other)[0] == "entry_merged"
    assert _verbs(entry)[0] == "entry_took_over"
    with pytest.raises(services.EntryLocked, match=r"förs nu i KS-2026/1\.103"):
        _filed(other)
    assert _filed(entry).document_no == 1
    assert list(verification.series()) == list(verification.document_numbers()) == []


@pytest.mark.parametrize("struck", ["merged", "cancelled"])
def test_a_number_that_is_struck_is_not_struck_again_or_merged_into(
    entry: DiaryEntry, other: DiaryEntry, struck: str
) -> None:
    if struck == "merged":
        _merge(other, entry)
    else:
        services.cancel_entry(entry_id=other.pk, reason="Fel", actor=REGISTRAR, at=AT)

    with pytest.raises(services.EntryLocked):
        _merge(entry, other)
    with pytest.raises(services.EntryLocked):
        _merge(other, entry)
    with pytest.raises(services.EntryLocked):
        services.cancel_entry(entry_id=other.pk, reason="Fel", actor=REGISTRAR, at=AT)
    with pytest.raises(services.EntryLocked):
        services.cancel_entry(entry_id=entry.pk, reason="Fel", went_to_id=other.pk, actor=REGISTRAR, at=AT)


def test_a_matter_is_not_merged_with_itself_or_without_a_reason(entry: DiaryEntry, other: DiaryEntry) -> None:
    with pytest.raises(services.SameMatter):
        _merge(entry, entry)
    with pytest.raises(services.ReasonMissing):
        _merge(other, entry, reason=" ")


def _registrar_of(board: Board) -> Actor:
    grant = Grant(role="registrar", label="Registrator", board_id=board.pk)
    return Actor(id=REGISTRAR.id, label=REGISTRAR.label, grants=(grant,))


def test_only_the_boards_registrar_strikes_links_and_refers(entry: DiaryEntry, other: DiaryEntry) -> None:
    doors: list[Callable[[Actor], object]] = [
        lambda actor: _merge(other, entry, actor=actor),
        lambda actor: services.cancel_entry(entry_id=other.pk, reason="Fel", actor=actor, at=AT),
        lambda actor: services.link_entries(entry_id=entry.pk, other_id=other.pk, kind="related", actor=actor, at=AT),
        lambda actor: services.add_foreign_reference(entry_id=entry.pk, text="A 1", actor=actor, at=AT),
        lambda actor: services.change_class_code(entry_id=entry.pk, class_code="142", actor=actor, at=AT),
        lambda actor: services.correct_subject(entry_id=entry.pk, public_subject="x", actor=actor, at=AT),
    ]
    for actor in (OFFICER, _registrar_of(Board.objects.get(code="GSN"))):
        for door in doors:
            with pytest.raises(NotAllowed):
                door(actor)


def test_only_a_registrar_opens_diaries_and_chooses_their_form(register: Board) -> None:
    with pytest.raises(NotAllowed):
        services.open_diaries(year=AT.year, actor=OFFICER, at=AT)
    with pytest.raises(NotAllowed):
        services.set_number_form(board_id=register.pk, template=None, actor=OFFICER, at=AT)


def test_a_link_is_read_from_both_sides_and_removed_without_being_lost(entry: DiaryEntry, other: DiaryEntry) -> None:
    link = services.link_entries(
        entry_id=entry.pk, other_id=other.pk, kind="replaces", reason="Ny text", actor=REGISTRAR, at=AT
    )

    everything = DiaryEntry.objects.all()
    assert list(links_of(entry, rows=everything)) == list(links_of(other, rows=everything)) == [link]
    assert list(links_of(entry, rows=everything.exclude(pk=other.pk))) == []
    services.unlink_entries(link_id=link.pk, reason="Fel", actor=REGISTRAR, at=AT)
    assert list(links_of(entry, rows=everything)) == []
    assert EntryLink.objects.get().removed_at == AT
    assert _verbs(entry)[:2] == _verbs(other)[:2] == ["entry_unlinked", "entry_linked"]
    with pytest.raises(services.NotLinked):
        services.unlink_entries(link_id=link.pk, actor=REGISTRAR, at=AT)


def test_two_matters_are_linked_once_in_each_way(entry: DiaryEntry, other: DiaryEntry) -> None:
    def link(first: DiaryEntry, second: DiaryEntry, kind: str) -> None:
        services.link_entries(entry_id=first.pk, other_id=second.pk, kind=kind, actor=REGISTRAR, at=AT)

    link(entry, other, "related")
    link(entry, other, "replaces")
    for first, second in ((entry, other), (other, entry)):
        with pytest.raises(services.LinkedAlready):
            link(first, second, "related")
    with pytest.raises(services.SameMatter):
        link(entry, entry, "related")


def test_a_link_is_told_in_neither_story_with_the_others_number(entry: DiaryEntry, other: DiaryEntry) -> None:
    services.link_entries(entry_id=entry.pk, other_id=other.pk, kind="related", actor=REGISTRAR, at=AT)

    for one, its_twin in ((entry, other), (other, entry)):
        [event] = events_of(one.stream, limit=1)
        assert its_twin.printed_number.encode() not in bytes(event.body)
        assert str(its_twin.uuid).encode() not in bytes(event.body)


def test_a_document_is_carried_over_with_its_file_and_keeps_its_number_where_it_was(
    entry: DiaryEntry, other: DiaryEntry
) -> None:
    document = _filed(entry, secrecy_provision="OSL 18 kap. 1 §", protected_title="Skrivelse om Anna")

    carried = services.carry_document(
        document_id=document.pk, entry_id=other.pk, reason="Delat från KS-2026/1", actor=REGISTRAR, at=AT
    )

    was, version = document.versions.get(), carried.versions.get()
    assert (carried.entry, carried.document_no, document.document_no) == (other, 1, 1)
    assert (version.sha256, version.derived_from, version.reason) == (was.sha256, was, "Delat från KS-2026/1")
    assert (carried.protected_title, carried.secrecy_provision) == ("Skrivelse om Anna", "OSL 18 kap. 1 §")
    assert carried.sender_or_recipient == "Lokalpolisområde Huddinge"


def test_a_cancelled_document_is_not_carried_over(entry: DiaryEntry, other: DiaryEntry) -> None:
    document = _filed(entry)
    services.cancel_document(document_id=document.pk, reason="Fel", actor=REGISTRAR, at=AT)

    with pytest.raises(services.DocumentNotCarried):
        services.carry_document(document_id=document.pk, entry_id=other.pk, reason="x", actor=REGISTRAR, at=AT)


def _tried(act: Callable[[], object]) -> str:
    """What the act answered, in a transaction of its own."""
    try:
        with transaction.atomic():
            act()
    except services.EntryLocked:
        return "refused"
    finally:
        connection.close()
    return "done"


@pytest.mark.django_db(transaction=True)
def test_two_merges_into_each_other_at_once_leave_one_of_the_two(entry: DiaryEntry, other: DiaryEntry) -> None:
    for _round in range(5):
        one, two = opened(entry.diary.board), opened(entry.diary.board)
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(_tried, [partial(_merge, one, two), partial(_merge, two, one)]))

        assert sorted(answers) == ["done", "refused"]
        assert DiaryEntry.objects.filter(pk__in=[one.pk, two.pk], status="merged").count() == 1
    assert list(verification.series()) == []


@pytest.mark.django_db(transaction=True)
def test_a_document_registered_while_its_matter_is_merged_lands_before_or_is_refused(entry: DiaryEntry) -> None:
    for _round in range(5):
        doomed = opened(entry.diary.board)
        with ThreadPoolExecutor(2) as pool:
            merged, filed = pool.map(_tried, [partial(_merge, doomed, entry), partial(_filed, doomed)])

        assert merged == "done"
        assert Document.objects.filter(entry=doomed).count() == (1 if filed == "done" else 0)
    assert list(verification.document_numbers()) == []
