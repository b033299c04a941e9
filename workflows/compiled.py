"""Kompilerade processer: `agreement_v3` is compiled from its published row when somebody asks for it."""

from __future__ import annotations

import json
import re
from typing import Any

from workflows.definitions import compile_flow, parse
from workflows.models import ProcessDefinition

_NAME = re.compile(r"^(?P<code>[a-z0-9_-]+)_v(?P<version>[0-9]+)$")


def is_version(name: str) -> bool:
    """Whether a name of this module is that of a compiled version."""
    return _NAME.match(name) is not None


def __getattr__(name: str) -> Any:
    """The Flow class of a published version; AttributeError where none was published."""
    match = _NAME.match(name)
    if match is None:
        raise AttributeError(name)
    row = ProcessDefinition.objects.filter(code=match["code"], version=int(match["version"])).first()
    if row is None:
        raise AttributeError(name)
    flow = compile_flow(parse(json.loads(row.body)), row.version)
    globals()[name] = flow
    return flow
