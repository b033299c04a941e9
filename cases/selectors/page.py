"""Ärendets sidhuvud: what every tab of a matter shows around its content. One call: `case_head`.

A tab's view: `case = visible_case(request.actor, uuid)`, `head = case_head(request.actor, case, "case_documents")`, and
a template that extends `cases/case_base.html` with `head` in its context; a page under the tab also gives
`here`, its name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import policy
from accounts.capacity import Actor
from audit.models import Event
from audit.rules import Sentence
from cases.models import Case, Recipient, Watch
from cases.policy.conflict import conflicted_column
from cases.rules.decision import latest_decision
from cases.selectors.documents_tab import listed_documents
from cases.selectors.emergency import emergency_mark, require_opened
from cases.selectors.frame import FRAME, Link, TaskRow
from cases.selectors.stepper import NO_BREAK, StepMark, short, step_marks, withdrawn_on
from cases.states import CaseState as S
from cases.states import Outcome
from diarium.states import EntryStatus

TABS: dict[str, Sentence] = {
    "case": _("Översikt"),
    "case_analysis": _("Lägesbild"),
    "case_report": _("Förslag till beslut"),
    "case_documents": _("Handlingar"),
    "case_tasks": _("Uppgifter"),
    "case_decision": _("Beslut och avtal"),
    "case_recipients": _("Sändlista"),
    "case_history": _("Historik"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """Flik (`ui/_tabs.html`). `name` is the URL name."""

    name: str
    label: Sentence
    url: str
    count: int | str | None
    current: bool


@dataclass(frozen=True, slots=True)
class Tag:
    """Etikett i sidhuvudet."""

    text: str
    color: str = "neutral"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class CaseHead:
    """Sidhuvud för ett ärende: the same on every tab. `page` names the tab for `<title>`, never the subject."""

    uuid: UUID
    number: str
    subject: str
    officer: str
    board: str
    state: str
    version: int
    round: int
    secret: bool
    watched: bool
    page: Sentence
    url: str
    tags: Sequence[Tag]
    steps: Sequence[StepMark]
    tabs: Sequence[Tab]
    acts: Sequence[Link]
    tasks: Sequence[TaskRow]
    now: datetime
    on_hold: str = ""
    resume_url: str = ""


def visible_case(actor: Actor, uuid: UUID, **more: Any) -> Case:
    """Ärendet med det som sidorna visar: counts and transitions come with it; `more` annotations too (one query).

    Raises:
        NotVisible: hidden and absent are the same. NotOpened: it is read by emergency access, and not opened.
    """
    rows = policy.visible(actor, Case).select_related(
        "entry__class_code", "entry__diary", "entry__merged_into", "case_type", "board", "unit", "case_officer"
    )
    case = rows.annotate(
        document_count=_counted(listed_documents(actor).filter(entry=OuterRef("entry_id")), "entry"),
        recipient_count=_counted(Recipient.objects.filter(case=OuterRef("pk"), listed=True), "case"),
        moves=ArraySubquery(_transitions(Concat(Value("case:"), Cast(OuterRef("uuid"), TextField())))),
        conflicted_=conflicted_column(),
        watched=Exists(Watch.objects.filter(case=OuterRef("pk"), user=actor.user_id or 0)),
        **emergency_mark(actor),
        **FRAME.columns(),
        **more,
    )
    found = case.filter(uuid=uuid).first()
    if found is None:
        raise policy.NotVisible
    require_opened(actor, found)
    return found


def _counted(rows: QuerySet[Any], by: str) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().values(by).annotate(number=Count("pk")).values("number")), 0)


def _transitions(stream: Any) -> QuerySet[Any]:
    moved = Event.objects.filter(~Q(status_before=F("status_after")), stream=stream, status_before__isnull=False)
    row = JSONObject(before="status_before", after="status_after", at="at")
    return moved.order_by("seq").annotate(move=row).values("move")


def subject_of(case: Case) -> str:
    """Ärendemeningen för den som får se ärendet: the protected one where there is one."""
    return case.entry.protected_subject or case.entry.public_subject


def case_head(actor: Actor, case: Case, current: str) -> CaseHead:
    """Sidhuvudet. `current` is the URL name of the tab; pages under a tab give the tab's name.

    Queries: transitions, decision, the open tasks, and what the acts ask.
    """
    moves = _moves(case)
    tasks = FRAME.tasks(actor, case)
    return CaseHead(
        uuid=case.uuid,
        number=case.entry.printed_number,
        subject=subject_of(case),
        officer=case.case_officer.name if case.case_officer else "",
        board=case.board.name,
        state=str(case.state),
        version=case.version,
        round=case.round,
        secret=case.entry.is_secret,
        watched=bool(getattr(case, "watched", False)),
        page=_("Ärende") if current == "case" else tab_label(current, case),
        url=reverse("case", args=[case.uuid]),
        tags=list(_tags(case, moves)),
        steps=list(step_marks(case, moves, tasks)),
        tabs=list(_tabs(actor, case, current, len(tasks))),
        acts=FRAME.acts(actor, case),
        tasks=tasks,
        now=timezone.now(),
        on_hold=on_hold_sentence(case),
        resume_url=reverse("resume_case", args=[case.uuid]) if policy.can(actor, "pause_case", case) else "",
    )


def on_hold_sentence(case: Case) -> str:
    """“Vilande till 5 oktober: väntar på statistiken”; empty for a matter that does not rest."""
    if case.on_hold_until is None:
        return ""
    day = date_format(case.on_hold_until, f"j{NO_BREAK}F Y")
    return now_in("Vilande till {datum}: {skäl}").format(datum=day, skäl=case.on_hold_reason)


def _moves(case: Case) -> list[tuple[str, str, datetime]]:
    """The transitions of the round, oldest first: from, to, when."""
    rows = getattr(case, "moves", None)
    if rows is None:
        rows = [row["move"] for row in _transitions(case.stream)]
    moves = [(row["before"], row["after"], datetime.fromisoformat(row["at"])) for row in rows]
    begun = max((place for place, move in enumerate(moves) if move[:2] == (S.CLOSED, S.DRAFT)), default=-1)
    return moves[begun + 1 :]


def _tags(case: Case, moves: list[tuple[str, str, datetime]]) -> Iterator[Tag]:
    if case.entry.is_secret:
        yield Tag(now_in("Sekretessmarkering i ärendet"), "danger", "lock")
    decision = latest_decision(case)
    confirmed = decision is not None and decision.confirmed_at is not None
    if decision is not None and confirmed and decision.outcome == Outcome.TABLED:
        yield Tag(now_in("Bordlagt {datum}").format(datum=short(decision.meeting_date)), "warning")
    if decision is not None and confirmed and decision.outcome == Outcome.REFERRED_BACK:
        yield Tag(now_in("Återremitterat {datum}").format(datum=short(decision.meeting_date)), "warning")
    if case.on_hold_until is not None:
        yield Tag(now_in("Vilande till {datum}").format(datum=short(case.on_hold_until)), "warning")
    if case.entry.status == EntryStatus.CANCELLED:
        yield Tag(now_in("Makulerat"), "danger")
    if case.entry.merged_into is not None:
        yield Tag(now_in("Förs i {dnr}").format(dnr=case.entry.merged_into.printed_number), "warning")
    withdrawn = withdrawn_on(case, moves)
    if withdrawn:
        yield Tag(withdrawn, "neutral")
    if case.state == S.CLOSED:
        yield Tag(now_in("Avslutat"), "neutral", "lock")


def _tabs(actor: Actor, case: Case, current: str, tasks: int) -> Iterator[Tab]:
    counts = {
        "case_documents": getattr(case, "document_count", None),
        "case_tasks": tasks,
        "case_recipients": getattr(case, "recipient_count", None),
    }
    for name in TABS:
        if name == "case_analysis" and not case.case_type.has_analysis:
            continue
        if name == "case_history" and not policy.can(actor, "read_history", case):
            continue
        url = address(name, case.uuid)
        if url:
            yield Tab(name, tab_label(name, case), url, counts.get(name), name == current)


def tab_label(name: str, case: Case) -> Sentence:
    """What the tab is called in a matter of the kind."""
    if name == "case_decision" and not case.case_type.has_agreement:
        return pgettext_lazy("step", "Beslut")
    return TABS[name]


def address(name: str, uuid: UUID) -> str:
    """The address of a page of the matter; empty where the page does not exist."""
    try:
        return reverse(name, args=[uuid])
    except NoReverseMatch:
        return ""
