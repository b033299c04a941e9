"""Namnens ord: what people call the assignees, facts, collections, jobs and steps that a definition names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from cases.states import Outcome
from workflows.definitions.acts import ACT_WORDS

if TYPE_CHECKING:
    from audit.rules import Sentence

LABELS: dict[str, Sentence] = {
    **{outcome.value: outcome.label for outcome in Outcome},
    **{act: words.heading for act, words in ACT_WORDS.items()},
    "case_officer": _("Ärendets handläggare"),
    "signer": _("Den som ska underteckna"),
    "asked": _("Den som är tillfrågad"),
    "unit_head_of_case": _("Chefen för ärendets enhet"),
    "chair_of_body": _("Ordföranden i ärendets nämnd"),
    "open_contributions": _("Varje part som ska lämna underlag"),
    "open_referrals": _("Varje remissinstans"),
    "waiting_slots": _("Varje part som ska underteckna"),
    "decision_outcome": _("Vad beslutades?"),
    "signing_result": _("Har alla undertecknat?"),
    "signed": _("Ja"),
    "declined": _("Nej, en part har avböjt"),
    "after_preparation": _("Vart leder beredningen?"),
    "to_council": _("Förslag till kommunfullmäktige"),
    "to_board": _("Förslag till nämnden"),
    "referred_back_to": _("Vart återremitterades ärendet?"),
    "proposal": _("Till förslaget"),
    "analysis": _("Till lägesbilden"),
    "render_agreement": _("Gör överenskommelsen som pdf"),
    "render_extract": _("Gör protokollsutdraget som pdf"),
    "take_back_report": _("Ta tillbaka förslaget från godkännaren"),
    "refer_back": _("Återremittera"),
    "refer_back_to_analysis": _("Återremittera till lägesbilden"),
    "start_signing": _("Gå vidare till undertecknande"),
    "start_distribution": _("Gå vidare till expediering"),
    "finish_signing": _("Avsluta undertecknandet"),
}
