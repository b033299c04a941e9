"""Adresserna: every named address of the program, filled in with what the matter in the database has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from viewflow.workflow.models import Task

from accounts.models import Mandate
from audit.models import Event
from cases.models import Case, DelegationPoint, Dispatch, Recipient
from diarium.models import ClassCode, Correspondent, Document, RecipientGroup, RetentionRule
from workflows.models import Deadline
from workflows.selectors.acts import BY_SLUG

NOWHERE = "5f1c7a5e-0000-4000-8000-000000000000"
# Addresses of the demonstration alone are not there otherwise.
UNFILLED: Mapping[str, Any] = {"uuid": NOWHERE, "event": NOWHERE, "dispatch": NOWHERE, "arrival": NOWHERE}

ABOUT_A_PERSON = ("person", "give_role", "absence_of", "hand_over_all", "deactivate_person")
ABOUT_A_CORRESPONDENT = (
    "correspondent",
    "change_correspondent",
    "add_spelling",
    "end_spelling",
    "add_channel",
    "change_channel",
    "end_channel",
)


class Unclassified(LookupError):
    """An address that has no name, or a part that nobody here knows how to fill."""


def patterns(found: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    """Every address."""
    for one in get_resolver().url_patterns if found is None else found:
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns)
        else:
            yield one


def room_of(pattern: URLPattern) -> str:
    """The room whose view answers."""
    return str(pattern.callback.__module__).partition(".")[0]


def addresses(case: Case, *, room: str = "") -> dict[str, str]:
    """line → address, of one room or of all. One with several meanings (an act) has a line for each.

    Raises:
        Unclassified: with what is missing here.
    """
    known = parts(case)
    found: dict[str, str] = {}
    for pattern in patterns():
        if not pattern.name:
            raise Unclassified(f"{pattern.pattern} has no name")
        if room and room_of(pattern) != room:
            continue
        wanted = list(pattern.pattern.converters)
        if "slug" in wanted:
            for slug in sorted(BY_SLUG):
                found[f"{pattern.name}/{slug}"] = reverse(pattern.name, kwargs={"uuid": case.uuid, "slug": slug})
            continue
        about = known.get(pattern.name, {})
        missing = [part for part in wanted if part not in about and part not in known["*"]]
        if missing:
            raise Unclassified(f"{pattern.name}: say in addresses what {', '.join(missing)} is")
        kwargs = {part: about.get(part, known["*"].get(part)) for part in wanted}
        found[pattern.name] = reverse(pattern.name, kwargs=kwargs)
    return found


def about_a_matter() -> set[str]:
    """The names of the addresses that have a part; the others answer alike wherever the matter stands."""
    return {str(pattern.name) for pattern in patterns() if pattern.pattern.converters}


def parts(case: Case) -> dict[str, dict[str, Any]]:
    """What the parts of an address are: "*" for every address, a name for that one alone."""
    document = Document.objects.filter(entry=case.entry_id).order_by("document_no").first()
    recipient = Recipient.objects.filter(case=case).order_by("pk").first()
    mail = Dispatch.objects.filter(distribution__case=case, channel="email").order_by("pk").first()
    delivery = Dispatch.objects.filter(distribution__case=case, board__code="FSN").first()
    referral = case.referrals.order_by("pk").first()
    tasks = Task.objects.filter(process__caseprocess__case=case, flow_task_type="HUMAN").order_by("-pk")
    task = tasks.filter(status__in=("NEW", "ASSIGNED")).first() or tasks.first()
    version = case.reports.first() and case.reports.get().versions.order_by("-number").first()
    findings = version.findings if version else []
    deadline = Deadline.objects.filter(case=case, ended_as="").order_by("pk").first()
    police = Correspondent.objects.get(code="LPO-HUDDINGE")
    about_document = {"uuid": document.uuid if document else NOWHERE, "number": 1}
    return {
        "*": {
            "uuid": case.uuid,
            "recipient_id": recipient.pk if recipient else 0,
            "dispatch_id": mail.pk if mail else 0,
            "dispatch": delivery.uuid if delivery else NOWHERE,
            "arrival": NOWHERE,
            "position": 1,
            "task_id": task.pk if task else 0,
            "referral_id": referral.pk if referral else 0,
            "event": Event.objects.filter(stream=case.stream).order_by("seq")[0].uuid,
            "search": NOWHERE,
            "kind": "handlingar",
            "run": "verify",
            "check": "utan-handlaggare",
            "code": "K02",
            "lift_id": 0,
            "row_id": 0,
            "access_id": 0,
            "request_id": 0,
            "code_id": ClassCode.objects.order_by("pk")[0].pk,
            "rule_id": RetentionRule.objects.order_by("pk")[0].pk,
            "group_id": RecipientGroup.objects.order_by("pk")[0].pk,
            "case_type_id": case.case_type_id,
            "point_id": DelegationPoint.objects.order_by("pk")[0].pk,
            "alias_id": police.aliases.order_by("pk")[0].pk,
            "channel_id": police.channels.order_by("pk")[0].pk,
            "fingerprint": findings[0]["fingerprint"] if findings else "0" * 64,
            "day": case.entry.opened_on.isoformat(),
            "link_id": 0,
            "mandate_id": Mandate.objects.order_by("pk")[0].pk,
            "absence_id": 0,
            "finding": "no_task",
            "row": 0,
            "source": "queue",
            "deadline_id": deadline.pk if deadline else 0,
            "meeting": NOWHERE,
            "board": case.board.uuid,
            "person": NOWHERE,
            "secret": "0" * 64,
            "process": "agreement",
            "version": 1,
            "draft": NOWHERE,
            "node": "close_case",
            "ad_hoc_id": 0,
            "free_day_id": 0,
        },
        "document": about_document,
        "document_file": about_document,
        "document_preview": about_document,
        "finalise_document": about_document,
        "add_version": about_document,
        "compare_document": about_document,
        "cancel_document": about_document,
        "document_secrecy": about_document,
        "propose_document_lift": about_document,
        "number": {"number": case.entry.printed_number},
        "number_form": {"uuid": case.board.uuid},
        "public_matter": {"uuid": case.entry.uuid},
        **{name: {"uuid": police.uuid} for name in ABOUT_A_CORRESPONDENT},
        **{name: {"uuid": case.case_officer.uuid if case.case_officer else NOWHERE} for name in ABOUT_A_PERSON},
        "request_receipt": {"uuid": NOWHERE},
    }
