"""Uppspelning: people and mandates folded from their events, against the rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Absence, Mandate, User
from audit import chain
from audit.models import Event
from audit.selectors import Finding

_FACTS = ("role", "board", "unit", "valid_from", "valid_to", "acting", "on_behalf_of")
# What the older events do not tell, for there was nothing of it.
_LATER = {"appointed": False, "absence": None, "revoked": False}


def people() -> Iterator[Finding]:
    """Every person was added by an event, and is active unless an event closed the account."""
    added: set[str] = set()
    closed: set[str] = set()
    told = Event.objects.filter(verb__in=("person_added", "person_deactivated")).order_by("pk")
    for stream, verb in told.values_list("stream", "verb").iterator():
        (added if verb == "person_added" else closed).add(stream)
    rows: set[str] = set()
    for uuid, is_active in User.objects.order_by("pk").values_list("uuid", "is_active").iterator():
        stream = f"person:{uuid}"
        rows.add(stream)
        if stream not in added:
            yield Finding("E-REPLAY", stream, "person_added", "no event", _("Ingen händelse säger att personen finns."))
        elif is_active is (stream in closed):
            expected = "closed" if stream in closed else "active"
            found = "active" if is_active else "closed"
            yield Finding("E-REPLAY", stream, expected, found, _("Kontot är inte som händelserna säger."))
    for stream in sorted(added - rows):
        yield Finding("E-REPLAY", stream, "a person", "no row", _("Personen saknas i registret."))


def absences() -> Iterator[Finding]:
    """Every absence is what the last event about it says."""
    told: dict[int, tuple[str, dict[str, Any]]] = {}
    events = Event.objects.filter(verb__in=("absence_registered", "absence_ended", "absence_revoked")).order_by("pk")
    for event in events.only("stream", "body").iterator():
        told[event.facts["data"]["absence"]] = (event.stream, event.facts["data"])
    for absence in Absence.objects.select_related("user").order_by("pk").iterator():
        kept = {
            "absence": absence.pk,
            "substitute": absence.substitute_id,
            "valid_from": chain.day(absence.valid_from),
            "valid_to": chain.day(absence.valid_to),
            "revoked": absence.revoked,
        }
        expected = told.pop(absence.pk, None)
        if (absence.user.stream, kept) != expected:
            name, sentence = f"absence {absence.pk}", _("Frånvaron är inte som händelserna säger.")
            yield Finding("E-REPLAY", name, str(expected), str(kept), sentence)
    for pk, expected in sorted(told.items()):
        yield Finding("E-REPLAY", f"absence {pk}", str(expected), "no row", _("Frånvaron saknas i registret."))


def mandates() -> Iterator[Finding]:
    """Every mandate is what the last event about it says."""
    told: dict[int, dict[str, Any]] = {}
    events = Event.objects.filter(verb__in=("mandate_given", "mandate_ended", "mandate_revoked")).order_by("pk")
    for event in events.only("stream", "body").iterator():
        facts = event.facts["data"]
        known = {**{name: facts[name] for name in _FACTS}, **{name: facts.get(name, _LATER[name]) for name in _LATER}}
        told[facts["mandate"]] = {"stream": event.stream, **known}
    for mandate in Mandate.objects.select_related("user").order_by("pk").iterator():
        kept = {
            "stream": mandate.user.stream,
            "role": mandate.role,
            "board": mandate.board_id,
            "unit": mandate.unit_id,
            "valid_from": chain.day(mandate.valid_from),
            "valid_to": chain.day(mandate.valid_to) if mandate.valid_to else None,
            "acting": mandate.acting,
            "on_behalf_of": mandate.on_behalf_of_id,
            "appointed": mandate.appointed,
            "absence": mandate.absence_id,
            "revoked": mandate.revoked,
        }
        expected = told.pop(mandate.pk, None)
        if kept != expected:
            yield Finding(
                "E-REPLAY",
                f"mandate {mandate.pk}",
                str(expected),
                str(kept),
                _("Uppdraget är inte som händelserna säger."),
            )
    for pk, expected in sorted(told.items()):
        yield Finding("E-REPLAY", f"mandate {pk}", str(expected), "no row", _("Uppdraget saknas i registret."))
