"""Diarieplanens och gallringsreglernas sidor: what is in force, what is coming and what has ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.capacity import Actor
from diarium.models import ClassCode, DiaryEntry, RetentionRule
from diarium.selectors.alphabet import Leaf, by_name
from diarium.selectors.class_plan import time_text
from diarium.selectors.keyset import COUNTED
from diarium.states import RetentionAction

ALL = "alla"


@dataclass(frozen=True, slots=True)
class Standing:
    """Var i tiden: “Gäller”, “Gäller från …”, “Upphörde …”."""

    label: str
    color: str


@dataclass(frozen=True, slots=True)
class ClassRow:
    """Kod i listan."""

    code: str
    name: str
    rule: str
    valid_from: date | None
    valid_to: date | None
    standing: Standing
    url: str


@dataclass(frozen=True, slots=True)
class ClassList:
    """Diarieplanen: a page of it, by code."""

    rows: Sequence[ClassRow]
    leaf: Leaf[ClassCode]
    when: str
    words: str
    may_keep: bool


@dataclass(frozen=True, slots=True)
class ClassPage:
    """En kod: its dates and rule, its other times, and how many matters the reader may see that have it."""

    row: ClassCode
    standing: Standing
    time: str
    matters: str
    others: Sequence[ClassRow]
    may_keep: bool


@dataclass(frozen=True, slots=True)
class RuleRow:
    """Regel i listan."""

    code: str
    label: str
    what: str
    codes: int
    standing: Standing
    url: str


@dataclass(frozen=True, slots=True)
class RulePage:
    """En regel och koderna som har den."""

    row: RetentionRule
    what: str
    standing: Standing
    time: str
    codes: Sequence[ClassRow]
    more: int
    may_keep: bool


def class_list(actor: Actor, query: Mapping[str, Any], today: date) -> ClassList:
    """Diarieplanen as it is today, or with what has been and what is coming; by code or words of the name."""
    when = ALL if query.get("visa") == ALL else ""
    words = " ".join(str(query.get("q", "")).split())[:200]
    rows = policy.visible(actor, ClassCode).select_related("retention_rule")
    if not when:
        rows = rows.filter(_in_force(today))
    if words:
        rows = rows.filter(Q(code__startswith=words) | Q(name__icontains=words))
    leaf = by_name(rows, "code", query, visa=when, q=words)
    return ClassList(
        rows=[_class_row(row, today) for row in leaf.rows],
        leaf=leaf,
        when=when,
        words=words,
        may_keep=policy.can(actor, "keep_register_tables"),
    )


def class_page(actor: Actor, code_id: int, today: date) -> ClassPage:
    """En klassificeringskod.

    Raises:
        NotVisible: there is none, or not for this reader.
    """
    row = policy.get_visible(actor, ClassCode, pk=code_id)
    others = ClassCode.objects.filter(code=row.code).exclude(pk=row.pk).select_related("retention_rule")
    entries = policy.visible(actor, DiaryEntry).filter(class_code=row).order_by()
    number = entries[: COUNTED + 1].count()
    return ClassPage(
        row=row,
        standing=standing_of(row, today),
        time=time_text(row.valid_from, row.valid_to),
        matters=_("Över 1 000 ärenden")
        if number > COUNTED
        else ngettext("{n} ärende", "{n} ärenden", number).format(n=number),
        others=[_class_row(other, today) for other in others.order_by("valid_from", "pk")],
        may_keep=policy.can(actor, "keep_register_tables"),
    )


def rule_list(actor: Actor, today: date) -> list[RuleRow]:
    """Gallringsreglerna, by code, with how many codes have each."""
    rules = policy.visible(actor, RetentionRule).annotate(number=Count("codes")).order_by("code")
    return [
        RuleRow(
            code=rule.code,
            label=rule.label,
            what=what_happens(rule),
            codes=rule.number,
            standing=standing_of(rule, today),
            url=reverse("retention_rule", args=[rule.pk]),
        )
        for rule in rules
    ]


def rule_page(actor: Actor, rule_id: int, today: date, *, shown: int = 50) -> RulePage:
    """En gallringsregel.

    Raises:
        NotVisible: there is none, or not for this reader.
    """
    row = policy.get_visible(actor, RetentionRule, pk=rule_id)
    codes = list(ClassCode.objects.filter(retention_rule=row).order_by("code", "pk")[: shown + 1])
    more = max(ClassCode.objects.filter(retention_rule=row).count() - shown, 0) if len(codes) > shown else 0
    for code in codes:
        code.retention_rule = row
    return RulePage(
        row=row,
        what=what_happens(row),
        standing=standing_of(row, today),
        time=time_text(row.valid_from, row.valid_to),
        codes=[_class_row(code, today) for code in codes[:shown]],
        more=more,
        may_keep=policy.can(actor, "keep_register_tables"),
    )


def what_happens(rule: RetentionRule) -> str:
    """“Bevaras”, “Gallras 2 år efter: ärendet avslutat”."""
    if rule.action == RetentionAction.PRESERVE:
        return _("Bevaras")
    event = str(rule.get_from_event_display()).lower()
    if not rule.years:
        return _("Gallras vid inaktualitet, räknat från: {event}").format(event=event)
    return ngettext("Gallras {n} år efter: {event}", "Gallras {n} år efter: {event}", rule.years).format(
        n=rule.years, event=event
    )


def standing_of(row: ClassCode | RetentionRule, today: date) -> Standing:
    """Where the row stands on the day."""
    if row.valid_to is not None and row.valid_to < today:
        return Standing(_("Upphörde {date}").format(date=row.valid_to.isoformat()), "neutral")
    if row.valid_from is not None and row.valid_from > today:
        return Standing(_("Gäller från {date}").format(date=row.valid_from.isoformat()), "info")
    if row.valid_to is not None:
        return Standing(_("Upphör {date}").format(date=row.valid_to.isoformat()), "warning")
    return Standing(_("Gäller"), "success")


def rules_in_force(today: date) -> QuerySet[RetentionRule]:
    """Reglerna som kan väljas i dag, by code."""
    return RetentionRule.objects.filter(_in_force(today)).order_by("code")


def _in_force(today: date) -> Q:
    return (Q(valid_from__isnull=True) | Q(valid_from__lte=today)) & (Q(valid_to__isnull=True) | Q(valid_to__gte=today))


def _class_row(row: ClassCode, today: date) -> ClassRow:
    return ClassRow(
        code=row.code,
        name=row.name,
        rule=row.retention_rule.label if row.retention_rule else "",
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        standing=standing_of(row, today),
        url=reverse("class_code", args=[row.pk]),
    )
