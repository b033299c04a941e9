"""Lokal PostgreSQL: a private cluster for trying and testing, on a Unix socket only. Never for production."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from config.localbinaries import (
    Binaries,
    LocalDatabaseError,
    clear_away,
    find_binaries,
    may_enter,
    own_directory,
    reachable_copy,
    run_as,
    server_account,
)
from config.roles import APP, OWNER, create_roles

SUPERUSER = "postgres"
START_PATIENCE = 10.0
NOT_DURABLE = "-F -c synchronous_commit=off -c full_page_writes=off -c max_connections=300"


@dataclass(frozen=True)
class Cluster:
    """Ett eget kluster som är i gång: where it answers, and who runs it (None = ourselves)."""

    directory: Path
    sockets: Path
    binaries: Binaries
    account: pwd.struct_passwd | None
    pid: int

    def url(self, database: str, role: str = APP) -> str:
        """The address of a database for a role, as `DATABASE_URL` wants it."""
        return f"postgres://{role}@/{database}?host={self.sockets}"

    def connect(self, database: str = "postgres", role: str = SUPERUSER) -> psycopg.Connection[tuple[object, ...]]:
        """An autocommitting connection of psycopg, for what is outside Django."""
        return psycopg.connect(host=str(self.sockets), dbname=database, user=role, autocommit=True)

    def exists(self, name: str) -> bool:
        """Whether the cluster has a database of that name."""
        with self.connect() as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database owned by `owner`; a copy of `template` takes some hundredths of a second.

        The template is copied as files: written through the log, page by page, it takes several times as long.
        The rights on the database itself are not copied from a template, so they are given here.
        """
        database = sql.Identifier(name)
        copy = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        if template and self.binaries.major >= 15:
            copy += sql.SQL(" STRATEGY FILE_COPY")
        with self.connect() as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, sql.Identifier(OWNER)) + copy)
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(APP)))

    def drop_database(self, name: str) -> None:
        """Drop a database, also when somebody is still connected to it."""
        with self.connect() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def answers(self) -> bool:
        """Whether the server is there."""
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self, mode: str = "fast") -> None:
        """Stop the server if it is still the one that this object describes; the data stay.

        With the mode "immediate" nothing is written out: for data that nobody will read again.
        """
        if _pid_of(self.directory) == self.pid:
            pg_ctl = self.binaries.directory / "pg_ctl"
            run_as(self.account, pg_ctl, "stop", "-D", self.directory, "-m", mode, "-w", "-t", "60")
        shutil.rmtree(self.sockets, ignore_errors=True)
        clear_away(self.binaries)


def start(directory: Path, *, durable: bool = True) -> Cluster:
    """Start the cluster in `directory`, made first if there is none; a server already running there is taken over.

    Args:
        durable: False leaves fsync out, for data that nobody will miss.

    Raises:
        LocalDatabaseError: no binaries, the directory was made by another version, or the server does not start.
    """
    account = server_account()
    directory = _reachable(directory, account)
    binaries = find_binaries(_major_of(directory))
    there = _running(directory, binaries, account)
    if there is not None:
        return there
    if account is not None:
        binaries = reachable_copy(binaries, account)
    if _major_of(directory) is None:
        _initialise(directory, binaries, account, durable=durable)
    cluster = _start_server(directory, binaries, account, durable=durable)
    with cluster.connect() as connection:
        create_roles(connection)
    return cluster


def discard(directory: Path) -> None:
    """Stop the server of the directory, if one runs, and remove all that it has."""
    place = directory.resolve()
    major = _major_of(place)
    if major is not None:
        there = _running(place, find_binaries(major), server_account())
        if there is not None:
            there.stop()
    if directory.is_symlink():
        directory.unlink()
    shutil.rmtree(place, ignore_errors=True)


@contextlib.contextmanager
def scratch(copy_of: Path | None = None) -> Iterator[Cluster]:
    """A cluster in a temporary directory, without fsync, gone afterwards; `copy_of` is a stopped one to begin with."""
    account = server_account()
    place = own_directory(account, "beslutsgang-")
    try:
        if copy_of is not None:
            run_as(None, "cp", "-a", copy_of.resolve(), place / "data")
        cluster = start(place / "data", durable=False)
        try:
            yield cluster
        finally:
            cluster.stop("immediate")
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _reachable(directory: Path, account: pwd.struct_passwd | None) -> Path:
    """The directory itself, or, where the server's account may not go, another that it becomes a link to."""
    directory.parent.mkdir(parents=True, exist_ok=True)
    if account is not None and not directory.exists() and not may_enter(directory.parent.resolve(), account):
        directory.symlink_to(own_directory(account, "beslutsgang-", "/var/tmp"))  # noqa: S108 the name is made by mkdtemp
    return directory.resolve()


def _major_of(directory: Path) -> int | None:
    with contextlib.suppress(FileNotFoundError):
        return int((directory / "PG_VERSION").read_text())
    return None


def _initialise(directory: Path, binaries: Binaries, account: pwd.struct_passwd | None, *, durable: bool) -> None:
    directory.mkdir(mode=0o700, exist_ok=True)
    if account is not None:
        os.chown(directory, account.pw_uid, account.pw_gid)
    # With plain C, lower('Å') stays 'Å'; ICU is not in every build.
    provider = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if binaries.major >= 17 else []
    options = ["-E", "UTF8", "--locale=C.UTF-8", *provider, "-A", "trust", "-U", SUPERUSER, "--data-checksums"]
    made = run_as(
        account, binaries.directory / "initdb", "-D", directory, *options, *([] if durable else ["--no-sync"])
    )
    if made.returncode:
        raise LocalDatabaseError(f"initdb misslyckades i {directory}:\n{made.stdout}")


def _start_server(directory: Path, binaries: Binaries, account: pwd.struct_passwd | None, *, durable: bool) -> Cluster:
    """Start the server; after a crash the old one's children may hold its memory for a while, so it is tried again."""
    # A socket's path has at most 107 bytes, so its directory is short; mkdtemp makes the name.
    sockets = own_directory(account, "bg-", "/tmp")  # noqa: S108
    options = f"-k {sockets} -c listen_addresses='' -c logging_collector=off {'' if durable else NOT_DURABLE}"
    log = directory / "server.log"
    deadline = time.monotonic() + START_PATIENCE
    while True:
        command = ("start", "-D", directory, "-l", log, "-o", options, "-w", "-t", "60")
        started = run_as(account, binaries.directory / "pg_ctl", *command)
        pid = _pid_of(directory)
        if started.returncode == 0 and pid is not None:
            return Cluster(directory, sockets, binaries, account, pid)
        if time.monotonic() > deadline:
            shutil.rmtree(sockets, ignore_errors=True)
            raise LocalDatabaseError(f"PostgreSQL startar inte i {directory}. Se {log}.\n{started.stdout}")
        time.sleep(0.5)


def _running(directory: Path, binaries: Binaries, account: pwd.struct_passwd | None) -> Cluster | None:
    """The server that already runs in the directory, if it answers."""
    with contextlib.suppress(FileNotFoundError, IndexError, ValueError, psycopg.OperationalError):
        lines = (directory / "postmaster.pid").read_text().splitlines()
        cluster = Cluster(directory, Path(lines[4]), binaries, account, int(lines[0]))
        with cluster.connect():
            return cluster
    return None


def _pid_of(directory: Path) -> int | None:
    with contextlib.suppress(FileNotFoundError, IndexError, ValueError):
        return int((directory / "postmaster.pid").read_text().splitlines()[0])
    return None
