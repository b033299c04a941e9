"""Brödtext: blocks, the editor's HTML and the text field say the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diarium.engine import prose

BLOCKS: list[dict[str, Any]] = [
    {"h3": "Bakgrund"},
    {"p": "År 2018 ingick kommunen en avsiktsförklaring & mer."},
    {"ul": ["Barn och unga", "Trygghet <i> offentlig miljö"]},
    {"ol": ["Först", "Sedan"]},
    {"table": [["Område", "Ansvarig"], ["Skola", "A | B"]]},
    {"p": "- inte en lista"},
    {"p": "2. inte heller"},
]
WORDS = st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split())
)
SOME = st.lists(WORDS.filter(bool), min_size=1, max_size=4)


def test_the_text_field_shows_blocks_and_reads_them_back() -> None:
    assert prose.text_to_blocks(prose.blocks_to_text(BLOCKS)) == BLOCKS


def test_the_editor_shows_blocks_and_gives_them_back() -> None:
    assert prose.html_to_blocks(prose.blocks_to_html(BLOCKS)) == BLOCKS


@given(
    st.lists(
        st.one_of(
            WORDS.filter(bool).map(lambda text: {"p": text}),
            SOME.map(lambda items: {"ul": items}),
            SOME.map(lambda items: {"ol": items}),
        ),
        max_size=6,
    )
)
def test_any_blocks_survive_the_editor(blocks: list[dict[str, Any]]) -> None:
    assert prose.html_to_blocks(prose.blocks_to_html(blocks)) == blocks


def test_a_paragraph_typed_on_several_lines_is_one_paragraph() -> None:
    assert prose.text_to_blocks("Första raden\r\nandra raden\r\n\r\nNytt stycke") == [
        {"p": "Första raden andra raden"},
        {"p": "Nytt stycke"},
    ]


@pytest.mark.parametrize(
    "dirty",
    [
        "<p onclick=alert(1)>Hej</p>",
        "<p>Hej<script>alert(1)</script></p>",
        "<p><a href='javascript:alert(1)'>Hej</a></p>",
        "<p style='position:fixed'>Hej</p><style>p{}</style>",
        "<div>Hej</div>",
        "Hej",
        "<p><b>He</b>j</p>",
        "<p>Hej<img src=x onerror=alert(1)></p>",
    ],
)
def test_only_the_words_are_kept_of_pasted_html(dirty: str) -> None:
    assert prose.html_to_blocks(dirty) == [{"p": "Hej"}]


def test_what_is_typed_as_html_is_text() -> None:
    assert prose.blocks_to_html([{"p": "<script>alert(1)</script>"}]) == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"


def test_cleaned_html_has_no_attributes_links_or_scripts() -> None:
    dirty = "<p class=x onclick=alert(1) id=y>Hej <a href=//x>du</a><script>x</script></p><iframe src=x></iframe>"

    assert prose.clean_html(dirty) == "<p>Hej du</p>"
