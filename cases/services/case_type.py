"""Ärendetyper: the doors that keep what a kind of case requires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import SYSTEM_STREAM, Refusal
from audit.services import once, record, remember
from cases.draft_checks.register import SECTION_NAMES
from cases.models import Case, CaseType
from cases.selectors.case_type import PROCESSES, seen_of
from cases.states import AppealRegime, CaseState, DecidedBy
from diarium.calendar import stockholm_date
from diarium.models import ClassCode, RetentionRule
from diarium.selectors import classes_in_force
from diarium.services import UnknownClassCode

BUILT_IN = ("process", "has_analysis", "has_agreement", "decided_by")
LONGEST_CODE = 44


class CaseTypeIncomplete(Refusal):
    """Something that a case type must have is missing, or none of the values that there are."""

    sentence = _("Fyll i namnet och välj vem som avgör ärendena och hur besluten överklagas.")
    status = 422


class NameTaken(Refusal):
    """Two kinds of matters of one name could not be told apart."""

    sentence = _("Det finns redan en ärendetyp med det namnet.")
    status = 422


class ProcessUnknown(Refusal):
    """A matter begins in a published process."""

    sentence = _("Välj en process som är publicerad.")
    status = 422


class ProcessUnfit(Refusal):
    """No matter of the kind would ever come through the process; every reason at once."""

    status = 422


class TypeInUse(Refusal):
    """Matters that go on were opened with what the kind had then."""

    sentence = _(
        "Det finns pågående ärenden av ärendetypen. Process, lägesbild, överenskommelse och vem som avgör kan inte "
        "ändras. Lägg upp en ny ärendetyp i stället."
    )
    status = 422


class TypeChanged(Refusal):
    """Somebody else kept the type after it was shown: what they wrote is not written over."""

    sentence = _("Någon annan har ändrat ärendetypen sedan du öppnade sidan. Öppna den på nytt och gör om din ändring.")
    status = 409


class HeadingUnknown(Refusal):
    """The template of the report has no such section."""

    sentence = _("Välj bland avsnitten i listan.")
    status = 422


@dataclass(frozen=True, slots=True)
class CaseTypeLines:
    """Ärendetypen som den skrivs i formuläret. The approvers in any order: the process has its own.

    `required_headings` are the sections that the report needs; none named = all of the template's.
    """

    name: str
    process: str
    has_analysis: bool
    has_agreement: bool
    decided_by: str
    appeal_regime: str
    approval_chain: Sequence[str]
    class_code: str = ""
    retention_id: int | None = None
    required_headings: Sequence[str] = ()


@transaction.atomic
def keep_case_type(
    *,
    code: str,
    name: str,
    process: str,
    has_analysis: bool,
    has_agreement: bool,
    appeal_regime: str,
    approval_chain: Sequence[str],
    default_class: str,
    retention: str,
    actor: Actor,
    at: datetime,
    decided_by: str = DecidedBy.BOARD,
) -> CaseType:
    """Lägg upp eller ändra en ärendetyp; the same again changes and tells nothing.

    Raises:
        NotAllowed: only a registrar (or the program itself) keeps the tables. NameTaken: another kind has the name.
    """
    actor = policy.require(actor, "keep_register_tables")
    fields = {
        "name": name,
        "process": process,
        "has_analysis": has_analysis,
        "has_agreement": has_agreement,
        "appeal_regime": appeal_regime,
        "approval_chain": list(approval_chain),
        "decided_by": decided_by,
        "default_class": ClassCode.objects.filter(code=default_class).first(),
        "retention": RetentionRule.objects.filter(code=retention).first(),
    }
    row = CaseType.objects.filter(code=code).first()
    if row is not None and all(getattr(row, name) == value for name, value in fields.items()):
        return row
    if CaseType.objects.filter(name__iexact=name).exclude(code=code).exists():
        raise NameTaken
    row, _created = CaseType.objects.update_or_create(code=code, defaults=fields)
    record(SYSTEM_STREAM, "case_type_kept", actor=actor, at=at, data={"code": code})
    return row


@transaction.atomic
def add_case_type(*, lines: CaseTypeLines, actor: Actor, at: datetime, key: str) -> CaseType:
    """Lägg upp en ärendetyp; from now on matters of the kind can be opened.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        CaseTypeIncomplete, NameTaken, HeadingUnknown, ProcessUnknown, ProcessUnfit, UnknownClassCode, KeyReused.
    """
    actor = policy.require(actor, "keep_register_tables")
    claim = once(actor_id=actor.id, key=key, door="add_case_type", fingerprint_of=asdict(lines))
    if claim.answer is not None:
        return CaseType.objects.get(pk=claim.answer["case_type"])
    row = CaseType(code=_free_code(lines.name))
    told = _values(row, lines, at)
    _save(_fit(_set(row, told)))
    record(SYSTEM_STREAM, "case_type_added", actor=actor, at=at, data={"code": row.code, **told})
    remember(claim, {"case_type": row.pk})
    return row


@transaction.atomic
def change_case_type(*, case_type_id: int, lines: CaseTypeLines, seen: str, actor: Actor, at: datetime) -> CaseType:
    """Ändra en ärendetyp; the same again changes and tells nothing. Matters that go on keep their process.

    Raises:
        NotAllowed: only a registrar keeps the tables.
        TypeChanged: it is not what the person saw. TypeInUse: what its running matters are built on would change.
        CaseTypeIncomplete, NameTaken, HeadingUnknown, ProcessUnknown, ProcessUnfit, UnknownClassCode.
    """
    row = CaseType.objects.select_for_update(of=("self",)).select_related("default_class").get(pk=case_type_id)
    actor = policy.require(actor, "keep_register_tables")
    wanted = _values(row, lines, at)
    before = {name: getattr(row, name) for name in wanted}
    if before == wanted:
        return row
    if seen != seen_of(row):
        raise TypeChanged
    rebuilt = {name for name in BUILT_IN if before[name] != wanted[name]}
    if rebuilt and _goes_on(row) and not (rebuilt == {"decided_by"} and PROCESSES.misfits(row)):
        raise TypeInUse  # who decides may be mended where no matter could be decided as it was
    _save(_fit(_set(row, wanted)))
    was = {name: value for name, value in before.items() if value != wanted[name]}
    now = {name: wanted[name] for name in was}
    record(SYSTEM_STREAM, "case_type_kept", actor=actor, at=at, data={"code": row.code, "was": was, **now})
    return row


@transaction.atomic
def end_case_type(*, case_type_id: int, actor: Actor, at: datetime) -> CaseType:
    """Låt en ärendetyp upphöra: no new matter of the kind is opened; those that go on are finished as they began.

    Raises:
        NotAllowed: only a registrar keeps the tables.
    """
    return _end(case_type_id, at, "case_type_ended", actor=actor, at=at)


@transaction.atomic
def resume_case_type(*, case_type_id: int, actor: Actor, at: datetime) -> CaseType:
    """Ta en ärendetyp i bruk igen: matters of the kind can be opened.

    Raises:
        NotAllowed: only a registrar keeps the tables. ProcessUnfit: its process has changed and no longer suits it.
    """
    return _fit(_end(case_type_id, None, "case_type_resumed", actor=actor, at=at))


def _end(case_type_id: int, ended_at: datetime | None, verb: str, *, actor: Actor, at: datetime) -> CaseType:
    row = CaseType.objects.select_for_update(of=("self",)).get(pk=case_type_id)
    actor = policy.require(actor, "keep_register_tables")
    if (row.ended_at is None) == (ended_at is None):
        return row
    row.ended_at = ended_at
    row.save(update_fields=["ended_at"])
    record(SYSTEM_STREAM, verb, actor=actor, at=at, data={"code": row.code})
    return row


def _save(row: CaseType) -> None:
    """Raises: NameTaken: somebody gave the name to another kind just now."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise NameTaken from taken


def _values(row: CaseType, lines: CaseTypeLines, at: datetime) -> dict[str, Any]:
    """What the columns of the row are to be."""
    name = " ".join(lines.name.split())
    if not name or lines.decided_by not in DecidedBy.values or lines.appeal_regime not in AppealRegime.values:
        raise CaseTypeIncomplete
    if CaseType.objects.filter(name__iexact=name).exclude(pk=row.pk).exists():
        raise NameTaken
    if not set(lines.required_headings) <= set(SECTION_NAMES):
        raise HeadingUnknown
    if lines.process not in dict(PROCESSES.offered()):
        raise ProcessUnknown
    ordered = list(PROCESSES.needs(lines.process).approvers)
    chain = sorted(set(lines.approval_chain), key=lambda role: ordered.index(role) if role in ordered else -1)
    return {
        "name": name,
        "process": lines.process,
        "has_analysis": lines.has_analysis,
        "has_agreement": lines.has_agreement,
        "decided_by": lines.decided_by,
        "appeal_regime": lines.appeal_regime,
        "approval_chain": [str(role) for role in chain],
        "default_class_id": _class_of(row, lines.class_code, at),
        "retention_id": lines.retention_id,
        "required_headings": _some_of(lines.required_headings),
    }


def _fit(row: CaseType) -> CaseType:
    """Raises: ProcessUnfit: no matter of the kind comes through the process, or a running one no longer does."""
    reasons = PROCESSES.misfits(row)
    if reasons:
        raise ProcessUnfit(reasons=reasons)
    return row


def _some_of(headings: Sequence[str]) -> list[str]:
    """The sections in the order of the template; all of them are what is needed where none is named."""
    chosen = [kind for kind in SECTION_NAMES if kind in headings]
    return [] if len(chosen) == len(SECTION_NAMES) else chosen


def _set(row: CaseType, values: Mapping[str, Any]) -> CaseType:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _class_of(row: CaseType, class_code: str, at: datetime) -> int | None:
    """The code in the plan of today; one that has ended since may stay where it stands."""
    if not class_code:
        return None
    if row.default_class is not None and row.default_class.code == class_code:
        return row.default_class.pk
    code = classes_in_force(stockholm_date(at)).filter(code=class_code).first()
    if code is None:
        raise UnknownClassCode(now_in("Koden {code} finns inte i diarieplanen i dag.").format(code=class_code))
    return code.pk


def _goes_on(row: CaseType) -> bool:
    return Case.objects.filter(case_type=row).exclude(state=CaseState.CLOSED).exists()


def _free_code(name: str) -> str:
    """The name in code: nobody types one."""
    plain = slugify(name)[:LONGEST_CODE].strip("-") or "arendetyp"
    taken = set(CaseType.objects.filter(code__startswith=plain).values_list("code", flat=True))
    return next(code for code in (plain, *(f"{plain}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)
