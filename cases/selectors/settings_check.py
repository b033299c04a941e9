"""Kontroll av inställningar (S14): what is missing or not confirmed in the register's tables, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import policy
from accounts.capacity import Actor
from accounts.models import Board
from cases.models import CaseType
from cases.selectors.frame import FRAME, CheckItem
from diarium.models import ClassCode, Correspondent, CorrespondentChannel, RecipientGroup
from diarium.selectors import classes_in_force, is_list
from diarium.selectors.group import ended_on

SHOWN = 20
CONFIRMED_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class CheckedPart:
    """En del av kontrollen: its heading and its rows; one ✓ when nothing is wrong."""

    heading: str
    items: Sequence[CheckItem]


def settings_check(actor: Actor, today: date) -> list[CheckedPart]:
    """Alla delar, in the order of the administration."""
    codes = list(classes_in_force(today).select_related("retention_rule").order_by("code", "pk"))
    return [
        _part(_("Nämnder"), _boards(today), _("Alla nämnders koder är bekräftade"), reverse("board_list")),
        _part(_("Mottagare"), _unreached(actor), _("Alla mottagare har en adress"), reverse("correspondents")),
        _part(
            _("Mottagargrupper"),
            _groups(today),
            _("Alla grupper är bekräftade det senaste året"),
            reverse("recipient_groups"),
        ),
        _part(
            _("Klassificering"),
            _codes(codes, today),
            _("Alla klassificeringskoder har namn och gallringsregel"),
            reverse("class_plan"),
        ),
        _part(
            _("Ärendetyper"),
            _case_types(today),
            _("Alla ärendetyper har klassificering och gallringsregel"),
            reverse("case_types"),
        ),
        _part(
            _("Processer"),
            FRAME.roles(actor, today),
            _("Alla processteg har en ansvarig roll"),
            reverse("processes"),
        ),
    ]


def _part(heading: str, found: Iterable[CheckItem], fine: str, whole: str) -> CheckedPart:
    """At most twenty rows; the rest are counted, with a link to the whole list."""
    rows = iter(found)
    items = list(islice(rows, SHOWN))
    rest = sum(1 for _row in rows)
    if rest:
        told = ngettext("och {n} till", "och {n} till", rest).format(n=rest)
        items.append(CheckItem(told, "info", whole, _("Visa alla"), _("Fler")))
    return CheckedPart(heading, items or [CheckItem(fine, "done")])


def _boards(today: date) -> Iterator[CheckItem]:
    rows = Board.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=today)).order_by("name", "pk")
    for board in rows.filter(Q(code_confirmed=False) | Q(confirmed=False)):
        if board.confirmed:
            told = _("Koden {kod} för {namnd} är inte bekräftad av kommunen.").format(kod=board.code, namnd=board.name)
        else:
            told = _("{namnd} är inte bekräftad av kommunen.").format(namnd=board.name)
        yield CheckItem(told, "warning", reverse("board_list"), _("Visa nämnderna"))


def _unreached(actor: Actor) -> Iterator[CheckItem]:
    in_use = CorrespondentChannel.objects.filter(correspondent=OuterRef("pk"), ended_on__isnull=True)
    rows = policy.visible(actor, Correspondent).filter(~Exists(in_use), email="").order_by("name", "pk")
    for row in rows:
        told = _("{mottagare} har ingen adress.").format(mottagare=row.name)
        yield CheckItem(told, "warning", reverse("correspondent", args=[row.uuid]), _("Lägg till adress"))


def _groups(today: date) -> Iterator[CheckItem]:
    for group in RecipientGroup.objects.order_by("name", "pk"):
        url = reverse("recipient_group", args=[group.pk])
        confirmed = group.rule.get("confirmed_on")
        if ended_on(group) is not None or not (is_list(group) or group.rule.get("kinds")):
            continue  # out of use, or what stays in the matter
        if is_list(group) and not group.rule["members"]:
            yield CheckItem(_("Gruppen {grupp} är tom.").format(grupp=group.name), "error", url, _("Granska gruppen"))
        elif not group.confirmed:
            told = _("Gruppen {grupp} är inte kontrollerad.").format(grupp=group.name)
            yield CheckItem(told, "warning", url, _("Granska gruppen"))
        elif confirmed and today - date.fromisoformat(confirmed) > CONFIRMED_FOR:
            told = _("Gruppen {grupp} är inte kontrollerad sedan {year}.")
            yield CheckItem(told.format(grupp=group.name, year=confirmed[:4]), "warning", url, _("Granska gruppen"))


def _codes(codes: Sequence[ClassCode], today: date) -> Iterator[CheckItem]:
    for code in codes:
        url, rule = reverse("change_class_code", args=[code.pk]), code.retention_rule
        if not code.name:
            told = _("Klassificeringskoden {kod} har inget namn.").format(kod=code.code)
            yield CheckItem(told, "warning", url, _("Lägg till namn"))
        if rule is None:
            told = _("Klassificeringskoden {kod} har ingen gallringsregel. Ärendetypens regel gäller.")
            yield CheckItem(told.format(kod=code.code), "info", url, _("Lägg till regel"))
        elif rule.valid_to is not None and rule.valid_to < today:
            told = _("Gallringsregeln {regel} för koden {kod} har upphört.")
            yield CheckItem(told.format(regel=rule.code, kod=code.code), "error", url, _("Välj en annan regel"))


def _case_types(today: date) -> Iterator[CheckItem]:
    for row in CaseType.objects.select_related("default_class", "retention").order_by("name", "pk"):
        url = reverse("change_case_type", args=[row.pk])
        if row.retention is None:
            told = _("Ärendetypen {typ} har ingen gallringsregel. Ärenden utan regel går inte att avsluta.")
            yield CheckItem(told.format(typ=row.name), "error", url, _("Lägg till regel"))
        elif row.retention.valid_to is not None and row.retention.valid_to < today:
            told = _("Gallringsregeln {regel} för ärendetypen {typ} har upphört.")
            yield CheckItem(told.format(regel=row.retention.code, typ=row.name), "error", url, _("Välj en annan regel"))
        code = row.default_class
        if code is None:
            told = _("Ärendetypen {typ} har ingen klassificering att föreslå.")
            yield CheckItem(told.format(typ=row.name), "info", url, _("Lägg till klassificering"))
        elif code.valid_to is not None and code.valid_to < today:
            told = _("Koden {kod} för ärendetypen {typ} har upphört.")
            yield CheckItem(told.format(kod=code.code, typ=row.name), "error", url, _("Välj en annan kod"))
