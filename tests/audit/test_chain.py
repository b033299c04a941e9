"""The canonical bytes and the formulas of the log."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import chain

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(st.from_regex(r"\A[a-z_][a-z0-9_]{0,8}\Z"), inner),
)


@given(values)
def test_the_canonical_form_can_be_read_and_written_again_without_changing_a_byte(value: object) -> None:
    written = chain.canonical(value)

    assert chain.canonical(json.loads(written)) == written


def test_keys_are_sorted_and_nothing_is_escaped_that_need_not_be() -> None:
    assert chain.canonical({"b": "Å\n", "a": [1, True, None]}) == '{"a":[1,true,null],"b":"Å\\n"}'.encode()


def test_a_letter_and_its_accent_become_one_character() -> None:
    assert chain.canonical("Ra\u030a") == '"Rå"'.encode()


@pytest.mark.parametrize(
    "value", [1.5, 2**53, -(2**53), "a\x00b", "\ud800", {"två": 1}, {1: 1}, b"bytes", date(2020, 1, 1)]
)
def test_what_has_more_than_one_form_is_refused(value: object) -> None:
    with pytest.raises(chain.NotCanonical):
        chain.canonical({"value": value})


def test_a_moment_has_six_digits_in_utc() -> None:
    swedish = timezone(timedelta(hours=1))

    assert chain.instant(datetime(2018, 1, 15, 0, 30, tzinfo=swedish)) == "2018-01-14T23:30:00.000000Z"
    with pytest.raises(chain.NotCanonical):
        chain.instant(datetime(2018, 1, 15, 0, 30))  # noqa: DTZ001 - the point of the test


def test_the_formulas_are_those_that_are_promised() -> None:
    prev, salt = bytes(32), b"s" * 32

    assert chain.event_hash(prev, b"{}") == hashlib.sha256(b"\x00" + prev + b"{}").digest()
    assert chain.commitment(salt, "Åsa") == hashlib.sha256(b"\x03" + salt + "Åsa".encode()).digest()
    assert chain.mac(b"k", prev) != chain.mac(b"K", prev)


def test_a_date_is_written_as_iso() -> None:
    assert chain.day(date(2020, 10, 5)) == "2020-10-05"
    assert chain.instant(datetime(2020, 10, 5, tzinfo=UTC)).startswith("2020-10-05T00:00:00.000000")
