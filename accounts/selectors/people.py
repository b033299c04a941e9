"""Personer."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from accounts import policy
from accounts.models import Mandate, User


def holders(role: str, *, on: date, board_id: int | None = None, unit_id: int | None = None) -> QuerySet[User]:
    """The active people who hold the role on the day, stand-ins included, by name; a scope asks for those it covers."""
    mandates = Mandate.objects.filter(policy.stands(on), role=role)
    if board_id is not None:
        mandates = mandates.filter(Q(board__isnull=True) | Q(board=board_id))
    if unit_id is not None:
        mandates = mandates.filter(Q(unit__isnull=True) | Q(unit=unit_id))
    return User.objects.filter(is_active=True, pk__in=mandates.values("user")).order_by("name", "pk")
