"""Korrespondenter: who they are, how they are written, and the one address that is used first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from accounts.models import Board
from accounts.policy import NotAllowed
from audit.models import Event
from audit.services import KeyReused
from diarium import selectors
from diarium.engine.mail import AddressRefused
from diarium.models import Correspondent, CorrespondentChannel
from diarium.services import correspondent as doors
from diarium.services.correspondent import ChannelEnded, ChannelFacts, CorrespondentFacts, CorrespondentRefused
from tests.diarium.conftest import AT, OFFICER, REGISTRAR

pytestmark = pytest.mark.django_db
FACTS = CorrespondentFacts("Huddinge brottsofferjour", "organisation", address="Kommunalvägen 1")


@pytest.fixture
def police(register: Board) -> Correspondent:
    return Correspondent.objects.get(code="LPO-HUDDINGE")


def channel(row: Correspondent, address: str, **more: object) -> CorrespondentChannel:
    return doors.set_channel(
        correspondent_id=row.pk,
        facts=ChannelFacts("email", address, **more),  # type: ignore[arg-type]
        actor=REGISTRAR,
        at=AT,
    )


def email(row: Correspondent) -> str:
    return Correspondent.objects.get(pk=row.pk).email


def test_somebody_is_added_once_however_often_the_form_is_sent(register: Board) -> None:
    first = doors.add_correspondent(facts=FACTS, key="k", actor=REGISTRAR, at=AT)

    assert doors.add_correspondent(facts=FACTS, key="k", actor=REGISTRAR, at=AT) == first
    with pytest.raises(KeyReused):
        doors.add_correspondent(facts=CorrespondentFacts("Annan", "other"), key="k", actor=REGISTRAR, at=AT)
    assert selectors.match_recipient("huddinge Brottsofferjour") == first
    event = Event.objects.get(verb="correspondent_added")
    assert FACTS.name not in bytes(event.body).decode()
    assert event.protected_values.get(name="name").value == FACTS.name


def test_two_bodies_may_not_share_a_name_but_two_people_may(register: Board) -> None:
    person = CorrespondentFacts("Anna Ek", "person")
    one, other = (doors.add_correspondent(facts=person, key=key, actor=REGISTRAR, at=AT) for key in "ab")
    assert one != other
    assert selectors.match_recipient("Anna Ek") is None
    again = CorrespondentFacts("polismyndigheten", "police")

    with pytest.raises(CorrespondentRefused, match=r"polismyndigheten finns redan i registret\."):
        doors.add_correspondent(facts=again, key="x", actor=REGISTRAR, at=AT)


def test_a_new_name_leaves_the_former_as_a_spelling_and_the_same_again_tells_nothing(police: Correspondent) -> None:
    facts = CorrespondentFacts("Lokalpolisområde Syd", police.kind, police.parent_id, confirmed=True)

    for _ in range(2):
        doors.correct_correspondent(correspondent_id=police.pk, facts=facts, actor=REGISTRAR, at=AT)

    assert selectors.match_recipient("Lokalpolisområde Syd") == police
    assert selectors.match_recipient("Lokalpolisområde Huddinge") == police
    assert Event.objects.filter(verb="correspondent_corrected").count() == 1


def test_nobody_is_a_part_of_itself(police: Correspondent) -> None:
    above = Correspondent.objects.get(code="POLISMYNDIGHETEN")
    facts = CorrespondentFacts(above.name, above.kind, parent_id=police.pk)

    with pytest.raises(CorrespondentRefused, match=r"Den kan inte vara en del av sig själv\."):
        doors.correct_correspondent(correspondent_id=above.pk, facts=facts, actor=REGISTRAR, at=AT)


def test_a_spelling_out_of_use_is_nobodys_and_can_come_back(police: Correspondent) -> None:
    def add() -> int:
        return doors.add_spelling(
            correspondent_id=police.pk, text="Huddingepolisen", kind="alias", actor=REGISTRAR, at=AT
        ).pk

    pk = add()
    assert add() == pk
    assert selectors.match_recipient("huddingepolisen") == police
    for _ in range(2):
        doors.end_spelling(alias_id=pk, actor=REGISTRAR, at=AT)
    assert selectors.match_recipient("Huddingepolisen") is None
    assert police.aliases.get(pk=pk).ended_on == date(2026, 11, 22)
    assert add() == pk
    assert selectors.match_recipient("Huddingepolisen") == police
    assert Event.objects.filter(verb__startswith="spelling_").count() == 3


def test_the_name_itself_is_no_other_spelling(police: Correspondent) -> None:
    with pytest.raises(CorrespondentRefused, match=r"Det är redan namnet i registret\."):
        doors.add_spelling(correspondent_id=police.pk, text=police.name, kind="alias", actor=REGISTRAR, at=AT)


def test_the_address_used_first_is_where_decisions_go(police: Correspondent) -> None:
    first = channel(police, "registrator@polisen.example", function="Registrator")
    assert first.preferred
    assert email(police) == "registrator@polisen.example"

    second = channel(police, "chef@polisen.example")
    assert (second.preferred, email(police)) == (False, "registrator@polisen.example")

    channel(police, "chef@polisen.example", preferred=True)
    first.refresh_from_db()
    assert (first.preferred, email(police)) == (False, "chef@polisen.example")

    doors.end_channel(channel_id=second.pk, actor=REGISTRAR, at=AT)
    assert email(police) == "registrator@polisen.example"
    doors.end_channel(channel_id=first.pk, actor=REGISTRAR, at=AT)
    assert email(police) == ""


def test_the_same_channel_again_tells_nothing(police: Correspondent) -> None:
    one = channel(police, "registrator@polisen.example")
    told = Event.objects.count()

    assert channel(police, "registrator@polisen.example") == one
    assert Event.objects.count() == told
    event = Event.objects.get(verb="channel_set")
    assert "polisen.example" not in bytes(event.body).decode()


def test_with_several_left_nobody_guesses_which_address_is_used_first(police: Correspondent) -> None:
    first = channel(police, "a@polisen.example")
    for address in ("b@polisen.example", "c@polisen.example"):
        channel(police, address)

    doors.end_channel(channel_id=first.pk, actor=REGISTRAR, at=AT)

    assert email(police) == ""


def test_a_channel_is_changed_in_place_until_it_ends(police: Correspondent) -> None:
    one = channel(police, "a@polisen.example")
    facts = ChannelFacts("email", "b@polisen.example", "Registrator", preferred=True)
    doors.set_channel(correspondent_id=police.pk, channel_id=one.pk, facts=facts, actor=REGISTRAR, at=AT)
    assert email(police) == "b@polisen.example"

    doors.end_channel(channel_id=one.pk, actor=REGISTRAR, at=AT)
    with pytest.raises(ChannelEnded, match=r"Kanalen är avslutad\. Lägg till en ny\."):
        doors.set_channel(correspondent_id=police.pk, channel_id=one.pk, facts=facts, actor=REGISTRAR, at=AT)


@pytest.mark.parametrize("address", ["a@b.se, c@d.se", "ingen adress", "<a@b.se>", ""])
def test_an_address_that_no_mail_can_reach_is_no_channel(police: Correspondent, address: str) -> None:
    with pytest.raises(AddressRefused, match="går inte att använda"):
        channel(police, address)
    assert not police.channels.exists()


def test_an_address_from_before_the_channels_becomes_one(police: Correspondent) -> None:
    Correspondent.objects.filter(pk=police.pk).update(email="gammal@polisen.example")

    channel(police, "ny@polisen.example")

    assert email(police) == "gammal@polisen.example"
    assert police.channels.get(preferred=True).address == "gammal@polisen.example"


def test_the_address_written_on_a_list_of_recipients_is_the_channel_used_first(police: Correspondent) -> None:
    for address in ("a@polisen.example", "b@polisen.example", "a@polisen.example"):
        doors.change_correspondent_email(correspondent_id=police.pk, email=address, actor=REGISTRAR, at=AT)

    in_use = police.channels.get(ended_on__isnull=True)
    assert (in_use.address, in_use.preferred, email(police)) == ("a@polisen.example", True, "a@polisen.example")
    assert police.channels.count() == 3


DOORS: list[Callable[[Correspondent], object]] = [
    lambda row: doors.add_correspondent(facts=FACTS, key="k", actor=OFFICER, at=AT),
    lambda row: doors.correct_correspondent(correspondent_id=row.pk, facts=FACTS, actor=OFFICER, at=AT),
    lambda row: doors.add_spelling(correspondent_id=row.pk, text="x", kind="alias", actor=OFFICER, at=AT),
    lambda row: doors.end_spelling(alias_id=row.aliases.all()[0].pk, actor=OFFICER, at=AT),
    lambda row: doors.set_channel(correspondent_id=row.pk, facts=ChannelFacts("email", "a@b.se"), actor=OFFICER, at=AT),
    lambda row: doors.end_channel(channel_id=channel(row, "a@b.se").pk, actor=OFFICER, at=AT),
    lambda row: doors.change_correspondent_email(correspondent_id=row.pk, email="a@b.se", actor=OFFICER, at=AT),
]


def test_only_the_registrar_keeps_the_correspondents(police: Correspondent) -> None:
    for door in DOORS:
        with pytest.raises(NotAllowed, match=r"Det kan bara registratorn göra\."):
            door(police)
