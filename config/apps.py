"""The app that joins the rooms."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Sammanfogningen: what the frame shows of the rooms."""

    name = "config"

    def ready(self) -> None:
        """Say how many tasks and delivered decisions wait for a person, in the menu."""
        from cases.selectors import deliveries
        from config.shell import count_at
        from workflows.selectors import inbox

        count_at("/uppgifter/", inbox.count_todo)
        count_at("/mottaget/", deliveries.unread_count)
