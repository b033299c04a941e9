"""The app that joins the rooms."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Sammanfogningen: what the frame shows of the rooms."""

    name = "config"

    def ready(self) -> None:
        """Say how many tasks wait for a person, in the menu."""
        from config.shell import count_at
        from workflows.selectors import inbox

        count_at("/uppgifter/", inbox.count_todo)
