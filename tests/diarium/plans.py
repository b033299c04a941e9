"""Klasser och planer att läsa in."""

from __future__ import annotations

from diarium.models import ClassCode
from diarium.selectors.plan_report import PlanReport
from diarium.services.plan_import import import_class_plan
from tests.diarium.conftest import AT, REGISTRAR

PLAN = """kod;namn;gäller från;gäller till;gallringsregel
103;Brottsförebyggande arbete;2015-01-01;;PRESERVE
142;Trygghet och säkerhet;2015-01-01;2026-12-31;WEED-2-CLOSED
1.2.3;Kris och beredskap;2020-01-01;;Bevaras
"""
RULES = """kod;benämning;åtgärd;år;räknas från;gäller från;gäller till
A1;Bevaras;Bevara;;;2020-01-01;
A2;Gallras efter fem år;gallras;5;ärendet avslutat;;
A3;Gallras tio år efter avtalet;gallra;10 år;Avtalet löpt ut;;2030-12-31
"""


def read_in(text: str | bytes, **options: object) -> PlanReport:
    content = text.encode() if isinstance(text, str) else text
    return import_class_plan(content=content, actor=REGISTRAR, at=AT, **options)  # type: ignore[arg-type]


def code(number: str, **more: object) -> ClassCode:
    return ClassCode.objects.get(code=number, **more)
