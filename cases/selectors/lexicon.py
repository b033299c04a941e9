"""Registret bakom läsning och granskning: the municipality's rows as plain values."""

from __future__ import annotations

from accounts.models import Board, Unit, User
from accounts.selectors import municipality
from cases.draft_checks.register import REQUIRED_SECTIONS, Instrument, Register, parties_of
from cases.models import Case
from cases.reading.lexicon import Lexicon, Named, Person, default_words
from cases.selectors.draft_check import own_severities
from diarium.models import Correspondent, RecipientGroup


def lexicon() -> Lexicon:
    """Ordförrådet: boards, correspondents, groups, people and units of this municipality."""
    place = municipality()
    return Lexicon(
        words=default_words(),
        bodies=tuple(
            Named(board.code, board.name, aliases=tuple(board.aliases)) for board in Board.objects.order_by("pk")
        ),
        correspondents=tuple(_correspondents()),
        groups=tuple(
            Named(group.code, group.name)
            for group in RecipientGroup.objects.exclude(rule__has_key="ended_on").order_by("pk")
        ),
        people=tuple(
            Person(name, email, title)
            for name, email, title in User.objects.filter(is_active=True)
            .order_by("pk")
            .values_list("name", "email", "title")
        ),
        organisations=(place.name,) if place else (),
        departments=tuple(Unit.objects.order_by("pk").values_list("name", flat=True)),
    )


def _correspondents() -> list[Named]:
    rows = Correspondent.objects.select_related("parent").prefetch_related("aliases").order_by("pk")
    return [
        Named(
            code=row.code,
            name=row.name,
            aliases=_written(row, "alias"),
            ambiguous_aliases=_written(row, "ambiguous"),
            misspellings=_written(row, "misspelling"),
            parent=row.parent.code if row.parent else "",
        )
        for row in rows
    ]


def _written(row: Correspondent, kind: str) -> tuple[str, ...]:
    """The spellings of the kind that are in use."""
    return tuple(alias.text for alias in row.aliases.all() if alias.kind == kind and alias.ended_on is None)


def check_register(case: Case) -> Register:
    """Det som granskningen av ärendets tjänsteutlåtande jämför med."""
    words = lexicon()
    instruments = tuple(case.instruments.select_related("parent", "replaces").order_by("valid_from", "pk"))
    analysis = case.analyses.order_by("-number").first()
    current = next((row.key for row in instruments if row.current), "")
    return Register(
        parties=parties_of(words),
        bodies=tuple(name for body in words.bodies for name in body.names),
        groups=tuple((group.code, group.name) for group in words.groups if group.code != "CASE_FILE"),
        instruments=tuple(
            Instrument(
                key=row.key,
                kind=row.kind,
                name=row.name,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                parties=tuple(row.parties),
                parent=row.parent.key if row.parent else "",
                replaces=row.replaces.key if row.replaces else "",
            )
            for row in instruments
        ),
        agreement=current,
        priority_areas=tuple(area.name for area in analysis.areas.all()) if analysis else (),
        opened_year=case.entry.opened_on.year,
        agreement_case=case.case_type.has_agreement,
        required_sections=tuple(case.case_type.required_headings) or REQUIRED_SECTIONS,
        severities=own_severities(),
    )
