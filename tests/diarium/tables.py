"""Registrets tabeller på sina sidor: addresses, and what is sent there."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from diarium.models import ClassCode, Correspondent, RecipientGroup, RetentionRule


def police() -> Correspondent:
    return Correspondent.objects.get(code="LPO-HUDDINGE")


def address(name: str) -> str:
    row = police()
    parts: dict[str, dict[str, Any]] = {
        "class_code": {"code_id": ClassCode.objects.get(code="103").pk},
        "retention_rule": {"rule_id": RetentionRule.objects.get(code="PRESERVE").pk},
        "correspondent": {"uuid": row.uuid},
        "recipient_group": {"group_id": RecipientGroup.objects.get(code="ALL_BOARDS").pk},
        "channel": {"uuid": row.uuid, "channel_id": row.channels.all()[0].pk},
        "spelling": {"uuid": row.uuid, "alias_id": row.aliases.all()[0].pk},
    }
    about = {
        "change_class_code": "class_code",
        "end_class_code": "class_code",
        "change_retention_rule": "retention_rule",
        "change_correspondent": "correspondent",
        "add_channel": "correspondent",
        "add_spelling": "correspondent",
        "end_spelling": "spelling",
        "end_channel": "channel",
        "add_member": "recipient_group",
        "change_member": "recipient_group",
        "confirm_group": "recipient_group",
        "end_group": "recipient_group",
    }.get(name, name)
    return reverse(name, kwargs=parts.get(about, {}))
