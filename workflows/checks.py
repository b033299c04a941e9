"""Systemkontroller av motorn (`engine.md` §1)."""

from __future__ import annotations

from importlib.metadata import packages_distributions
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from workflows.definitions import NAMES, check, compile_flow, parse, shipped_bodies
from workflows.nodes import CaseLock, HumanTask


@register()
def engine_is_used_right(**_kwargs: Any) -> list[CheckMessage]:
    """The packages are the right ones, nothing wraps requests in transactions, viewflow's own app is not installed."""
    found: list[CheckMessage] = []
    if set(packages_distributions().get("django_fsm", [])) != {"django-fsm-2"}:
        found.append(Error("django_fsm comes from another package than django-fsm-2", id="workflows.E001"))
    if not apps.is_installed("viewflow.workflow") or "viewflow" in settings.INSTALLED_APPS:
        found.append(Error("viewflow is used headless: viewflow.workflow and not viewflow", id="workflows.E002"))
    if any(database.get("ATOMIC_REQUESTS") for database in settings.DATABASES.values()):
        found.append(Error("ATOMIC_REQUESTS is off: a door has its own transaction", id="workflows.E003"))
    return found


@register()
def shipped_definitions_are_whole(**_kwargs: Any) -> list[CheckMessage]:
    """Every definition that follows with the product passes the check and compiles with the lock of the case."""
    found: list[CheckMessage] = []
    for code, raw in shipped_bodies().items():
        body = parse(raw)
        found += [Error(f"{code}: {fault}", id="workflows.E004") for fault in check(body, NAMES)]
        if found:
            continue
        flow = compile_flow(body, 0)
        if not isinstance(flow.lock_impl, CaseLock):
            found.append(Error(f"{code}: the flow does not lock the case", id="workflows.E005"))
        for node in flow.instance.nodes():
            if isinstance(node, HumanTask) and not all(path.action for path in node.outcomes.values()):
                found.append(Error(f"{code}.{node.name}: an outcome has no policy action", id="workflows.E006"))
    return found
