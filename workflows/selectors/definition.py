"""Processer i administrationen: the definitions with their versions, one version, and one draft with its faults."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, TextField
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.capacity import Actor
from audit.selectors import events_of, sentence_of
from cases.models import CaseType
from workflows.definitions import NAMES, check, parse
from workflows.models import CaseProcess, ProcessDefinition, ProcessDraft
from workflows.models.process_draft import DraftState
from workflows.selectors.case_type import kinds_of
from workflows.selectors.process_map import ProcessPage, page_of_body
from workflows.selectors.version_move import reference


@dataclass(frozen=True, slots=True)
class VersionRow:
    """Version av en process, and how many matters follow it."""

    definition: ProcessDefinition
    used: int
    url: str

    @property
    def sentence(self) -> str:
        """“Version 3, publicerad 5 oktober 2020, används av 3 ärenden”."""
        told = ngettext(
            "Version {v}, publicerad {datum}, används av {n} ärende",
            "Version {v}, publicerad {datum}, används av {n} ärenden",
            self.used,
        )
        day = date_format(localtime(self.definition.published_at), "j\u00a0F Y")
        return told.format(v=self.definition.version, datum=day, n=self.used)

    @property
    def used_words(self) -> str:
        """“Används av 3 ärenden”."""
        return ngettext("Används av {n} ärende", "Används av {n} ärenden", self.used).format(n=self.used)


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """Process: its versions, the newest first; its open draft; what kinds of matters begin in it."""

    title: str
    code: str
    versions: Sequence[VersionRow]
    draft: ProcessDraft | None
    case_types: Sequence[str]


def process_rows(actor: Actor) -> list[ProcessRow]:
    """Every process, also one that is only a draft so far (four queries)."""
    used = _used()
    drafts = {draft.code: draft for draft in policy.visible(actor, ProcessDraft).filter(state=DraftState.OPEN)}
    types: dict[str, list[str]] = {}
    for code, name in CaseType.objects.filter(ended_at=None).order_by("name").values_list("process", "name"):
        types.setdefault(code, []).append(name)
    versions: dict[str, list[VersionRow]] = {code: [] for code in drafts}
    for row in policy.visible(actor, ProcessDefinition).defer("body").order_by("code", "-version"):
        versions.setdefault(row.code, []).append(_version(row, used))
    rows = [
        ProcessRow(
            found[0].definition.title if found else drafts[code].title,
            code,
            found,
            drafts.get(code),
            types.get(code, []),
        )
        for code, found in versions.items()
    ]
    return sorted(rows, key=lambda row: (row.title, row.code))


def _used() -> dict[str, int]:
    rows = CaseProcess.objects.filter(active=True).annotate(flow=Cast("flow_class", TextField()))
    return dict(rows.values("flow").annotate(n=Count("pk")).values_list("flow", "n"))


def _version(row: ProcessDefinition, used: dict[str, int]) -> VersionRow:
    url = reverse("process_version", args=[row.code, row.version])
    return VersionRow(row, used.get(reference(row.code, row.version), 0), url)


@dataclass(frozen=True, slots=True)
class Told:
    """Händelse i processens historik."""

    at: datetime
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class VersionPage:
    """En version: picture, list, where it stands among the others, and its history."""

    row: VersionRow
    page: ProcessPage
    is_latest: bool
    draft: ProcessDraft | None
    older_running: int
    history: Sequence[Told]
    may_draft: bool
    may_move: bool
    may_keep: bool


def version_page(actor: Actor, code: str, version: int) -> VersionPage:
    """En publicerad version.

    Raises:
        NotVisible: there is none.
    """
    row = policy.get_visible(actor, ProcessDefinition, code=code, version=version)
    used = _used()
    older = sum(used.get(reference(code, number), 0) for number in range(1, version))
    latest = not ProcessDefinition.objects.filter(code=code, version__gt=version).exists()
    return VersionPage(
        row=_version(row, used),
        page=page_of_body(parse(json.loads(row.body))),
        is_latest=latest,
        draft=policy.visible(actor, ProcessDraft).filter(code=code, state=DraftState.OPEN).first(),
        older_running=older,
        history=_history(row.stream),
        may_draft=policy.can(actor, "draft_process"),
        may_move=policy.can(actor, "move_processes"),
        may_keep=latest and policy.can(actor, "keep_register_tables"),
    )


def _history(stream: str) -> list[Told]:
    return [Told(event.at, event.actor_label, sentence_of(event)) for event in events_of(stream, limit=20)]


@dataclass(frozen=True, slots=True)
class FaultLine:
    """Fel i utkastet, and the page where it is mended."""

    sentence: str
    url: str


@dataclass(frozen=True, slots=True)
class DraftPage:
    """Ett utkast: live picture, list, and what the check finds."""

    draft: ProcessDraft
    page: ProcessPage
    faults: Sequence[FaultLine]
    next_version: int
    outdated: bool
    may_draft: bool
    may_publish: bool
    operates: bool


def draft_of(actor: Actor, uuid: object) -> ProcessDraft:
    """Det öppna utkastet.

    Raises:
        NotVisible: there is none, or it is closed.
    """
    return policy.get_visible(actor, ProcessDraft, uuid=uuid, state=DraftState.OPEN)


def draft_page(actor: Actor, draft: ProcessDraft) -> DraftPage:
    """Utkastet som det ser ut nu."""
    body = parse(json.loads(draft.body))
    may_draft = policy.can(actor, "draft_process")
    faults = check(body, NAMES, kinds_of(draft.code))
    by_node: dict[str, list[str]] = {}
    for fault in faults:
        by_node.setdefault(fault.node, []).append(fault.sentence)
    addresses = {name: _step_address(draft, name) for name in body.nodes} if may_draft else {}
    by_node.pop("", None)
    versions = ProcessDefinition.objects.filter(code=draft.code).order_by("-version")
    latest = versions.values_list("version", flat=True).first() or 0
    return DraftPage(
        draft=draft,
        page=page_of_body(body, faults=by_node, addresses=addresses),
        faults=[FaultLine(fault.sentence, addresses.get(fault.node, "")) for fault in faults],
        next_version=latest + 1,
        outdated=latest > draft.based_on > 0,
        may_draft=may_draft,
        may_publish=policy.can(actor, "publish_process", draft),
        operates=policy.can(actor, "publish_process"),
    )


def _step_address(draft: ProcessDraft, name: str) -> str:
    return reverse("draft_step", args=[draft.uuid, name])


def trail_of(draft: ProcessDraft) -> list[tuple[str, str]]:
    """Vägen till utkastet."""
    return [
        (_("Processer"), reverse("processes")),
        (_("Utkast till {namn}").format(namn=draft.title), reverse("process_draft", args=[draft.uuid])),
    ]
