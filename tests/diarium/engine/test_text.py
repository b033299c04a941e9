"""Textgrinden: what is saved can be printed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diarium.engine import text
from diarium.engine.render import render


def test_words_private_signs_are_mended_and_hidden_ones_removed() -> None:
    assert (
        text.clean_text("\uf0b7 e\ufb00ektiv av\u00adtal\u200b 2021\u20112022\r\nA\u030a")
        == "• effektiv avtal 2021-2022\nÅ"
    )


@pytest.mark.parametrize(
    ("refused", "named"),
    [
        ("Hej \U0001f600", "\U0001f600"),
        ("漢字", "漢"),
        ("a\0b", r"U\+0000"),
        ("a\x07", r"U\+0007"),
        ("a\u202eb", r"U\+202E"),
    ],
)
def test_what_no_font_has_is_refused_by_name(refused: str, named: str) -> None:
    with pytest.raises(text.CharacterRefused, match=named):
        text.clean_text(refused)


def test_greek_and_arrows_are_kept_with_a_notice() -> None:
    assert text.clean_text("α → Ω, Å Ä Ö é § – ”") == "α → Ω, Å Ä Ö é § – ”"
    assert text.other_faces("α → Ω, Å Ä Ö é § – ”") == "α→Ω"


@settings(max_examples=500, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_kept_in_one_form_or_refused(wild: str) -> None:
    try:
        kept = text.clean_text(wild)
    except text.CharacterRefused:
        return

    assert text.clean_text(kept) == kept


def test_every_character_that_is_let_in_can_be_set() -> None:
    for face in ("public_sans", "other_faces"):
        letters = "".join(
            chr(code) for first, last in zip(*text._coverage(face), strict=True) for code in range(first, last + 1)
        )
        lines = [letters[start : start + 60] for start in range(0, len(letters), 60)]
        render(
            "minutes_extract",
            {"municipality": "M", "dnr": "x", "title": "x", "points": [], "note": "\n\n".join(lines)},
            at=datetime(2020, 10, 5, tzinfo=UTC),
        )
