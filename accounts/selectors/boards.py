"""Nämnder."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Board


def boards_active_on(day: date) -> QuerySet[Board]:
    """The boards that exist on the day, by name."""
    return Board.objects.filter(
        Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    ).order_by("name", "pk")


def successors_of(board_id: int) -> QuerySet[Board]:
    """The boards that took over from a board, by name."""
    return Board.objects.filter(precessions__predecessor=board_id).order_by("name", "pk")
