"""The app of the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Sammanträden: their days and lead times; a decision is recorded in `cases` until a meeting does it."""

    name = "meetings"
    verbose_name = _("Sammanträden")

    def ready(self) -> None:
        """Fill the places: policy, verbs and guards."""
        from meetings import policy, selectors

        policy.register()
        selectors.register()
