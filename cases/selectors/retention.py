"""Klassificering och gallring: which rule a matter follows, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import policy
from accounts.capacity import Actor
from cases.models import Case
from cases.selectors.frame import CheckItem
from diarium.models import RetentionRule
from diarium.selectors.classification import what_happens


@dataclass(frozen=True, slots=True)
class RetentionPage:
    """Ett ärendes klassificering och gallring, and where what is missing is mended."""

    checks: Sequence[CheckItem]
    class_name: str
    class_url: str
    class_rule: RetentionRule | None
    type_name: str
    type_rule: RetentionRule | None
    rule: RetentionRule | None
    what: str
    reclassify_url: str
    may_keep: bool


def retention_of(case: Case) -> RetentionRule | None:
    """Ärendets gallringsregel: the class's own, else the case type's."""
    code = case.entry.class_code
    return (code.retention_rule if code else None) or case.case_type.retention


def retention_page(actor: Actor, case: Case) -> RetentionPage:
    """Sidan i ett ärende."""
    code, rule = case.entry.class_code, retention_of(case)
    may_keep = policy.can(actor, "keep_register_tables")
    return RetentionPage(
        checks=list(_checks(actor, case, may_keep=may_keep)),
        class_name=str(code) if code else "",
        class_url=reverse("class_code", args=[code.pk]) if code and policy.can(actor, "read_register_tables") else "",
        class_rule=code.retention_rule if code else None,
        type_name=case.case_type.name,
        type_rule=case.case_type.retention,
        rule=rule,
        what=what_happens(rule) if rule else "",
        reclassify_url=_reclassify(actor, case),
        may_keep=may_keep,
    )


def _checks(actor: Actor, case: Case, *, may_keep: bool) -> Iterator[CheckItem]:
    code = case.entry.class_code
    if code is None:
        url = _reclassify(actor, case)
        yield CheckItem(_("Klassificering saknas."), "missing", url, _("Klassificera ärendet") if url else "")
    if retention_of(case) is not None:
        yield CheckItem(_("Gallringsregel finns"), "done")
        return
    if not may_keep:
        yield CheckItem(_("Gallringsregel saknas."), "missing")
        return
    if code is not None:
        link = _("Ange koden {code}s regel").format(code=code.code)
        yield CheckItem(_("Gallringsregel saknas."), "missing", reverse("change_class_code", args=[code.pk]), link)
    else:
        link = _("Ange ärendetypens regel")
        where = reverse("change_case_type", args=[case.case_type_id])
        yield CheckItem(_("Gallringsregel saknas."), "missing", where, link)


def _reclassify(actor: Actor, case: Case) -> str:
    return reverse("change_class", args=[case.uuid]) if policy.can(actor, "correct_entry", case.entry) else ""
