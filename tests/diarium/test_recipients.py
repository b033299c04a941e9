"""Mottagare: who is recognised, and which boards "samtliga nämnder" are on a given day."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Board
from diarium import selectors
from diarium.models import Correspondent, CorrespondentAlias, RecipientGroup

pytestmark = pytest.mark.django_db
NINE = {"FSN", "GSN", "GAN", "SN", "VON", "KFN", "KSN", "BTN", "VN"}


@pytest.fixture
def all_boards(register: Board) -> RecipientGroup:
    return RecipientGroup.objects.get(code="ALL_BOARDS")


def expand(group: RecipientGroup, on: date, board: str = "KS", sent: date | None = None) -> dict[str, str | None]:
    deciding = Board.objects.get(code=board)
    rows = selectors.expand_group(group, on=on, deciding_body_id=deciding.pk, distributed_on=sent)
    return {row.board.code + ("?" if row.needs_confirmation else ""): row.replaced_name for row in rows}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Lokalpolisområde Huddinge", "LPO-HUDDINGE"),
        ("Polisområde Stockholm syd", "PO-STHLM-SYD"),
        ("  polisområde  stockholm syd ", "PO-STHLM-SYD"),
        ("Södertörns brandförsvärsförbund", "SBFF"),
        ("Samtliga nämnder", "ALL_BOARDS"),
        ("Akten", "CASE_FILE"),
    ],
)
def test_a_known_name_is_recognised(register: Board, text: str, code: str) -> None:
    recipient = selectors.match_recipient(text)

    assert recipient is not None
    assert recipient.code == code


@pytest.mark.parametrize("text", ["Polisen", "räddningstjänsten", "Polisområde Stockholm", "Alla nämnder", ""])
def test_an_ambiguous_or_unknown_word_stays_text(register: Board, text: str) -> None:
    assert selectors.match_recipient(text) is None


def test_a_name_that_two_bodies_share_is_nobodys(register: Board) -> None:
    other = Correspondent.objects.create(code="X", name="Annan polis", kind="police")
    CorrespondentAlias.objects.create(correspondent=other, text="LPO Huddinge")

    assert selectors.match_recipient("LPO Huddinge") is None


def test_the_seeds_boards_are_nine_and_the_joint_board_to_confirm(all_boards: RecipientGroup) -> None:
    assert set(expand(all_boards, date(2020, 11, 18))) == NINE | {"SÖFN?"}


def test_the_deciding_board_is_left_out_and_ks_is_in_when_another_decides(all_boards: RecipientGroup) -> None:
    assert set(expand(all_boards, date(2020, 11, 18), board="SN")) == (NINE - {"SN"}) | {"KS", "SÖFN?"}


def test_council_committees_and_advisory_bodies_are_never_in(all_boards: RecipientGroup) -> None:
    assert not set(expand(all_boards, date(2020, 11, 18))) & {"KF", "KSAU", "KSSBU", "HuBrå"}


def test_a_board_that_the_municipality_keeps_out_of_all_boards_is_not_in(all_boards: RecipientGroup) -> None:
    Board.objects.filter(code="VN").update(in_all_boards=False)

    assert set(expand(all_boards, date(2020, 11, 18))) == (NINE - {"VN"}) | {"SÖFN?"}


def test_a_decision_of_2018_meant_the_boards_of_2018(all_boards: RecipientGroup) -> None:
    assert set(expand(all_boards, date(2018, 11, 21))) == {
        "FSN", "GSN", "GN", "SN", "ÄON", "KFN", "NBN", "TN", "VN", "SÖFN?",
    }  # fmt: skip


def test_a_board_wound_up_before_distribution_is_replaced_by_its_successors(all_boards: RecipientGroup) -> None:
    rows = expand(all_boards, date(2018, 11, 21), sent=date(2019, 2, 1))

    assert set(rows) == NINE | {"SÖFN?"}
    assert rows["GAN"] == "Gymnasienämnden"
    assert rows["KSN"] == "Natur- och byggnadsnämnden"
    assert rows["BTN"] == "Natur- och byggnadsnämnden, Tillsynsnämnden"
    assert rows["FSN"] is None


def test_a_board_that_nobody_took_over_is_left_to_the_registrar(all_boards: RecipientGroup) -> None:
    Board.objects.bulk_create(
        [Board(code="XN", name="Inköpsnämnden", kind="board", in_all_boards=True, valid_to=date(2018, 12, 31))]
    )

    assert "XN?" in expand(all_boards, date(2018, 11, 21), sent=date(2019, 2, 1))


def test_what_stays_in_the_file_goes_to_nobody(register: Board) -> None:
    assert expand(RecipientGroup.objects.get(code="CASE_FILE"), date(2020, 11, 18)) == {}
