"""Ärendetyperna som processrummet ser dem: the kinds that a process is for, and what a kind can choose among."""

from __future__ import annotations

import json

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from cases.models import Case, CaseType
from cases.selectors.case_type import ProcessNeeds
from workflows.definitions import NAMES, parse
from workflows.definitions.body import Body
from workflows.definitions.case_type import KindOfMatter, made_for, suits
from workflows.models import CaseProcess, ProcessDefinition
from workflows.selectors.version_move import reference, version_of


def kinds_of(code: str) -> list[KindOfMatter]:
    """Ärendetyperna som börjar i processen, ended ones while a matter of them goes on (one query)."""
    goes_on = Case.objects.filter(case_type=OuterRef("pk"), processes__active=True)
    rows = CaseType.objects.filter(Q(ended_at=None) | Exists(goes_on), process=code)
    return [_kind(row) for row in rows.order_by("name", "pk")]


def kinds_following(definition: ProcessDefinition) -> list[KindOfMatter]:
    """Ärendetyperna vars pågående ärenden följer just den versionen (one query)."""
    follows = CaseProcess.objects.filter(
        case__case_type=OuterRef("pk"), active=True, flow_class=reference(definition.code, definition.version)
    )
    return [_kind(row) for row in CaseType.objects.filter(Exists(follows)).order_by("name", "pk")]


def _kind(row: CaseType) -> KindOfMatter:
    return KindOfMatter(row.name, tuple(row.approval_chain), row.has_analysis, row.has_agreement, row.decided_by)


def published_processes() -> list[tuple[str, str]]:
    """(code, title) of every process that a matter can begin in, in its newest version."""
    rows = ProcessDefinition.objects.order_by("code", "-version").distinct("code").values_list("code", "title")
    return sorted(rows, key=lambda row: (row[1], row[0]))


def needs_of(code: str) -> ProcessNeeds:
    """Det som processens nyaste version är gjord för."""
    body = _newest(code)
    if body is None:
        return ProcessNeeds()
    kind = made_for(body, NAMES)
    return ProcessNeeds(kind.approval_chain, kind.has_analysis, kind.has_agreement, kind.decided_by)


def misfits(row: CaseType) -> list[str]:
    """Det som gör att ärenden av slaget aldrig kommer igenom sin process; the row need not be saved.

    The newest version is asked, and every version that a running matter of the type follows (two queries).
    """
    newest = _newest(row.process)
    found = [fault.sentence for fault in suits(newest, NAMES, [_kind(row)])] if newest else []
    followed = CaseProcess.objects.filter(case__case_type=row.pk or 0, active=True)
    for process in followed.order_by("flow_class").distinct("flow_class"):
        if process.flow_class is None or process.flow_class.body == newest:
            continue
        told = _("Pågående ärenden följer version {version} av processen. {fel}")
        version, faults = version_of(process.flow_class), suits(process.flow_class.body, NAMES, [_kind(row)])
        found += [told.format(version=version, fel=fault.sentence) for fault in faults]
    return found


def _newest(code: str) -> Body | None:
    text = ProcessDefinition.objects.filter(code=code).order_by("-version").values_list("body", flat=True).first()
    return parse(json.loads(text)) if text else None
