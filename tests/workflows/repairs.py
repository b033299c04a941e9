"""Fel som ses och lagas: what every test of a repair does."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.urls import reverse

from audit.selectors import check_consistency
from config.demo import matters
from tests import builders
from tests.builders import IDA
from tests.cases.pages import as_
from tests.config import strict_html
from workflows import services

DRIFT = "/administration/drift/"


@dataclass(frozen=True)
class Fault:
    """Fel: the damage, the kind of finding that is mended, how, and what the matter waits for afterwards."""

    statement: str
    kind: str
    remedy: str
    waits: list[str]
    step: str = ""


def see_and_mend(fault: Fault) -> None:
    """As Ida does it: the check is run, the finding stands in the list, its page is opened, and the form sent."""
    ida = as_(IDA)
    check_again()
    found = next(one for one in check_consistency() if one.kind == fault.kind)
    page = ida.get(DRIFT)
    url = reverse("mend_finding", args=[found.kind, found.row])
    assert url in page.content.decode()
    assert str(found.sentence) in strict_html.text(page)
    form = ida.get(url)
    assert form.status_code == 200
    fields = {"remedy": fault.remedy, "step": fault.step, "key": uuid4().hex, "reason": "Processen stod still."}

    answer = ida.post(url, fields, follow=True)

    assert "åtgärdat" in strict_html.text(answer), strict_html.text(answer)


def check_again() -> None:
    services.order_check(actor=builders.actor(IDA))
    matters.run_jobs()
