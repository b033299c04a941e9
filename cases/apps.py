"""The app of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    """Ärenden: states, analysis, staff report, approvals, decision, agreement, signatures, distribution."""

    name = "cases"
    verbose_name = _("Ärenden")

    def ready(self) -> None:
        """Fill the places: policy, words of the log, guards, replay and findings."""
        from cases import policy, selectors

        policy.register()
        selectors.register()
