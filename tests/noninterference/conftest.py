"""Två databaser som bara skiljer sig i det hemliga, and somebody's client in either of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from config import localdb
from tests import builders
from tests.conftest import _connect
from tests.noninterference import worlds
from tests.noninterference.worlds import Secrets

NOBODY = "anonymous"
WITHOUT_RIGHT = (
    NOBODY,
    builders.OLLE,
    builders.IDA,
    builders.PIA,
    builders.RUT,
    builders.ROLF,
    builders.SIV,
    builders.CAMILLA,
    builders.PATRIK,
    builders.ULLA,
)


class Worlds:
    """Båda världarna; `be_in` points the program to one of them. A person has the same cookie in both."""

    def __init__(self, cluster: localdb.Cluster) -> None:
        self._cluster = cluster
        self.one = connection.settings_dict["NAME"]
        self.other = f"{self.one}_otherwise"
        self.secrets: Secrets = worlds.keep_secrets()
        self.clients = {name: self._client(name) for name in WITHOUT_RIGHT}
        connection.close()
        cluster.drop_database(self.other)
        cluster.create_database(self.other, self.one)
        with cluster.connect(self.other) as database:
            worlds.tell_otherwise(database, self.secrets)
        self.be_in(self.other)
        worlds.index_again(self.secrets)
        self.be_in(self.one)

    def _client(self, name: str) -> Client:
        client = Client(raise_request_exception=False)
        if name != NOBODY:
            client.force_login(User.objects.get(name=name))
            client.get("/installningar/")
        return client

    def be_in(self, world: str) -> None:
        """Let the program's database be this one."""
        _connect(self._cluster, world)

    def end(self) -> None:
        """Go back, and take the other world away."""
        self.be_in(self.one)
        connection.close()
        self._cluster.drop_database(self.other)


@pytest.fixture
def two_worlds(cluster: localdb.Cluster, transactional_db: None) -> Iterator[Worlds]:
    """The demonstration with something secret in it, twice."""
    found = Worlds(cluster)
    yield found
    found.end()


def differing(found: dict[str, Any], again: dict[str, Any]) -> list[str]:
    """The addresses whose answers are not the same."""
    return [address for address in found if found[address] != again[address]]
