"""Händelseloggens jobb."""

from __future__ import annotations

from procrastinate.contrib.django import app

from audit import services


@app.periodic(cron="17 * * * *")
@app.task(name="audit.sweep_requests", queue="sweep", queueing_lock="audit.sweep_requests")
def sweep_requests(timestamp: int) -> None:
    """Städa begäranden som är äldre än nittio dagar; safe to run at any time, no retry."""
    services.sweep_requests()
