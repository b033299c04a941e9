"""Rummets händelser utanför ärendena: their verbs and sentences."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from audit.rules import Sentence

VERBS: Final[dict[str, Sentence]] = {
    "fault_repaired": _("Ett fel i driften åtgärdades."),
    "system_job_retried": _("Jobbet {job} kördes om."),
    "system_job_given_up": _("Jobbet {job} kördes inte om."),
    "process_published": _("publicerade version {version} av processen {title}"),
    "process_draft_started": _("började på ett utkast till processen {title}"),
    "process_draft_changed": _("ändrade utkastet till processen {title}"),
    "process_draft_discarded": _("kasserade utkastet till processen {title}"),
}
