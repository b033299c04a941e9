"""The app of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkflowsConfig(AppConfig):
    """Processer: who is to do what, when. The only room that knows viewflow."""

    name = "workflows"
    verbose_name = _("Processer")

    def ready(self) -> None:
        """Fill the places: names a definition may use, policy, the frame of the case page, findings; and the checks."""
        from workflows import checks, policy, selectors, services  # noqa: F401

        policy.register()
        services.register()
        selectors.register()
