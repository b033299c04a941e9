"""Rummets händelser: their verbs and sentences."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from audit.rules import Sentence

VERBS: Final[dict[str, Sentence]] = {
    "person_added": _("{name} lades till."),
    "person_deactivated": _("Personens konto stängdes."),
    "mandate_given": _("Fick uppdraget {label} från och med {valid_from}."),
    "mandate_ended": _("Uppdraget {label} upphör {valid_to}."),
    "term_changed": _("Ordet {code} ändrades till {word}."),
    "municipality_loaded": _(
        "Kommunens uppgifter lästes in: {boards} nämnder, {units} förvaltningar, {people} personer."
    ),
}
