"""Öppna ett ärende: number, case and process in one act; also from a staff report that was read in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board, Unit
from audit.rules import Refusal
from audit.services import once, remember
from cases.models import Case, CaseType, Party
from cases.reading.structure import Content
from cases.services.case import fit_officer
from cases.services.staff_report import import_report
from cases.services.steps.case import open_case
from diarium import services as register
from diarium.models import Correspondent
from diarium.numbers import DiaryNumber
from diarium.services.need_to_know import put_on_list
from workflows import compiled, nodes
from workflows.definitions.compiler import flow_name
from workflows.models import ProcessDefinition
from workflows.services.deadline import settle_deadlines
from workflows.services.door import Answer


class SubjectMissing(Refusal):
    """A matter has a subject."""

    sentence = _("Fyll i ärendemeningen.")
    status = 422


class CaseTypeEnded(Refusal):
    """No new matter of the kind is opened."""

    sentence = _("Ärendetypen har upphört. Välj en annan.")
    status = 422


class NoDefinition(LookupError):
    """The process of the case type has no published version."""


@dataclass(frozen=True, slots=True)
class PartyLine:
    """Part som den skrivs i formuläret."""

    name: str
    correspondent_id: int | None = None
    is_municipality: bool = False


@dataclass(frozen=True, slots=True)
class CaseOpening:
    """Det som behövs för att öppna ett ärende. `imported_number` is a number from an older system."""

    case_type: str
    board_id: int
    subject: str
    opened_on: date
    class_code: str = ""
    officer_id: int | None = None
    unit_id: int | None = None
    parties: Sequence[PartyLine] = field(default_factory=tuple)
    imported_number: DiaryNumber | None = None
    protected_subject: str = ""
    secrecy_provision: str = ""


@dataclass(frozen=True, slots=True)
class OriginalFile:
    """Originalfilen som den kom."""

    content: bytes
    file_name: str
    media_type: str


def start_case(*, opening: CaseOpening, actor: Actor, at: datetime, key: str) -> Answer:
    """Öppna ett ärende: its number last, its first task at once. One transaction of its own.

    Raises:
        NotAllowed, SubjectMissing, OfficerUnfit, KeyReused, and the register's own (BoardWoundUp, NumberTaken …).
    """
    with transaction.atomic(durable=True):
        claim = once(actor_id=actor.id, key=key, door="start_case", fingerprint_of=told_opening(opening))
        if not claim.fresh:
            return Answer(**(claim.answer or {}))
        case = open_matter(opening, actor=actor, at=at)
        answer = answer_of(case)
        remember(claim, asdict(answer))
        return answer


def import_case(
    *,
    opening: CaseOpening | None,
    case_id: int | None,
    content: Content,
    original: OriginalFile,
    actor: Actor,
    at: datetime,
    key: str,
) -> Answer:
    """Läs in ett tjänsteutlåtande: the original becomes a document, the confirmed reading a version as it came.

    Into a new matter (`opening`) or one that exists (`case_id`).

    Raises:
        As for `start_case`; CaseLocked: the matter's report is with its approvers.
    """
    with transaction.atomic(durable=True):
        told = {
            "opening": told_opening(opening) if opening else None,
            "case": case_id,
            "content": content.to_dict(),
            "original": hashlib.sha256(original.content).hexdigest(),
        }
        claim = once(actor_id=actor.id, key=key, door="import_case", fingerprint_of=told)
        if not claim.fresh:
            return Answer(**(claim.answer or {}))
        case = open_matter(opening, actor=actor, at=at) if opening else _existing(case_id)
        version = import_report(case_id=case.pk, content=content, actor=actor, at=at)
        register.register_document(
            entry_id=case.entry_id,
            title="Tjänsteutlåtande, original",
            direction="established",
            kind="staff_report",
            status="draft",
            dated=content.date or timezone.localdate(at),
            content=original.content,
            file_name=original.file_name,
            media_type=original.media_type,
            actor=actor,
            at=at,
        )
        answer = answer_of(Case.objects.select_related("entry").get(pk=version.report.case_id))
        remember(claim, asdict(answer))
        return answer


def _existing(case_id: int | None) -> Case:
    return Case.objects.select_related("entry").get(pk=case_id or 0)


def open_matter(opening: CaseOpening, *, actor: Actor, at: datetime) -> Case:
    """Inside of the doors that open a matter: number, case and process, in the caller's transaction.

    Who opens a secret matter stands on the list of those who may see it: somebody has to be able to go on with it.
    """
    board = Board.objects.get(pk=opening.board_id)
    actor = policy.require(actor, "open_case", board)
    if not opening.subject.strip():
        raise SubjectMissing
    officer = fit_officer(opening.officer_id, at=at) if opening.officer_id else None
    case_type = CaseType.objects.select_related("default_class").get(code=opening.case_type)
    if case_type.ended_at is not None:
        raise CaseTypeEnded
    default = case_type.default_class.code if case_type.default_class else ""
    entry = register.open_entry(
        board_id=opening.board_id,
        opened_on=opening.opened_on,
        public_subject=opening.subject,
        protected_subject=opening.protected_subject,
        secrecy_provision=opening.secrecy_provision,
        class_code=opening.class_code or default or None,
        imported_number=opening.imported_number,
        actor=actor,
        at=at,
    )
    case = open_case(
        entry=entry,
        case_type=case_type,
        board=board,
        unit=Unit.objects.get(pk=opening.unit_id) if opening.unit_id else None,
        officer=officer,
        parties=[_party(line, position) for position, line in enumerate(opening.parties, 1)],
        actor=actor,
        at=at,
    )
    if entry.is_secret and actor.user_id is not None and case.case_officer_id != actor.user_id:
        put_on_list(entry, actor.user_id, actor=actor, at=at)
    begin(case, case_type.process, "begin", actor=actor, at=at)
    settle_deadlines(case, actor=actor, at=at)
    return case


def _party(line: PartyLine, position: int) -> Party:
    correspondent = Correspondent.objects.get(pk=line.correspondent_id) if line.correspondent_id else None
    return Party(position=position, name=line.name, correspondent=correspondent, is_municipality=line.is_municipality)


def begin(case: Case, process_code: str, entry: str, *, actor: Actor, at: datetime) -> None:
    """Start the running process of a locked or new case at one of its entries, in the latest published version.

    Raises:
        NoDefinition: nothing is published under the code.
    """
    flow = latest_flow(process_code)
    with nodes.occasion(actor, at, case):
        getattr(flow, entry).run(case=case)


def latest_flow(process_code: str) -> Any:
    """The latest published version of a process.

    Raises:
        NoDefinition: nothing is published under the code.
    """
    row = ProcessDefinition.objects.filter(code=process_code).order_by("-version").values_list("version").first()
    if row is None:
        raise NoDefinition(process_code)
    return getattr(compiled, flow_name(process_code, row[0]))


def answer_of(case: Case) -> Answer:
    """What the doors that open a matter say of it."""
    return Answer(
        case=str(case.uuid),
        number=case.entry.printed_number,
        state=str(case.state),
        version=case.version,
        outcome="opened",
    )


def told_opening(opening: CaseOpening) -> dict[str, Any]:
    """The opening as a fingerprint takes it."""
    return {
        **{name: value for name, value in asdict(opening).items() if isinstance(value, str | int | None)},
        "opened_on": opening.opened_on.isoformat(),
        "parties": [line.name for line in opening.parties],
        "number": opening.imported_number.identity if opening.imported_number else None,
    }
