"""Det som tjänsteutlåtandets formulär börjar med: the first version's content, and the bodies that may decide.

The text is Swedish in whatever language the officer reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import override

from accounts.models import Board, BoardKind, Mandate, Role
from cases.draft_checks.register import REQUIRED_SECTIONS
from cases.models import Case, PriorityArea
from cases.reading.structure import Content, DecisionGroup, Officer, Point, SignatoryLine
from cases.states import DecidedBy

NEXT_BODY = {BoardKind.EXECUTIVE_BOARD: BoardKind.COUNCIL, BoardKind.COMMITTEE: BoardKind.EXECUTIVE_BOARD}
CENTRAL = (BoardKind.COUNCIL, BoardKind.EXECUTIVE_BOARD)


def deciding_bodies(case: Case) -> list[tuple[str, str]]:
    """Vem beslutar? “KS|own_decision|Kommunstyrelsens beslut” → what the list says. One query."""
    boards = list(Board.objects.filter(Q(kind__in=CENTRAL) | Q(pk=case.board_id)).order_by("pk"))
    boards.sort(key=lambda board: board.pk != case.board_id)
    choices = []
    for board in boards:
        after = next((b for b in boards if b.kind == NEXT_BODY.get(BoardKind(board.kind), _next_of(board))), None)
        choices.append(_choice(board.code, "own_decision", f"{genitive(board.name)} beslut"))
        if after is not None and after != board:
            heading = f"{genitive(board.name)} förslag till {after.name[:1].lower()}{after.name[1:]}"
            choices.append(_choice(board.code, "proposal_to_next_body", heading))
    return choices


def _next_of(board: Board) -> str:
    return "" if board.kind in CENTRAL else BoardKind.EXECUTIVE_BOARD


def _choice(code: str, kind: str, heading: str) -> tuple[str, str]:
    return f"{code}|{kind}|{heading}", heading


def genitive(name: str) -> str:
    """“Kommunstyrelsens”."""
    return name if name.endswith(("s", "x", "z")) else f"{name}s"


def required_sections(case: Case) -> Sequence[str]:
    """The template's sections for this kind of matter."""
    return tuple(case.case_type.required_headings) or REQUIRED_SECTIONS


def priority_areas(case: Case) -> list[str]:
    """De prioriterade områdena i den senaste lägesbilden, entered once and used here."""
    latest = case.analyses.order_by("-number").values("pk")[:1]
    return list(PriorityArea.objects.filter(analysis__in=latest).order_by("position").values_list("name", flat=True))


def first_content(case: Case, today: date) -> Content:
    """Tjänsteutlåtandet innan någon har skrivit i det: head, empty point, who signs it."""
    officer = case.case_officer
    heading, kind = f"{genitive(case.board.name)} beslut", "own_decision"
    if case.case_type.decided_by == DecidedBy.COUNCIL:
        heading, kind = f"{genitive(case.board.name)} förslag till kommunfullmäktige", "proposal_to_next_body"
    return Content(
        date=today,
        diary_number=case.entry.printed_number,
        officers=(Officer(officer.name, officer.email),) if officer else (),
        addressee=case.board.name,
        title=case.entry.public_subject,
        decision_groups=(DecisionGroup(heading, case.board.code, kind, (Point(1, ""),)),),
        signatories=_signatories(case, today),
    )


def _signatories(case: Case, today: date) -> tuple[SignatoryLine, ...]:
    """Those who approve the report sign it, the last of them first, as on the printed page."""
    chain = list(case.case_type.approval_chain)
    rows = Mandate.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=today),
        role__in=chain,
        valid_from__lte=today,
        on_behalf_of__isnull=True,
        user__is_active=True,
    ).select_related("user")
    found = sorted(rows, key=lambda row: (-chain.index(row.role), row.pk))
    first = {row.role: row for row in reversed(found)}
    with override("sv"):  # the report is Swedish in whatever language its officer reads
        return tuple(
            SignatoryLine(row.user.name, row.user.title or str(Role(row.role).label), row.acting)
            for row in found
            if first[row.role] == row
        )
