"""The app of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    """Händelselogg: the room that knows no other room."""

    name = "audit"
    verbose_name = _("Händelselogg")

    def ready(self) -> None:
        """Fill the room's own places."""
        from audit.selectors import guards, requests, verification

        guards.register_guards(*guards.guards_of("audit"))
        verification.register_verification("requests", requests.unanswered)
