"""Begäran om handling: what of the public register an address of the request form names."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from diarium.models import PublicDocument, PublicMatter
from diarium.selectors.entry import number_template


@dataclass(frozen=True, slots=True)
class Named:
    """Det som en begäran gäller: keys of the register, and the number as people read it."""

    entry_id: int | None = None
    document_id: int | None = None
    text: str = ""


def asked_about(*, document: str = "", matter: str = "") -> Named:
    """What an address of the request form names; nothing but what the public register shows can be named."""
    if document and (found := PublicDocument.objects.select_related("matter").filter(uuid=_uuid(document)).first()):
        return Named(found.matter_id, found.pk, number_template().document(found.matter.number, found.document_no))
    if matter and (entry := PublicMatter.objects.filter(uuid=_uuid(matter)).first()):
        return Named(entry.pk, None, entry.number)
    return Named()


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
