"""De som arbetar med ärenden: the roles that have tasks."""

from __future__ import annotations

from accounts.models import Role

# Those who work with matters: they give tasks beside the flow, and get them.
WORKERS = (
    Role.CASE_OFFICER,
    Role.REGISTRAR,
    Role.UNIT_HEAD,
    Role.BOARD_SECRETARY,
    Role.DEPUTY_DIRECTOR,
    Role.DIRECTOR,
)
