"""The app of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Personer, nämnder och förordnanden, and who may do what."""

    name = "accounts"
    verbose_name = _("Personer och behörighet")

    def ready(self) -> None:
        """Fill the places: the room's verbs, guards, actions and row filters."""
        from accounts import policy, services
        from accounts.selectors import replay
        from audit.selectors import guards_of, register_guards, register_verbs, register_verification

        register_verbs(services.VERBS)
        register_guards(*guards_of("accounts"))
        register_verification("people", replay.people)
        register_verification("mandates", replay.mandates)
        register_verification("absences", replay.absences)
        policy.register_own()
