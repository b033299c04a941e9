"""Rättelser i diarieposten som sidor: link, class, subject, another reference, split; and the card Kopplade ärenden."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Board
from accounts.policy import NotAllowed
from audit.models import Value
from audit.selectors import check_consistency
from cases.models import Case
from cases.selectors.links import link_columns, linked_matters
from cases.selectors.page import visible_case
from diarium import services as register
from diarium.models import DiaryEntry, Document, EntryLink
from diarium.services import DocumentNotCarried
from tests import builders
from tests.builders import CATARINA, IDA, OLLE, ROLF, RUT, SIV
from tests.cases.pages import Budget, as_, text
from tests.config import strict_html
from workflows import services
from workflows.selectors.frame import act_links
from workflows.services import CaseOpening

pytestmark = [pytest.mark.django_db, pytest.mark.matter_before("start_situation_analysis")]

PAGES = ("link_matter", "change_class", "correct_subject", "add_reference", "split_case")


def _case() -> Case:
    return Case.objects.select_related("entry", "case_type", "case_officer").get(entry__number_key="ks2018/91")


def _at(name: str, *more: object) -> str:
    return reverse(name, args=[_case().uuid, *more])


def _do(client: Client, address: str, **written: object) -> tuple[int, str]:
    form = client.get(address).context["form"]
    kept = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    answer = client.post(address, {**kept, **written})
    if answer.status_code == 302:
        return 302, text(client, answer.headers["Location"])
    return answer.status_code, strict_html.text(answer)


def test_the_pages_are_the_registrars_alone() -> None:
    for name in PAGES:
        assert as_(RUT).get(_at(name)).status_code == 200, name
        for person in (CATARINA, SIV, IDA):
            assert as_(person).get(_at(name)).status_code in (403, 404), (name, person)


def test_the_pages_ask_few_questions(django_assert_max_num_queries: Budget) -> None:
    client = as_(RUT)
    for name in PAGES:
        with django_assert_max_num_queries(20 if name == "split_case" else 15):
            assert client.get(_at(name)).status_code == 200


def test_a_registrar_of_another_board_corrects_nothing_here() -> None:
    builders.give_role(OLLE, "registrar", board_id=Board.objects.get(code="GSN").pk)
    for name in PAGES:
        assert as_(OLLE).get(_at(name)).status_code == 403, name


def test_the_matters_class_is_changed_and_the_number_with_it() -> None:
    status, page = _do(as_(RUT), _at("change_class"), class_code="142", reason="Fel från början.")

    assert (status, "Ändringen är sparad." in page) == (302, True)
    assert "KS-2018/91.142" in page
    assert as_(RUT).get(reverse("number", args=["KS-2018/91.103"])).headers["Location"] == _at("case")
    assert _do(as_(RUT), _at("change_class"), class_code="181", reason="")[0] == 422


def test_the_subject_is_corrected_and_the_reason_stands_beside_the_event() -> None:
    status, page = _do(as_(RUT), _at("correct_subject"), subject="En riktigare mening", reason="Stavfel.")

    assert (status, "En riktigare mening" in page) == (302, True)
    assert Value.objects.filter(name="reason", value="Stavfel.").exists()


def test_a_personal_number_in_the_subject_is_asked_about_once() -> None:
    wanted = {"subject": "Ansökan 19850709-1234", "reason": "Tydligare."}
    status, page = _do(as_(RUT), _at("correct_subject"), **wanted)
    assert (status, "ser ut att innehålla ett personnummer" in page) == (422, True)
    assert "Det är inget personnummer" in page

    assert _do(as_(RUT), _at("correct_subject"), **wanted, anyway="on")[0] == 302


def test_another_reference_leads_to_the_matter() -> None:
    client = as_(RUT)
    assert _do(client, _at("add_reference"), text="A106.156/2013", reason="Polisens nummer.")[0] == 302

    assert client.get(reverse("number", args=["a106.156/2013"])).headers["Location"] == _at("case")
    status, page = _do(client, _at("add_reference"), text="A106.156/2013", reason="Igen.")
    assert (status, "Beteckningen finns redan i ärendet." in page) == (422, True)


@pytest.mark.parametrize(
    ("kind", "here", "there"),
    [
        ("related", "Hör ihop med {other}", "Hör ihop med KS-2018/91.103"),
        ("replaces", "Ersätter {other}", "Fortsätter i KS-2018/91.103"),
        ("replaced", "Fortsätter i {other}", "Ersätter KS-2018/91.103"),
    ],
)
def test_two_matters_are_linked_and_each_page_says_how(kind: str, here: str, there: str) -> None:
    other, client = builders.open_case(), as_(RUT)
    number = other.entry.printed_number

    status, page = _do(client, _at("link_matter"), other=number, kind=kind, reason="De hör ihop.")

    assert (status, "Kopplade ärenden" in page, here.format(other=number) in page) == (302, True, True)
    assert there in text(client, reverse("case", args=[other.uuid]))
    status, page = _do(client, _at("link_matter"), other=number, kind=kind, reason="Igen.")
    assert (status, "Ärendena är redan kopplade så." in page) == (422, True)
    remove = _at("unlink_matter", EntryLink.objects.get().pk)
    assert as_(CATARINA).get(remove).status_code == 403
    status, page = _do(client, remove, reason="Det var fel.")
    assert (status, "Kopplade ärenden" in page) == (302, False)
    assert client.get(remove).status_code == 404


def test_a_link_to_a_hidden_matter_leaves_no_trace() -> None:
    hidden = builders.open_case()
    register.link_entries(
        entry_id=_case().entry_id,
        other_id=hidden.entry_id,
        kind="related",
        actor=builders.actor(ROLF),
        at=timezone.now(),
    )
    plain = text(as_(SIV), _at("case"))
    assert "Kopplade ärenden" in plain

    register.mark_entry_secret(
        entry_id=hidden.entry_id, provision="OSL 18 kap. 1 §", actor=builders.actor(ROLF), at=timezone.now()
    )

    page = text(as_(SIV), _at("case"))
    assert "Kopplade ärenden" not in page
    assert hidden.entry.printed_number not in page
    assert as_(RUT).get(_at("unlink_matter", EntryLink.objects.get().pk)).status_code == 404
    case = visible_case(builders.actor(SIV), _case().uuid, **link_columns(builders.actor(SIV)))
    assert list(linked_matters(builders.actor(SIV), case)) == []


def test_the_case_page_with_links_asks_few_questions(django_assert_max_num_queries: Budget) -> None:
    for _number in range(3):
        other = builders.open_case()
        register.link_entries(
            entry_id=_case().entry_id,
            other_id=other.entry_id,
            kind="related",
            actor=builders.actor(RUT),
            at=timezone.now(),
        )
    client = as_(RUT)
    with django_assert_max_num_queries(15):
        assert client.get(_at("case")).status_code == 200


def test_a_matter_is_split_with_the_documents_that_belong_to_the_new_one() -> None:
    client, documents = as_(RUT), list(_case().entry.documents.exclude(status="draft").order_by("document_no"))
    assert len(documents) > 1
    first = documents[0]

    status, page = _do(
        client,
        _at("split_case"),
        subject="Bara tryggheten i kollektivtrafiken",
        documents=[first.pk],
        reason="Två saker i samma ärende.",
    )

    new = Case.objects.order_by("-pk")[0]
    assert (status, new.case_officer) == (302, _case().case_officer)
    assert f"Ärende {new.entry.printed_number} är registrerat. Det är delat från KS-2018/91.103." in page
    assert "Delat från KS-2018/91.103" in page
    assert f"Delat till {new.entry.printed_number}" in text(client, _at("case"))
    [carried] = new.entry.documents.all()
    assert (carried.document_no, carried.title) == (1, first.title)
    assert carried.versions.get(role="original").derived_from == first.versions.get(role="original")
    first.refresh_from_db()
    assert first.entry_id == _case().entry_id
    assert check_consistency() == []


def _opening(case: Case, **changes: object) -> CaseOpening:
    facts = {
        "case_type": case.case_type.code,
        "board_id": case.board_id,
        "subject": "Delat",
        "opened_on": timezone.localdate(),
        **changes,
    }
    return CaseOpening(**facts)  # type: ignore[arg-type]  # a dictionary of facts


def _split(person: str, *documents: int, key: str = "k") -> Case:
    answer = services.split_case(
        case_id=_case().pk,
        opening=_opening(_case()),
        document_ids=documents,
        reason="Två saker.",
        actor=builders.actor(person),
        at=timezone.now(),
        key=key,
    )
    return Case.objects.get(uuid=answer.case)


def test_the_same_splitting_asked_for_twice_opens_one_matter() -> None:
    assert _split(RUT) == _split(RUT)
    assert DiaryEntry.objects.count() == 2


def test_a_splitting_takes_only_documents_of_the_matter_that_are_settled() -> None:
    other = builders.open_case()
    stray = register.register_document(
        entry_id=other.entry_id,
        title="Annat",
        direction="established",
        kind="other",
        dated=timezone.localdate(),
        actor=builders.actor(RUT),
        at=timezone.now(),
    )
    draft = register.register_document(
        entry_id=_case().entry_id,
        title="Utkast",
        direction="established",
        kind="other",
        dated=timezone.localdate(),
        status="draft",
        actor=builders.actor(RUT),
        at=timezone.now(),
    )
    for document in (stray, draft):
        with pytest.raises(DocumentNotCarried):
            _split(RUT, document.pk, key=str(document.pk))
    assert Document.objects.filter(entry__case__isnull=False).count() > 0
    assert Case.objects.count() == 2


@pytest.mark.parametrize("person", [CATARINA, SIV, OLLE])
def test_only_the_registrar_splits(person: str) -> None:
    with pytest.raises(NotAllowed):
        _split(person)


def test_what_is_carried_out_of_a_secret_matter_stays_marked() -> None:
    case, rolf = _case(), builders.actor(ROLF)
    document = case.entry.documents.exclude(status="draft").order_by("document_no")[0]
    other = builders.open_case()
    register.mark_entry_secret(entry_id=case.entry_id, provision="OSL 18 kap. 1 §", actor=rolf, at=timezone.now())

    carried = register.carry_document(
        document_id=document.pk, entry_id=other.entry_id, reason="Delat", actor=rolf, at=timezone.now()
    )

    assert carried.secrecy_provision == "OSL 18 kap. 1 §"


def test_more_acts_holds_the_registers_acts_in_their_order() -> None:
    labels = [
        str(link.label) for link in act_links(builders.actor(RUT), visible_case(builders.actor(RUT), _case().uuid))
    ]

    assert [label for label in labels if "sekretess" not in label] == [
        "Ny uppgift …",
        "Byt handläggare …",
        "Koppla till ett annat ärende …",
        "Ändra klassificering …",
        "Ändra ärendemening …",
        "Lägg till annan beteckning …",
        "Dela ärendet …",
        "Slå ihop med …",
        "Makulera numret …",
        "Visa processen",
        "Planera bakåt",
        "Hämta hela ärendet",
    ]
