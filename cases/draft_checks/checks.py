"""Kontrollerna: every check of a staff report, with its severity and where its demand comes from."""

from __future__ import annotations

from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

from cases.draft_checks import areas, attachments, guides, instruments, mandates, matter, parties, wording
from cases.draft_checks.findings import Check, Draft, Finding, distinct
from cases.draft_checks.register import Register
from cases.reading.structure import Content

CHECKS: tuple[Check, ...] = (
    Check("S01", "error", _("Avsnitten i mallen finns"), _("kommunens mall"), matter.required_headings),
    Check(
        "C01",
        "error",
        _("En handling har en och samma giltighetstid"),
        _("ett avtal har en giltighetstid"),
        instruments.one_period,
        agreements=True,
    ),
    Check(
        "C02",
        "error",
        _("En handling är ingången ett och samma år"),
        _("ett avtal ingås en gång"),
        instruments.one_conclusion,
        agreements=True,
    ),
    Check(
        "C03",
        "error",
        _("Parternas namn är rätt stavade"),
        _("registret över parter"),
        parties.misspelt,
        agreements=True,
    ),
    Check(
        "C04",
        "info",
        _("En part skrivs på ett sätt"),
        _("registret över parter"),
        parties.spelt_in_several_ways,
        agreements=True,
    ),
    Check(
        "C05",
        "warning",
        _("De prioriterade områdena står i samma ordning"),
        _("beslutet är det som har beskrivits"),
        areas.same_order,
        agreements=True,
    ),
    Check(
        "C06",
        "warning",
        _("De prioriterade områdena har samma lydelse"),
        _("beslutet är det som har beskrivits"),
        areas.same_wording,
        agreements=True,
    ),
    Check(
        "C07",
        "error",
        _("Ett uppdrag har ett verb: upprätta, teckna eller underteckna"),
        _("att upprätta, teckna och underteckna är olika saker"),
        mandates.one_act,
        agreements=True,
    ),
    Check(
        "D01",
        "error",
        _("En beslutspunkt ger rätt att underteckna"),
        _("kommunallagen 6 kap. 13–15 §§"),
        mandates.mandate_to_sign,
        agreements=True,
    ),
    Check(
        "D02",
        "warning",
        _("Den som får ett uppdrag får beslutet"),
        _("förvaltningslagen 33 §"),
        mandates.addressees_are_told,
        agreements=True,
    ),
    Check(
        "D03",
        "warning",
        _("Beslutspunkterna går att läsa ensamma"),
        _("protokollet läses utan tjänsteutlåtandet"),
        mandates.stands_alone,
        agreements=True,
    ),
    Check(
        "D04",
        "error",
        _("Tjänsteutlåtandet har det datum som beslutet anger"),
        _("det tjänsteutlåtande som anges är det här"),
        mandates.dated_as_cited,
        agreements=True,
    ),
    Check("T01", "error", _("Meningarna är avslutade"), _("språklagen 11 §"), wording.broken_off),
    Check("T02", "warning", _("Inget ord står två gånger i en uppräkning"), _("språklagen 11 §"), wording.word_twice),
    Check("T03", "info", _("Samma stycke står inte två gånger"), _("språklagen 11 §"), wording.same_paragraph_twice),
    Check(
        "B01",
        "error",
        _("Bilagorna i texten är de i listan"),
        _("läsaren hittar det som nämns"),
        attachments.cited_and_listed,
    ),
    Check(
        "B02",
        "warning",
        _("Bilagorna är så aktuella som texten säger"),
        _("lagen (2023:196) 6 §"),
        attachments.current_as_said,
    ),
    Check(
        "M01",
        "info",
        _("Ett gammalt ärende är bekräftat"),
        _("offentlighets- och sekretesslagen 5 kap. 2 §"),
        matter.old_matter,
    ),
    Check(
        "K01",
        "warning",
        _("Att konsekvenser saknas är motiverat"),
        _("kommunallagen 6 kap. 6 §"),
        matter.consequences_denied,
    ),
    Check(
        "K02",
        "warning",
        _("Barnets bästa är prövat"),
        _("barnkonventionen artikel 3 (lag 2018:1197)"),
        matter.child_best_interest,
    ),
    Check(
        "P01",
        "error",
        _("Avtalens tider följer på varandra"),
        _("avtalens ordning"),
        instruments.chain_of_periods,
        agreements=True,
    ),
    Check(
        "X01",
        "warning",
        _("Beslutspunkterna är hela meningar med ett uppdrag var"),
        _("skrivregler (Nacka kommun)"),
        guides.independent_points,
    ),
    Check(
        "X02",
        "info",
        _("En lång text har en sammanfattning"),
        _("skrivregler (Nacka kommun)"),
        guides.summary_of_the_long,
    ),
    Check(
        "X03",
        "warning",
        _("Bilagorna är daterade och avtalet har inte löpt ut"),
        _("kommuners skrivregler"),
        guides.dated_attachments,
    ),
    Check(
        "X04",
        "warning",
        _("Förkortningar är förklarade"),
        _("offentlighets- och sekretesslagen 4 kap. 1 §"),
        guides.explained_abbreviations,
    ),
    Check(
        "X07",
        "error",
        _("Inga personuppgifter publiceras"),
        _("offentlighets- och sekretesslagen 21 kap., dataskyddsförordningen artikel 5"),
        guides.nothing_personal,
    ),
    Check(
        "X10",
        "error",
        _("Rubriken och beslutet gäller samma år"),
        _("beslutet är det som rubriken säger"),
        guides.same_years,
    ),
    Check(
        "R01",
        "info",
        _("Grupper bland mottagarna delas upp"),
        _("mottagarna låses när beslutet skickas"),
        matter.groups_are_expanded,
    ),
)

BY_CODE = MappingProxyType({check.code: check for check in CHECKS})


def run(content: Content, register: Register) -> list[Finding]:
    """Every finding in the content, in the order of the checks."""
    draft = Draft(content, register)
    return distinct([finding for check in CHECKS for finding in check.run(draft)])
