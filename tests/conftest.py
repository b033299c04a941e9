"""The database of the tests: a private cluster, Django connected as the app role, a clone for whoever commits."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_django
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from audit.selectors import check_consistency
from config import localbinaries, localdb, roles
from tests import builders
from tests.workflows.definitions import only_shipped_versions

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("accounts", "audit", "cases", "diarium", "meetings", "workflows")
TEMPLATE = "template_test"
KEPT_TEMPLATES = 3

BROWSER_TESTS = 39
"""So many there are at least."""

LOGIN_TABLES = ("django_session", "accounts_user")
# What the connection wrote since its figures were last handed over, which it is asked to do after each test.
WROTE = """
SELECT EXISTS (SELECT FROM pg_stat_xact_user_tables
                WHERE n_tup_ins + n_tup_upd + n_tup_del > 0 AND relname <> ALL (%s))
  FROM pg_stat_force_next_flush()
"""

_passed = pytest.StashKey[bool]()
_browser_tests: set[str] = set()
_run = contextlib.ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """What differs from production in a test: quick passwords, plain static files, directories that go away."""
    files = Path(_run.enter_context(tempfile.TemporaryDirectory(prefix="beslutsgang-files-")))
    (files / "static").mkdir()
    settings.SECRET_KEY = "not-a-secret-only-for-tests"
    settings.AUDIT_MAC_KEY = "test"
    settings.AUDIT_MAC_KEYS = {"test": "0f" * 32}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STATIC_ROOT = files / "static"
    settings.WHITENOISE_USE_FINDERS = True
    settings.BLOB_ROOT = files / "blobs"
    # Django empties the tables after a test that commits, which append-only tables refuse; such a test has a clone.
    setattr(TransactionTestCase, "_fixture_teardown", lambda self: None)  # noqa: B010 the stubs do not know it


SLOW = (
    "tests/journeys/",
    "tests/matrix/",
    "tests/noninterference/",
    "tests/config/test_walk_seed",
    "tests/cases/test_secret_leaks",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that take minutes come first, spread over the workers: at the end one would run and the others wait."""
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    slow = [item for item in items if item.nodeid.startswith(SLOW)]
    quick = [item for item in items if not item.nodeid.startswith(SLOW)]
    share = -(-len(quick) // workers)
    items[:] = [
        item
        for worker in range(workers)
        for item in (*slow[worker::workers], *quick[worker * share : (worker + 1) * share])
    ]


def pytest_unconfigure(config: pytest.Config) -> None:
    _run.close()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """In the process that leads several workers: one cluster for them all."""
    if not hasattr(node.config, "cluster_of_run"):
        node.config.cluster_of_run = _run.enter_context(_cluster_with_template())
    node.workerinput["cluster"] = str(node.config.cluster_of_run.directory)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember whether the test passed. With CI set, a browser test that is skipped is a failure."""
    report = yield
    if call.when == "call":
        item.stash[_passed] = report.passed
    if report.skipped and os.environ.get("CI") and item.get_closest_marker("e2e"):
        report.outcome = "failed"
        report.longrepr = f"Webbläsartestet hoppades över, vilket inte får hända här: {report.longrepr}"
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In the leading process: which browser tests have run."""
    if report.when == "call" and "e2e" in report.keywords:
        _browser_tests.add(report.nodeid)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """The whole suite must have run its browser tests; fewer than there were is not a success."""
    whole = session.config.args_source is pytest.Config.ArgsSource.TESTPATHS and not session.config.option.keyword
    leads = not hasattr(session.config, "workerinput")
    if whole and leads and os.environ.get("CI") and exitstatus == 0 and len(_browser_tests) < BROWSER_TESTS:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        print(f"Bara {len(_browser_tests)} av minst {BROWSER_TESTS} webbläsartester har körts.")  # noqa: T201


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[localdb.Cluster]:
    """The run's private cluster."""
    directory = getattr(request.config, "workerinput", {}).get("cluster")
    if directory:
        yield localdb.start(Path(directory), durable=False)
        return
    with _cluster_with_template() as own:
        yield own


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, cluster: localdb.Cluster
) -> Iterator[None]:
    """The database that rolled-back tests share, one for each process."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"test_{worker}"
    cluster.create_database(name, TEMPLATE)
    _connect(cluster, name)
    yield
    connection.close()


@pytest.fixture(scope="session")
def walked(
    cluster: localdb.Cluster, django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> Callable[[str], str]:
    """The seed's matter before any of its acts: the name of the act → the name of a database, gone with the cluster."""
    with django_db_blocker.unblock():
        name = f"{connection.settings_dict['NAME']}_walk"
        walk = builders.Walked(cluster, name, TEMPLATE, lambda database: _connect(cluster, database))

    def before(stop: str) -> str:
        with django_db_blocker.unblock():
            return walk.before(stop)

    return before


@pytest.fixture(scope="session")
def demonstration(
    cluster: localdb.Cluster, django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker
) -> str:
    """Huddinge with all the demonstration's matters: the name of a database to copy, made once in a run."""
    shared = connection.settings_dict["NAME"]
    name = f"{shared}_demonstration"
    cluster.drop_database(name)
    cluster.create_database(name, TEMPLATE)
    with django_db_blocker.unblock():
        _connect(cluster, name)
        try:
            builders.load_demonstration()
        finally:
            _connect(cluster, shared)
    return name


@pytest.fixture
def own_database(request: pytest.FixtureRequest, cluster: localdb.Cluster, django_db_setup: None) -> Iterator[None]:
    """For a test that commits (threads, a live server, a browser): a database of its own.

    For a test marked `matter_before`: a database where the seed's matter stands before that act; for one marked
    `demonstration`: a database with the demonstration's matters.
    """
    marker = request.node.get_closest_marker("matter_before") or request.node.get_closest_marker("demonstration")
    template = TEMPLATE
    if marker is not None:
        made = request.getfixturevalue("walked" if marker.name == "matter_before" else "demonstration")
        template = made if isinstance(made, str) else made(*marker.args)
    shared = connection.settings_dict["NAME"]
    if not _commits(request):
        if marker:
            _connect(cluster, template)
        yield
        if marker:
            _connect(cluster, shared)
        return
    name = f"{shared}_own"
    cluster.drop_database(name)
    cluster.create_database(name, template)
    _connect(cluster, name)
    yield
    _connect(cluster, shared)
    cluster.drop_database(name)


@pytest.fixture
def _django_db_helper(request: pytest.FixtureRequest, own_database: None, _django_db_helper: None) -> Iterator[None]:
    """pytest-django's own, on the right database; afterwards every promise of the data must hold."""
    only_shipped_versions()
    yield
    if request.node.stash.get(_passed, False) and not request.node.get_closest_marker("allows_inconsistency"):
        _check_promises()


@pytest.fixture
def owner_connection(
    cluster: localdb.Cluster, own_database: None, transactional_db: None
) -> Iterator[psycopg.Connection[Any]]:
    """The test's database as its owner, for what the app role may not do: tampering, taking guards away."""
    with cluster.connect(connection.settings_dict["NAME"], roles.OWNER) as owner:
        yield owner


def _commits(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    by_marker = bool(marker and (marker.kwargs.get("transaction") or (marker.args and marker.args[0])))
    return by_marker or not {"transactional_db", "live_server"}.isdisjoint(request.fixturenames)


def _connect(cluster: localdb.Cluster, name: str) -> None:
    """Point Django, in every thread, to a database of the cluster as the app role."""
    connection.close()
    options = connection.settings_dict["OPTIONS"]
    connection.settings_dict.update(NAME=name, USER=roles.APP, PASSWORD="", HOST=str(cluster.sockets), PORT="")
    connection.settings_dict.update(CONN_MAX_AGE=0, OPTIONS={"options": options.get("options", "")})
    os.environ["DATABASE_URL"] = cluster.url(name)


def _check_promises() -> None:
    """Deferred guards speak at COMMIT, which a rolled-back test never reaches: let them speak now; then the rows."""
    if connection.in_atomic_block:
        if connection.needs_rollback:
            return
        with connection.cursor() as cursor:
            cursor.execute(WROTE, [list(LOGIN_TABLES)])
            if cursor.fetchone() == (False,):
                return  # a test that only read has broken nothing
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    findings = check_consistency()
    if findings:
        pytest.fail("\n".join(str(finding) for finding in findings), pytrace=False)


@contextlib.contextmanager
def _cluster_with_template() -> Iterator[localdb.Cluster]:
    """A cluster whose template database is migrated; made once for each state of the migrations, then copied."""
    made = ROOT / "var" / "tests" / _fingerprint()
    if not made.exists():
        _make_template(made)
    with localdb.scratch(copy_of=made) as cluster:
        yield cluster


def _make_template(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    older = sorted(place.parent.iterdir(), key=lambda made: made.stat().st_mtime, reverse=True)
    for made in older[KEPT_TEMPLATES:]:
        shutil.rmtree(made, ignore_errors=True)
    with localdb.scratch() as cluster:
        cluster.create_database(TEMPLATE)
        environment = {**os.environ, "SECRET_KEY": "-", "DATABASE_OWNER_URL": cluster.url(TEMPLATE, roles.OWNER)}
        subprocess.run(
            [sys.executable, ROOT / "manage.py", "provision", "-v", "0"], env=environment, cwd=ROOT, check=True
        )
        cluster.stop()
        unfinished = Path(tempfile.mkdtemp(dir=place.parent))
        localbinaries.run_as(None, "cp", "-a", cluster.directory, unfinished / "data")
    with contextlib.suppress(OSError):  # another run was quicker
        (unfinished / "data").rename(place)
    shutil.rmtree(unfinished, ignore_errors=True)


def _fingerprint() -> str:
    """The state of everything that the template is made of."""
    files = [
        ROOT / "uv.lock",
        ROOT / "config" / "roles.py",
        ROOT / "config" / "localdb.py",
        ROOT / "audit" / "rules.py",
    ]
    for room in ROOMS:
        files += sorted((ROOT / room / "migrations").glob("*"))
    digest = hashlib.sha256(f"{localbinaries.find_binaries().directory} {os.geteuid()}".encode())
    for path in files:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
