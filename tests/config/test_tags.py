"""The tags and filters of the templates."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from config import ui

NB = "\u00a0"


def rendered(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def at(*parts: int) -> datetime:
    return timezone.make_aware(datetime(*parts))  # type: ignore[arg-type]  # noqa: DTZ001 - made aware here


def test_a_date_is_written_as_in_a_letter_and_never_broken() -> None:
    assert ui.swedish_date(date(2020, 10, 5)) == f"5{NB}oktober 2020"
    assert ui.swedish_time(at(2020, 10, 5, 16, 50)) == f"5{NB}oktober 2020 kl.{NB}16.50"
    assert ui.long_date(date(2020, 10, 6)) == f"tisdag 6{NB}oktober 2020"


def test_tables_write_dates_as_the_diary_does() -> None:
    assert ui.iso_date(date(2020, 10, 5)) == "2020-10-05"
    assert ui.iso_time(at(2020, 10, 5, 16, 50)) == "2020-10-05 16.50"


def test_the_year_is_left_out_this_year_only() -> None:
    this_year = timezone.localdate().year

    assert ui.short_date(date(this_year, 10, 5)) == f"5{NB}oktober"
    assert ui.short_date(date(2020, 10, 5)) == f"5{NB}oktober 2020"


def test_a_time_is_shown_where_the_clock_is_in_stockholm() -> None:
    assert ui.clock(datetime(2020, 7, 1, 22, 30, tzinfo=timezone.get_fixed_timezone(0))) == f"kl.{NB}00.30"


def test_what_happened_lately_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda: date(2020, 10, 6))

    assert ui.near_time(at(2020, 10, 6, 9, 12)) == f"i{NB}dag kl.{NB}09.12"
    assert ui.near_time(at(2020, 10, 5, 16, 50)) == f"i{NB}går kl.{NB}16.50"
    assert ui.near_time(at(2020, 10, 2, 10, 22)) == f"2{NB}oktober kl.{NB}10.22"


@pytest.mark.parametrize("made", [ui.swedish_date, ui.short_date, ui.step_date, ui.iso_date, ui.iso_time, ui.clock])
def test_no_date_is_nothing(made: Any) -> None:
    assert made(None) == ""


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2020, 10, 2), "Försenad 4 dagar"),
        (date(2020, 10, 5), "Försenad 1 dag"),
        (date(2020, 10, 6), "I dag"),
        (date(2020, 10, 7), "I morgon"),
        (date(2020, 10, 23), f"Om 17{NB}dagar"),
    ],
)
def test_how_near_a_date_is_stands_under_it(day: date, words: str) -> None:
    shown = rendered("{% due day today %}", day=day, today=date(2020, 10, 6))

    assert words in shown
    assert ("near-late" in shown) == (day < date(2020, 10, 6))


@pytest.mark.parametrize("years", ["2021-2022", "2019–2022", "2021-/2022"])
def test_a_range_of_years_stays_on_one_line_and_is_not_changed(years: str) -> None:
    assert ui.keep_years(f"åren {years} mellan") == f'åren <span class="nowrap">{years}</span> mellan'


def test_registered_text_is_escaped() -> None:
    assert ui.keep_years("<b>2021-2022</b>") == '&lt;b&gt;<span class="nowrap">2021-2022</span>&lt;/b&gt;'
    assert "&lt;script&gt;" in rendered("{% tag text %}", text="<script>")
    assert "&lt;script&gt;" in rendered("{% panel title=text %}{{ text }}{% endpanel %}", text="<script>")
    assert "<script>" not in rendered(
        "{% panel title=text link=text link_text=text %}{{ text }}{% endpanel %}", text="<script>"
    )


def test_a_frame_round_nothing_is_nothing() -> None:
    assert rendered('{% frame "aside" "side" "Mer" %}  {% endframe %}') == ""
    assert (
        rendered('{% frame "aside" "side" "Mer" %}x{% endframe %}') == '<aside class="side" aria-label="Mer">x</aside>'
    )


def test_the_municipality_has_its_own_words() -> None:
    own = SimpleNamespace(terms={"staff_report": "tjänsteskrivelse"})

    assert rendered('{% term "staff_report" %}', shell=own) == "tjänsteskrivelse"
    assert rendered('{% term "staff_report" capital=True %}') == "Tjänsteutlåtande"


def test_an_unknown_word_is_an_error_and_not_an_empty_place() -> None:
    with pytest.raises(KeyError):
        rendered('{% term "stafreport" %}')


def test_the_tags_speak_the_language_of_the_page() -> None:
    with translation.override("en"):
        assert ui.swedish_date(date(2020, 10, 5)) == f"5{NB}October 2020"
