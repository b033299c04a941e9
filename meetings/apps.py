"""The app of the room."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Sammanträden: agenda, minutes and notice; a decision is recorded in `cases` until a meeting does it."""

    name = "meetings"
