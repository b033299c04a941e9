"""Händelsernas ord i rummet."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "meeting_added": _("lade in sammanträdet {on} för {board}"),
    "meeting_moved": _("flyttade sammanträdet för {board} från {from} till {to}"),
    "meeting_cancelled": _("ställde in sammanträdet {on} för {board}"),
    "lead_times_set": _("ändrade framförhållningen för {board}"),
    "calendar_address_made": _("skapade en kalenderadress"),
    "calendar_address_closed": _("stängde sin kalenderadress"),
}
