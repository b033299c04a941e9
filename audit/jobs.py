"""Händelseloggens jobb."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from audit import services
from audit.selectors import verify


@app.periodic(cron="17 * * * *")
@app.task(name="audit.sweep_requests", queue="sweep", queueing_lock="audit.sweep_requests")
def sweep_requests(timestamp: int) -> None:
    """Städa begäranden som är äldre än nittio dagar; safe to run at any time, no retry."""
    services.sweep_requests()


@app.periodic(cron="0 5 * * *")
@app.task(name="audit.verify", queue="sweep", queueing_lock="audit.verify")
def verify_the_log(timestamp: int) -> None:
    """Verifiera varje natt och skriv ned det; the registry's page Kontroll shows the newest."""
    started = timezone.now()
    report = verify()
    services.record_check(
        "verify", started_at=started, ended_at=timezone.now(), checked=report.events, findings=report.findings
    )
