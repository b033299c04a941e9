"""Fristående uppgift: what its page shows, those of a matter, and whom one can be given to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.policy.conflict import conflicted_column, is_conflicted, read_with
from cases.selectors.frame import TaskRow
from cases.selectors.page import subject_of
from workflows.models import AdHocTask
from workflows.models.ad_hoc_task import GROUPS, AdHocState
from workflows.selectors.people import to_choose_between, who_may_act, workers
from workflows.selectors.wording import case_address, group_name

SHOWN = 200


@dataclass(frozen=True, slots=True)
class AdHocPage:
    """Uppgiftens sida. `holder_id` is None while the task waits in the group's list, which `holder` then names."""

    pk: int
    title: str
    number: str
    subject: str
    case_url: str
    due: date | None
    giver: str
    given: datetime
    holder: str
    holder_id: int | None
    since: datetime
    mine: bool
    open: bool
    outcome: str
    comment: str
    ended: datetime | None
    ended_by: str
    may_do: bool
    may_claim: bool
    may_hand_over: bool
    may_release: bool
    may_take_back: bool


def ad_hoc_page(actor: Actor, ad_hoc_id: int) -> AdHocPage:
    """Uppgiften som personen ser den.

    Raises:
        NotVisible: there is none, or the person may not act in its matter.
    """
    task = (
        policy.visible(actor, AdHocTask)
        .filter(pk=ad_hoc_id)
        .select_related("owner", "created_by", "ended_by", "case__entry")
        .annotate(conflicted_=conflicted_column("case"))
        .first()
    )
    if task is None:
        raise policy.NotVisible
    read_with(task, task.case)
    is_open = task.state == AdHocState.OPEN
    may_do = is_open and policy.can(actor, "do_ad_hoc_task", task)
    owned = task.owner_id is not None
    return AdHocPage(
        pk=task.pk,
        title=task.text,
        number=task.case.entry.printed_number,
        subject=subject_of(task.case),
        case_url=case_address(task.case),
        due=task.due,
        giver=task.created_by.name,
        given=task.created_at,
        holder=holder_of_ad_hoc(task),
        holder_id=task.owner_id,
        since=task.given_at,
        mine=owned and task.owner_id in actor.sides,
        open=is_open,
        outcome=str(AdHocState(task.state).label),
        comment=task.comment,
        ended=task.ended_at,
        ended_by=task.ended_by.name if task.ended_by else "",
        may_do=may_do,
        may_claim=may_do and not owned,
        may_hand_over=may_do and task.owner_id in (None, actor.user_id),
        may_release=may_do and task.owner_id == actor.user_id and bool(task.role),
        may_take_back=is_open and policy.can(actor, "take_back_ad_hoc_task", task),
    )


def holder_of_ad_hoc(task: AdHocTask) -> str:
    """Who has it: the person, or the group in whose list it waits."""
    return task.owner.name if task.owner else group_name(task.role)


def ended_ad_hoc(case: Case) -> QuerySet[AdHocTask]:
    """De avslutade i ett ärende, the latest first (one query)."""
    rows = AdHocTask.objects.filter(case=case).exclude(state=AdHocState.OPEN).select_related("ended_by")
    return rows.order_by("-ended_at", "-pk")[:SHOWN]


def beside_column() -> dict[str, ArraySubquery]:
    """De öppna i ett ärende, the oldest first, read together with the matter."""
    return {"beside_": ArraySubquery(_open_rows(AdHocTask.objects.filter(case=OuterRef("pk"))))}


def _open_rows(rows: QuerySet[AdHocTask]) -> QuerySet[AdHocTask, Any]:
    row = JSONObject(id="pk", text="text", role="role", name="owner__name", owner="owner", since="given_at", due="due")
    return rows.filter(state=AdHocState.OPEN).order_by("pk").annotate(row_=row).values("row_")


def beside_rows(actor: Actor, case: Case) -> Iterator[TaskRow]:
    """De öppna som rader på ärendets sidor (no query where they were read with the matter)."""
    rows = getattr(case, "beside_", None)
    if rows is None:
        rows = [row["row_"] for row in _open_rows(AdHocTask.objects.filter(case=case))]
    out = is_conflicted(actor.user_id, case)
    for row in rows:
        yield TaskRow(
            title=row["text"],
            holder=row["name"] or group_name(row["role"]),
            since=datetime.fromisoformat(row["since"]),
            due=date.fromisoformat(row["due"]) if row["due"] else None,
            url=reverse("ad_hoc_task", args=[row["id"]]),
            own=row["owner"] is not None and row["owner"] in actor.sides and not out,
            beside=True,
        )


def receivers(case: Case, *, on: date, besides: int | None = None) -> list[tuple[int, str]]:
    """Vem en uppgift i ärendet kan ges till: those who work with matters and may see this one, by name (one query)."""
    return to_choose_between(who_may_act(case, workers(on=on).exclude(pk=besides or 0), on=on))


def people_and_groups(case: Case, *, on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Valen i Till: people, and the groups whose list the task can wait in."""
    people = [(f"person:{pk}", name) for pk, name in receivers(case, on=on)]
    groups = [(f"grupp:{role}", group_name(role)) for role in GROUPS]
    return [(_("Personer"), people), (_("Grupper"), groups)]
