"""Repetitionen: a database and a post office of their own, to walk a matter without touching anybody's data."""

from __future__ import annotations

import contextlib
import secrets
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.test import override_settings
from django.utils import timezone

from accounts.models import User
from config import localdb, roles, walk
from config.demo import loading

DATABASE = "rehearsal"


class PostOffice:
    """Postkontor i processen: takes every mail, delivers none; `letters` are the envelopes in their order."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []

    def beyond_the_house(self) -> list[Envelope]:
        """Breven till dem som inte arbetar här: what was distributed, and not what told somebody of a task."""
        own = {email.lower() for email in User.objects.values_list("email", flat=True)}
        return [letter for letter in self.letters if not own.issuperset(to.lower() for to in letter.rcpt_tos)]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 aiosmtpd's name
        """Keep the mail."""
        self.letters.append(envelope)
        return "250 OK"


@contextlib.contextmanager
def post_office(office: PostOffice | None = None) -> Iterator[PostOffice]:
    """An SMTP server on the loopback that the program sends to meanwhile; a new one, or the office given."""
    office = office or PostOffice()
    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with override_settings(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port):
            yield office
    finally:
        controller.stop()


@contextlib.contextmanager
def own_database() -> Iterator[localdb.Cluster]:
    """A scratch cluster whose database Django is connected to as the app role, with files and a log key of its own."""
    with localdb.scratch() as cluster, tempfile.TemporaryDirectory(prefix="beslutsgang-files-") as files:
        cluster.create_database(DATABASE)
        roles.provision(cluster.url(DATABASE, roles.OWNER))
        key = {"AUDIT_MAC_KEY": "rehearsal", "AUDIT_MAC_KEYS": {"rehearsal": secrets.token_hex(32)}}
        with roles.connected_as(cluster.url(DATABASE)), override_settings(BLOB_ROOT=Path(files), **key):
            yield cluster


def load_huddinge() -> None:
    """The municipality, its people, and what matters of the kind need."""
    loading.load(at=timezone.now())
    walk.prepare()
