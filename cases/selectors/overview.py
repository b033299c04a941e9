"""Ärendets översikt (S2): what is proposed or decided, what has happened, and the facts beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.capacity import Actor
from audit.models import Value
from cases.models import Agreement, Case, Party, Recipient, Referral, SignatureSlot
from cases.policy import reads_proposal
from cases.rules.decision import latest_decision
from cases.rules.staff_report import latest_version
from cases.selectors.event_lines import KINDS, EventLine, KnownDocument, event_lines, story_of_case
from cases.selectors.frame import FRAME, Link, NextStep
from cases.selectors.links import LinkedMatter, link_columns, linked_matters
from cases.selectors.opened import opened_column
from cases.selectors.page import CaseHead, address, case_head, visible_case
from cases.selectors.parties import PartyLine, party_lines
from cases.selectors.put_off import PUT_OFF, told_times, treatments_put_off
from cases.selectors.referral import Asking, asking
from cases.selectors.stepper import NO_BREAK
from cases.selectors.titles import titles_column
from cases.states import AgreementState, CaseState, ReferralKind, ReferralState
from diarium.models import Document, RecipientGroup
from diarium.selectors import expand_group, is_list

SHOWN_EVENTS, PRINTED_EVENTS, READ_EVENTS = 10, 20, 60


@dataclass(frozen=True, slots=True)
class Fact:
    """Uppgift (`ui/_facts.html`)."""

    label: str
    value: str
    url: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class PointGroup:
    """Beslutspunkter för en beslutande instans."""

    heading: str
    points: Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Förslag till beslut eller beslutet, with the page where the whole text is."""

    title: str
    groups: Sequence[PointGroup]
    link: str
    link_text: str


@dataclass(frozen=True, slots=True)
class Chip:
    """Val av händelser."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class CasePage:
    """Översikten. `note_url`/`party_url` are empty for those who may not write."""

    case_id: int
    opened_at: datetime | None
    head: CaseHead
    next_step: NextStep | None
    nudges: Sequence[Link]
    locked: str
    proposal: Proposal | None
    events: Sequence[EventLine]
    older_events: Sequence[EventLine]
    chips: Sequence[Chip]
    facts: Sequence[Fact]
    parties: Sequence[PartyLine]
    parties_title: str
    recipients: Sequence[str]
    linked: Sequence[LinkedMatter]
    referrals: Asking | None
    note_url: str
    party_url: str
    history_url: str


def overview(actor: Actor, uuid: UUID, *, kind: str = "", today: date) -> CasePage:
    """Översikten för den som läser; `kind` is a chip of the events.

    Raises:
        NotVisible: hidden and absent are the same.
    """
    case = visible_case(
        actor,
        uuid,
        parties_=_rows(Party.objects.filter(case=OuterRef("pk")).order_by("position", "pk"), _PARTY),
        slots_=_rows(_slots().order_by("position", "pk"), _SLOT),
        recipients_=_rows(
            Recipient.objects.filter(case=OuterRef("pk"), listed=True).order_by("position", "pk"), _RECIPIENT
        ),
        documents_=_rows(
            policy.visible(actor, Document).filter(entry=OuterRef("entry_id")).order_by("document_no"), _DOCUMENT
        ),
        titles_=titles_column(),
        agreements_=_rows(_agreements().order_by("pk"), _AGREEMENT),
        put_off_=_rows(treatments_put_off(), PUT_OFF),
        awaits_referral=Exists(
            Referral.objects.filter(case=OuterRef("pk"), kind=ReferralKind.REFERRAL, state=ReferralState.SENT)
        ),
        has_referrals=Exists(Referral.objects.filter(case=OuterRef("pk"), kind=ReferralKind.REFERRAL)),
        opened_=opened_column(actor),
        **link_columns(actor),
    )
    head = case_head(actor, case, "case")
    known = {row["uuid"]: KnownDocument(row["hidden"] or row["title"], bool(row["secret"])) for row in case.documents_}  # type: ignore[attr-defined]
    lines = event_lines(story_of_case(case, kind=kind)[:READ_EVENTS], known)
    return CasePage(
        case_id=case.pk,
        opened_at=case.opened_,  # type: ignore[attr-defined]
        head=head,
        next_step=FRAME.next_step(actor, case),
        nudges=FRAME.nudges(actor, case),
        locked=_locked(case),
        proposal=_proposal(actor, case),
        events=lines[:SHOWN_EVENTS],
        older_events=lines[SHOWN_EVENTS:PRINTED_EVENTS],
        chips=list(_chips(case, kind)),
        facts=list(_facts(actor, case, sum(document.secret for document in known.values()), today)),
        parties=list(party_lines(actor, case)),
        parties_title=_("Parter i överenskommelsen") if case.case_type.has_agreement else _("Parter"),
        recipients=list(_recipients(case, today)),
        linked=linked_matters(actor, case),
        referrals=_referrals(actor, case, today),
        note_url=reverse("write_note", args=[uuid]) if policy.can(actor, "write_note", case) else "",
        party_url=reverse("add_party", args=[uuid]) if policy.can(actor, "edit_parties", case) else "",
        history_url=next((tab.url for tab in head.tabs if tab.name == "case_history"), ""),
    )


def _locked(case: Case) -> str:
    """Varför ingenting går att ändra: it is closed, or was withdrawn on a day for a reason. Empty while it goes on."""
    if case.state == CaseState.CLOSED:
        return _("Ärendet är avslutat och låst. Kontakta registratorn om något behöver rättas.")
    if case.state != CaseState.WITHDRAWN:
        return ""
    reasons = Value.objects.filter(event__stream=case.stream, event__verb="case_withdrawn", name="reason")
    told = reasons.select_related("event").order_by("-event__seq").first()
    if told is None:  # the number was cancelled or merged, as the next step says
        return ""
    on = day(localtime(told.event.at))
    return _("Ärendet är återkallat {datum}: {skäl}").format(datum=on, skäl=told.value)


_PARTY = {"id": "pk", "name": "name", "title": "correspondent__signatory_title", "own": "is_municipality"}
_SLOT = {"party": "party_id", "name": "signatory_name", "title": "signatory_title", "state": "state"}
_RECIPIENT = {"text": "text", "group": "group_id", "rule": "group__rule"}
_DOCUMENT = {"uuid": "uuid", "title": "title", "hidden": "protected_title", "secret": "secrecy_provision"}
_AGREEMENT = {"from": "valid_from", "to": "valid_to", "state": "state"}


def _rows(rows: QuerySet[Any], fields: Mapping[str, str]) -> ArraySubquery:
    """The rows that belong to the matter, read together with it."""
    return ArraySubquery(
        rows.annotate(row_=JSONObject(**{key: F(name) for key, name in fields.items()})).values("row_")
    )


def _slots() -> QuerySet[SignatureSlot]:
    return SignatureSlot.objects.filter(agreement__case=OuterRef("pk"), agreement__round=OuterRef("round"))


def _agreements() -> QuerySet[Agreement]:
    return Agreement.objects.filter(case=OuterRef("pk"), round=OuterRef("round"))


def _proposal(actor: Actor, case: Case) -> Proposal | None:
    """Beslutet när det är bekräftat; before that the proposal, for those who may read working material."""
    decision = latest_decision(case)
    if decision is not None and decision.confirmed_at is not None:
        points = [{"number": point.number, "text": point.text, "items": point.items} for point in decision.points.all()]
        words = _("{nämnd} § {nummer}, {datum}: {utfall}")
        if decision.by_delegate:
            words = _("{delegat} på delegation, {datum}: {utfall}")
        heading = words.format(
            nämnd=decision.body.name,
            nummer=decision.paragraph,
            delegat=decision.delegate,
            datum=day(decision.meeting_date),
            utfall=decision.get_outcome_display(),
        )
        return Proposal(
            _("Beslut"), [PointGroup(heading, points)], address("case_decision", case.uuid), _("Öppna beslutet")
        )
    if not reads_proposal(actor, case):
        return None
    version = latest_version(case)
    if version is None:
        return None
    groups = [
        PointGroup(group["heading"], group["points"]) for group in version.content["decision_groups"] if group["points"]
    ]
    return Proposal(_("Förslag till beslut"), groups, address("case_report", case.uuid), "") if groups else None


def _referrals(actor: Actor, case: Case, today: date) -> Asking | None:
    found = asking(actor, case, ReferralKind.REFERRAL, today=today) if case.has_referrals else None  # type: ignore[attr-defined]
    return found if found and found.rows else None


def _chips(case: Case, kind: str) -> Iterator[Chip]:
    labels = {"": _("Alla"), "steg": _("Steg"), "handlingar": _("Handlingar"), "anteckningar": _("Anteckningar")}
    address = reverse("case", args=[case.uuid])
    chosen = kind if kind in KINDS else ""
    for code, label in labels.items():
        yield Chip(label, f"{address}?visa={code}#handelser" if code else f"{address}#handelser", code == chosen)


def _facts(actor: Actor, case: Any, secret_documents: int, today: date) -> Iterator[Fact]:
    entry = case.entry
    yield Fact(_("Registrerat"), day(entry.opened_on))
    if entry.class_code is None:
        yield Fact(_("Klassificering"), _("Saknas"))
    else:
        yield Fact(_("Klassificering"), f"{entry.class_code.code} {entry.class_code.name}".strip())
    process = FRAME.process(actor, case)
    if process is not None:
        yield Fact(_("Process"), str(process.name), process.url)
    elif case.case_type.name:
        yield Fact(_("Ärendetyp"), case.case_type.name)
    if case.unit is not None:
        yield Fact(_("Enhet"), case.unit.name)
    for row in case.agreements_:
        if row["from"] and row["to"] and row["state"] != AgreementState.NOT_CONCLUDED:
            period = f"{day(date.fromisoformat(row['from']))} – {day(date.fromisoformat(row['to']))}"
            yield Fact(_("Överenskommelsen gäller"), period)
    for label, value in [*told_times(case.put_off_), *FRAME.dates(actor, case, today)]:
        yield Fact(label, value)
    yield Fact(_("Sekretess"), _secrecy(case, secret_documents))


def _secrecy(case: Case, secret_documents: int) -> str:
    provision = case.entry.secrecy_provision
    sentence = _("Ärendet är inte sekretessmarkerat.")
    if provision:
        sentence = _("Ärendet är sekretessmarkerat enligt {bestämmelse}.").format(bestämmelse=provision)
    if not secret_documents:
        return sentence
    more = ngettext(
        "{n} handling är sekretessmarkerad.", "{n} handlingar är sekretessmarkerade.", secret_documents
    ).format(n=secret_documents)
    return f"{sentence} {more}"


def _recipients(case: Case, today: date) -> Iterator[str]:
    rows: list[dict[str, Any]] = case.recipients_  # type: ignore[attr-defined]
    for row in rows:
        if row["group"] is None:
            yield row["text"]
            continue
        group = RecipientGroup(rule=row["rule"])
        if is_list(group):
            number = len(row["rule"]["members"])
            told = ngettext("{namn} ({n} mottagare)", "{namn} ({n} mottagare)", number)
            yield told.format(namn=row["text"], n=number)
            continue
        members = expand_group(group, on=today, deciding_body_id=case.board_id)
        number = sum(not member.needs_confirmation for member in members)
        yield ngettext("{namn} ({n} nämnd)", "{namn} ({n} nämnder)", number).format(namn=row["text"], n=number)


def day(value: date) -> str:
    """“5 oktober 2020”."""
    return date_format(value, f"j{NO_BREAK}F Y")
