"""Processmallar som följer med: JSON files beside this one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def shipped_bodies() -> dict[str, dict[str, Any]]:
    """code → body of every definition that the product ships."""
    files = sorted(Path(__file__).parent.glob("*.json"))
    bodies = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    return {body["code"]: body for body in bodies}
