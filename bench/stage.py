"""Scenen för proven: a durable cluster of their own, Huddinge in it, and how a matter is carried from step to step."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cases.models import Case, SignatureSlot
    from config import localdb
    from workflows.services import Answer

DATABASE = "bench"
CATARINA, PATRIK, CAMILLA, RUT, ROLF, SIV = (
    "Catarina Klockerud",
    "Patrik Forshage",
    "Camilla Broo",
    "Rut Sandin",
    "Rolf Register",
    "Siv Ek",
)
# node → who takes the step, and the outcome that leads on.
WHO = {
    "complete_case": (CATARINA, "start_situation_analysis"),
    "write_analysis": (CATARINA, "conclude_analysis"),
    "write_report": (CATARINA, "send_for_approval"),
    "approve_deputy": (PATRIK, "approve"),
    "approve_director": (CAMILLA, "approve"),
    "record_decision": (SIV, "record_decision"),
    "confirm_decision": (RUT, "confirm"),
    "draw_up_agreement": (CATARINA, "send_for_signing"),
    "distribute": (RUT, "distribute"),
    "close_case": (RUT, "close"),
}
DECISION = {"outcome": "adopted", "meeting_date": "2020-10-28", "adjusted_on": "2020-11-02"}


def setup(url: str, files: Path, **environment: str) -> None:
    """Django against the database, with files and a log key of its own; also for the processes that are started."""
    os.environ.update(DJANGO_SETTINGS_MODULE="config.settings", DATABASE_URL=url, BLOB_ROOT=str(files), **environment)
    os.environ.setdefault("SECRET_KEY", "only-for-the-bench")
    os.environ.setdefault("AUDIT_MAC_KEY", "bench")
    os.environ.setdefault("AUDIT_MAC_KEYS", f"bench={secrets.token_hex(32)}")
    os.environ.setdefault("DATABASE_CONN_MAX_AGE", "3600")
    # Pages are asked for from the tree, where nothing is collected.
    os.environ.setdefault("STATICFILES_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
    import django

    django.setup()


@contextmanager
def place() -> Iterator[Path]:
    """A directory that the server's own account passes through, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="beslutsgang-bench-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


def load(cluster: localdb.Cluster, here: Path) -> None:
    """The migrated database with Huddinge and what matters of the kind need."""
    cluster.create_database(DATABASE)
    setup(cluster.url(DATABASE), here / "files")
    from config import rehearsal, roles

    roles.provision(cluster.url(DATABASE, roles.OWNER))
    rehearsal.load_huddinge()


@dataclass(frozen=True, slots=True)
class Request:
    """En begäran vid dörren, complete: what `perform` is called with, so that it can be sent again as it was."""

    task_id: int
    person: str
    outcome: str
    expected_version: int
    payload: Mapping[str, Any]
    key: str

    def as_dict(self) -> dict[str, Any]:
        """For the log."""
        return {name: getattr(self, name) for name in self.__slots__}


class Driver:
    """Den som för ärenden vidare: knows who does what at each step of an agreement."""

    def __init__(self) -> None:
        from django.utils import timezone

        from accounts.models import Board, User
        from accounts.services import actor_for

        today = timezone.localdate()
        names = (CATARINA, PATRIK, CAMILLA, RUT, ROLF, SIV)
        self.actors = {name: actor_for(User.objects.get(name=name), on=today) for name in names}
        self.joint = Board.objects.get(code="SÖFN").pk

    def opened(self, subject: str, key: str) -> Answer:
        """A matter of an agreement with two outside parties."""
        from django.utils import timezone

        from config import walk
        from workflows import services

        opening = replace(walk.opening(walk.SEED, number=None), subject=subject)
        return services.start_case(opening=opening, actor=self.actors[RUT], at=timezone.now(), key=key)

    def open_case(self, subject: str, key: str) -> int:
        """The same, by its row."""
        from cases.models import Case

        return int(Case.objects.values_list("pk", flat=True).get(uuid=self.opened(subject, key).case))

    def send(self, request: Request) -> Answer:
        """The answer of the door, or its refusal raised."""
        from django.utils import timezone

        from workflows import services

        return services.perform(
            task_id=request.task_id,
            outcome=request.outcome,
            actor=self.actors[request.person],
            at=timezone.now(),
            key=request.key,
            expected_version=request.expected_version,
            payload=request.payload,
        )

    def requests(self, case_id: int) -> list[Request]:
        """What can be done in the matter now, one request for each open task; empty while a job works."""
        from viewflow.workflow.models import Task

        from cases.models import Case

        case = Case.objects.select_related("entry").get(pk=case_id)
        rows = Task.objects.filter(
            process__caseprocess__case=case_id, status__in=("NEW", "ASSIGNED"), flow_task_type="HUMAN"
        )
        found = []
        for task in rows.select_related("process__caseprocess").order_by("pk"):
            made = self._request(case, task)
            if made is not None:
                found.append(made)
        return found

    def _request(self, case: Case, task: Any) -> Request | None:
        """Who does what at the step; what must be written before it is written now."""
        node = task.flow_task.name
        if "item" in task.data:
            return self._at_a_place(task, node)
        version, payload = None, dict[str, Any]()
        match node:
            case "write_analysis":
                self._write_analysis(case)
            case "write_report":
                version = self._write_report(case)
            case "approve_deputy" | "approve_director":
                version = self._report_version(case)
            case "record_decision":
                payload = {"paragraph": case.pk % 900 + 1, **DECISION}
            case "draw_up_agreement":
                payload = self._agreement(case)
            case "distribute":
                payload = {"left_out": [self.joint]}
            case "close_case":
                self._acknowledge(case)
        if node not in WHO:
            return None
        if version is None:
            version = _version(case.pk)
        return Request(task.pk, *WHO[node], version, payload, secrets.token_hex(16))

    def _at_a_place(self, task: Any, node: str) -> Request:
        from cases.models import SignatureSlot

        slot = SignatureSlot.objects.select_related("party").get(pk=task.data["item"])
        person, outcome, payload = RUT, "confirm", dict[str, Any]()
        if node == "sign_agreement" and slot.party.is_municipality:
            person, outcome = CAMILLA, "sign"
        elif node == "sign_agreement":
            person, outcome, payload = CATARINA, "record_paper", scan_of(slot)
        return Request(task.pk, person, outcome, slot.version, payload, secrets.token_hex(16))

    def _agreement(self, case: Case) -> dict[str, Any]:
        from config import walk
        from config.walk import ending

        return ending._agreement(walk.Walk(case_id=case.pk), walk.SEED)

    def _write_analysis(self, case: Case) -> None:
        from datetime import date

        from django.utils import timezone

        from cases.services import situation_analysis
        from cases.services.situation_analysis import AreaLine, SourceLine
        from config.walk.matter import AREAS

        situation_analysis.save_analysis(
            case_id=case.pk,
            covers_from=date(2019, 1, 1),
            covers_to=date(2019, 12, 31),
            as_of=date(2019, 12, 31),
            analysis="Parterna har gått igenom statistik och dialoger.",
            sources=[SourceLine("Lägesbild 2019", date(2019, 11, 4))],
            areas=[AreaLine(name, "Flemingsberg") for name in AREAS],
            actor=self.actors[CATARINA],
            at=timezone.now(),
        )

    def _write_report(self, case: Case) -> int:
        """A text without errors, its warnings acknowledged; the number of its version."""
        from django.utils import timezone

        from cases.services import staff_report
        from cases.states import AnswerKind
        from config.demo import matters
        from config.walk import SEED

        if self._report_version(case) == 0:
            staff_report.save_report(
                case_id=case.pk,
                content=replace(
                    matters._content(case.entry.public_subject, "Överenskommelse"), recipients=SEED.content.recipients
                ),
                base_version=0,
                actor=self.actors[CATARINA],
                at=timezone.now(),
            )
        version = case.reports.get().versions.order_by("-number")[0]
        answered = set(case.reports.get().answers.values_list("fingerprint", flat=True))
        for finding in version.findings:
            if finding["severity"] == "warning" and finding["fingerprint"] not in answered:
                staff_report.answer_finding(
                    case_id=case.pk,
                    fingerprint=finding["fingerprint"],
                    kind=AnswerKind.ACKNOWLEDGED,
                    reason="",
                    actor=self.actors[CATARINA],
                    at=timezone.now(),
                )
        return int(version.number)

    def _report_version(self, case: Case) -> int:
        report = case.reports.first()
        if report is None:
            return 0
        newest = report.versions.order_by("-number").first()
        return newest.number if newest else 0

    def _acknowledge(self, case: Case) -> None:
        from django.utils import timezone

        from cases.models import Dispatch
        from cases.services import distribution

        for dispatch in Dispatch.objects.filter(distribution__case=case, channel="internal", state="sent"):
            distribution.acknowledge(dispatch_id=dispatch.pk, actor=self.actors[RUT], at=timezone.now())


def _version(case_id: int) -> int:
    from cases.models import Case

    return int(Case.objects.values_list("version", flat=True).get(pk=case_id))


def scan_of(slot: SignatureSlot) -> dict[str, Any]:
    """The signed paper of a party."""
    from diarium.engine.storage import store

    blob = store(f"Inskannat original, {slot.party.name}, {slot.pk}\n".encode())
    return {
        "scan": {"sha256": blob.sha256, "size": blob.size, "file_name": "original.txt", "media_type": "text/plain"},
        "kept_at": "Närarkivet",
        "signed_on": "2020-11-12",
    }
