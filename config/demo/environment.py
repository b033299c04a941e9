"""Miljön i en demonstration: secrets made once, and what the processes are told. The directory `var` holds it all."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

VAR: Path = settings.BASE_DIR / "var"
POSTGRES = VAR / "postgres"
LOGS = VAR / "log"
SECRETS = VAR / "demo.env"
RUNNING = VAR / "demo.running.env"


@dataclass(frozen=True)
class Variant:
    """En demonstration: its database, its files, and whether matters are loaded."""

    database: str
    files: Path
    matters: bool

    @property
    def mail(self) -> Path:
        """Where the mails that were sent are kept."""
        return self.files / "mail"


FILLED = Variant("beslutsgang", VAR / "demo", matters=True)
EMPTY = Variant("beslutsgang_tom", VAR / "demo-empty", matters=False)


def keys() -> dict[str, str]:
    """The secrets of this machine's demonstration; made the first time, kept in a file that only its owner reads."""
    if not SECRETS.exists():
        VAR.mkdir(exist_ok=True)
        lines = (
            f"SECRET_KEY={secrets.token_urlsafe(50)}",
            "AUDIT_MAC_KEY=demo",
            f"AUDIT_MAC_KEYS=demo={secrets.token_hex(32)}",
        )
        SECRETS.touch(mode=0o600)
        SECRETS.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return dict(line.split("=", 1) for line in SECRETS.read_text(encoding="utf-8").splitlines() if "=" in line)


def of_processes(
    variant: Variant, *, database_url: str, owner_url: str, site_url: str, smtp_port: int
) -> dict[str, str]:
    """What web, worker and preparation are started with. The owner's address goes to the preparation alone."""
    return {
        **os.environ,
        **keys(),
        "DEMO": "1",
        "DEBUG": "0",
        "DATABASE_URL": database_url,
        "DATABASE_OWNER_URL": owner_url,
        "BLOB_ROOT": str(variant.files / "blobs"),
        "MAIL_SINK": str(variant.mail),
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(smtp_port),
        "DEFAULT_FROM_EMAIL": "kommunstyrelsen@huddinge.example",
        "MAIL_DOMAIN": "huddinge.example",
        "SITE_URL": site_url,
        "PYTHONUNBUFFERED": "1",
    }


def remember_running(environment: dict[str, str]) -> None:
    """Leave what `make manage` needs to reach the running demonstration, as the app role."""
    names = ("DEMO", "DATABASE_URL", "BLOB_ROOT", "MAIL_SINK", "EMAIL_HOST", "EMAIL_PORT", "SITE_URL", *keys())
    RUNNING.touch(mode=0o600)
    RUNNING.write_text("".join(f"{name}={environment[name]}\n" for name in names), encoding="utf-8")
