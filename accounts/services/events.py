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
    "mandate_revoked": _("Uppdraget {label} återkallades innan det började."),
    "absence_registered": _("Frånvarande från och med {valid_from} till och med {valid_to}, med ersättare."),
    "absence_ended": _("Frånvaron upphör {valid_to}."),
    "absence_revoked": _("Frånvaron återkallades innan den började."),
    "term_changed": _("Ordet {code} ändrades till {word}."),
    "municipality_loaded": _(
        "Kommunens uppgifter lästes in: {boards} nämnder, {units} förvaltningar, {people} personer."
    ),
}
