"""Avgränsningar i en sökning: each leaves the hits that have its value, and none that the reader may not see."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Board
from cases.models import Case
from config import walk
from diarium import services as register
from diarium.models import Document
from tests import builders
from tests.builders import CAMILLA, CATARINA, PATRIK, RUT, SIV
from tests.cases.pages import as_, text
from tests.cases.searches import a_document, exported

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

SECRET = "OSL 18 kap. 1 §"
MATTERS, DOCUMENTS = {"q": "samverkan"}, {"q": "cykelplan", "visa": "handlingar"}


def _found(query: dict[str, str], name: str = CATARINA) -> set[str]:
    """The numbers of the hits on the page; a file of the same search has the same."""
    page = as_(name).get("/sok/", query)
    assert page.status_code == 200
    shown = {hit.number for hit in page.context["page"].hits}
    assert {row[0] for row in exported(name, query)} == shown
    return shown


def _narrowed(query: dict[str, str], **chosen: str) -> set[str]:
    return _found({**query, **chosen})


@pytest.fixture
def other(case: Case) -> Case:
    """A matter that differs from the seed's in everything that hits are narrowed by."""
    builders.give_role(PATRIK, "case_officer")
    other = builders.open_case(
        subject="Samverkan om torghandel",
        board_id=Board.objects.get(code="SN").pk,
        class_code="142",
        officer_id=builders.user(PATRIK).pk,
    )
    builders.intervene(walk.Walk(case_id=other.pk), CAMILLA, "withdraw")
    return Case.objects.select_related("entry").get(pk=other.pk)


def _facts(case: Case, other: Case) -> dict[str, tuple[str, str]]:
    return {
        "namnd": ("KS", "SN"),
        "ar": ("2018", str(other.entry.opened_on.year)),
        "klass": ("103", "142"),
        "handlaggare": (str(builders.user(CATARINA).uuid), str(builders.user(PATRIK).uuid)),
    }


def test_a_matter_is_found_by_each_of_its_own_facts_and_not_by_the_others(case: Case, other: Case) -> None:
    one, two = case.entry.printed_number, other.entry.printed_number
    assert _found(MATTERS) == {one, two}

    for facet, (ours, theirs) in {**_facts(case, other), "lage": ("draft", "withdrawn")}.items():
        assert _narrowed(MATTERS, **{facet: ours}) == {one}, facet
        assert _narrowed(MATTERS, **{facet: theirs}) == {two}, facet


def test_a_document_is_found_by_each_of_its_own_facts_and_not_by_the_others(case: Case, other: Case) -> None:
    one = _number(a_document(case, "Cykelplan", direction="received", status="final", dated=case.entry.opened_on))
    two = _number(
        a_document(other, "Cykelplan", direction="dispatched", status="dispatched", dated=other.entry.opened_on)
    )
    assert _found(DOCUMENTS) == {one, two}

    more = {"lage": ("final", "dispatched"), "riktning": ("received", "dispatched")}
    for facet, (ours, theirs) in {**_facts(case, other), **more}.items():
        assert _narrowed(DOCUMENTS, **{facet: ours}) == {one}, facet
        assert _narrowed(DOCUMENTS, **{facet: theirs}) == {two}, facet


def _number(document: Document) -> str:
    return f"{document.entry.printed_number}-{document.document_no}"


def _counts(query: dict[str, str], label: str, name: str = CATARINA) -> dict[str, str]:
    page = as_(name).get("/sok/", query).context["page"]
    return {str(value.label): value.count for facet in page.facets if facet.label == label for value in facet.values}


@pytest.fixture
def marked(case: Case) -> dict[str, Document]:
    """Four documents of a word: open, marked itself, in a marked matter, and marked in a marked matter."""
    own: dict[str, Any] = {"secrecy_provision": SECRET}
    hidden = builders.open_case(subject="Samverkan i skolan", secrecy_provision=SECRET)
    return {
        "open": a_document(case, "Cykelplan"),
        "marked": a_document(case, "Cykelplan", **own),
        "in a marked matter": a_document(hidden, "Cykelplan"),
        "both": a_document(hidden, "Cykelplan", **own),
    }


def test_a_document_is_marked_by_its_own_marking_or_its_matters(marked: dict[str, Document]) -> None:
    numbers = {name: _number(document) for name, document in marked.items()}

    assert _narrowed(DOCUMENTS, sekretess="ingen") == {numbers["open"]}
    assert _narrowed(DOCUMENTS, sekretess="markerad") == set(numbers.values()) - {numbers["open"]}
    assert _counts(DOCUMENTS, "Sekretess") == {"Sekretessmarkerad": "3", "Inte sekretessmarkerad": "1"}
    assert _counts({**DOCUMENTS, "sekretess": "markerad"}, "Sekretess") == {"Sekretessmarkerad": "3"}


def test_a_matter_is_marked_by_its_own_marking_alone(case: Case, marked: dict[str, Document]) -> None:
    hidden = marked["both"].entry.printed_number

    assert _narrowed(MATTERS, sekretess="markerad") == {hidden}
    assert _narrowed(MATTERS, sekretess="ingen") == {case.entry.printed_number}


def test_who_may_not_see_what_is_marked_finds_and_counts_none_of_it(marked: dict[str, Document]) -> None:
    asked = {**DOCUMENTS, "sekretess": "markerad"}

    assert _found(asked, SIV) == set()
    assert _counts(DOCUMENTS, "Sekretess", SIV) == {}
    assert "Inget matchar" in text(as_(SIV), "/sok/?q=cykelplan&visa=handlingar&sekretess=markerad")
    assert _found({**DOCUMENTS, "sekretess": "ingen"}, SIV) == {_number(marked["open"])}


def test_many_hits_are_narrowed_by_their_marking_as_few_are(
    marked: dict[str, Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = {choice: _narrowed(DOCUMENTS, sekretess=choice) for choice in ("markerad", "ingen", "x")}
    monkeypatch.setattr("diarium.selectors.search.FEW", 0)

    for choice, found in few.items():
        assert _narrowed(DOCUMENTS, sekretess=choice) == found, choice


def test_a_marking_set_and_a_marking_gone_move_the_document_at_once(case: Case) -> None:
    document, rut = a_document(case, "Cykelplan"), builders.actor(RUT)
    register.mark_document_secret(
        document_id=document.pk, provision=SECRET, actor=rut, at=timezone.now(), entitled=[builders.user(RUT).pk]
    )
    assert _narrowed(DOCUMENTS, sekretess="markerad") == {_number(document)}

    lift = register.propose_lift(
        entry_id=case.entry_id, document_id=document.pk, reason="Inte längre.", actor=rut, at=timezone.now()
    )
    register.confirm_lift(lift_id=lift.pk, actor=builders.actor(CATARINA), at=timezone.now())

    assert _narrowed(DOCUMENTS, sekretess="markerad") == set()
    assert _narrowed(DOCUMENTS, sekretess="ingen") == {_number(document)}
