"""Rendering: a document from its record, always by typst, always in a child process with limits.

Same record, same `at`, same bytes: the time is the version's, never the clock's. Strings are data and never markup.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Final

from django.conf import settings

FONTS: Final = Path(__file__).parent / "fonts"
TEMPLATES: Final = Path("templates") / "documents"
TIMEOUT_SECONDS: Final = 60
_NAME: Final = re.compile(r"[a-z][a-z_]*")


class Profile(Enum):
    """Slag av PDF: the standards that the file keeps."""

    DOCUMENT = ("a-2a", "ua-1")
    RECORD = ("a-3a", "ua-1")
    """As DOCUMENT, with the record embedded as `arende.json`, so that it can be read back without loss."""


class RenderFailed(RuntimeError):
    """The document could not be set: a fault of the template or of data that the text gate should have stopped."""


def render(template: str, data: Mapping[str, Any], *, at: datetime, profile: Profile = Profile.DOCUMENT) -> bytes:
    """Sätt handlingen: the PDF of a template ("staff_report") and its record.

    Raises:
        RenderFailed: typst refused it, or it took too long.
        ValueError: no such template.
    """
    return _compiled(_source(template), data, at=at, profile=profile)


def draw(template: str, data: Mapping[str, Any], *, at: datetime) -> list[str]:
    """Rita handlingen sida för sida: the pages of a template and its record as SVG, to be looked at.

    Raises:
        RenderFailed, ValueError: as `render`.
    """
    pages: list[str] = json.loads(_compiled(_source(template), data, at=at, kind="svg"))
    return pages


def compile_pdf(source: Path, data: Mapping[str, Any], *, at: datetime, profile: Profile = Profile.DOCUMENT) -> bytes:
    """Sätt en mall som ligger i en mapp, which is all that it can read.

    Raises:
        RenderFailed: as `render`.
    """
    return _compiled(source, data, at=at, profile=profile)


def _source(template: str) -> Path:
    source = Path(settings.BASE_DIR) / TEMPLATES / f"{template}.typ"
    if not _NAME.fullmatch(template) or not source.is_file():
        raise ValueError(template)
    return source


def _compiled(
    source: Path, data: Mapping[str, Any], *, at: datetime, kind: str = "pdf", profile: Profile = Profile.DOCUMENT
) -> bytes:
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    if profile is Profile.RECORD:
        inputs["record"] = "arende.json"
    order = {
        "template": str(source),
        "root": str(source.parent),
        "fonts": str(FONTS),
        "format": kind,
        "inputs": inputs,
        "standards": list(profile.value) if kind == "pdf" else [],
        "timestamp": int(at.timestamp()),
    }
    command = [sys.executable, "-I", str(Path(__file__).with_name("compile.py"))]
    name = source.stem
    try:
        done = subprocess.run(
            command, input=json.dumps(order).encode(), capture_output=True, timeout=TIMEOUT_SECONDS, env={}, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise RenderFailed(name) from error
    if done.returncode:
        raise RenderFailed(f"{name}: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout
