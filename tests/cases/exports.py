"""Uttag som prov beställer och läser."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from cases.services import export as services
from diarium.models import Export
from tests import builders
from tests.builders import RUT

BOM = "\ufeff"


def _fetched(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    content: Iterator[bytes] = response.streaming_content  # type: ignore[attr-defined]
    return b"".join(content).decode()


def _rows(content: str) -> list[list[str]]:
    assert content.startswith(BOM)
    return list(csv.reader(io.StringIO(content.removeprefix(BOM)), delimiter=";"))


def _ordered(name: str = RUT, **of: Any) -> Export:
    asked = {"kind": "handlingar", "format": "csv", "query": {}, "key": uuid4().hex, **of}
    return services.order_export(**asked, actor=builders.actor(name), at=timezone.now())
