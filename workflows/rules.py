"""Regler om processen: what stops a matter from moving on although its step is legal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from audit.rules import Refusal


class NoWay(Refusal):
    """The version of the process that the matter follows was made before there was such a value."""

    sentence = _("Ärendets process har ingen väg vidare för det valet. Byt till en nyare version av processen först.")
    status = 409


def way_of(value: str, ways: Mapping[str, Any]) -> Any:
    """Vägen ur ett val.

    Raises:
        NoWay: the definition has none for the value.
    """
    if value not in ways:
        raise NoWay
    return ways[value]
