"""diarium: what the room hands to the rooms on its right when the program starts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DiariumConfig(AppConfig):
    """Diarium: the public register and the PDF engine room."""

    name = "diarium"
    verbose_name = _("Diarium")

    def ready(self) -> None:
        """Fill the places of accounts (policy) and audit (verbs, guards, verification)."""
        from diarium import policy
        from diarium.selectors import verification

        policy.register()
        verification.register()
