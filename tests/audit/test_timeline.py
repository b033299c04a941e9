"""Reading a chain."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from audit.models import Event, Value
from audit.rules import Stream
from audit.selectors import events_of, register_verbs, sentence_of
from audit.selectors.timeline import verbs

pytestmark = pytest.mark.django_db


def test_the_newest_event_stands_first_and_the_list_can_be_continued(
    tell: Callable[..., Event], matter: Stream
) -> None:
    for _ in range(5):
        tell()

    first = events_of(matter.stream, limit=2)
    rest = events_of(matter.stream, limit=9, before_seq=first[-1].seq)
    assert [event.seq for event in first + rest] == [5, 4, 3, 2, 1]


def test_a_sentence_says_what_the_event_keeps(tell: Callable[..., Event], matter: Stream) -> None:
    tell(data={"boards": 19, "units": 3, "people": 4})

    (event,) = events_of(matter.stream, limit=1)
    assert sentence_of(event) == "Kommunens uppgifter lästes in: 19 nämnder, 3 förvaltningar, 4 personer."


def test_what_is_not_there_shows_as_a_dash(tell: Callable[..., Event], matter: Stream) -> None:
    tell(data={"boards": 19, "units": 3})

    assert (
        sentence_of(events_of(matter.stream, limit=1)[0])
        == "Kommunens uppgifter lästes in: 19 nämnder, 3 förvaltningar, – personer."
    )


def test_a_protected_value_is_read_from_beside_the_event(tell: Callable[..., Event], matter: Stream) -> None:
    event = tell(data={"units": 3, "people": 4}, values={"boards": "nitton"})

    assert Value.objects.get(event=event).value == "nitton"
    assert "lästes in: nitton nämnder" in sentence_of(events_of(matter.stream, limit=1)[0])


def test_a_verb_has_one_sentence() -> None:
    assert "mandate_given" in verbs()
    with pytest.raises(ValueError, match="twice"):
        register_verbs({"mandate_given": "Något annat."})
