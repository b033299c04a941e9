"""Överenskommelsens formulär: draw it up with its signatories, sign it, and record a signature on paper (S8)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm
from accounts.models import Role, User
from cases.models import Case, Party
from cases.selectors.agreement import agreement_of, latest_text
from cases.states import SigningMethod
from diarium.engine.prose import blocks_to_text, text_to_blocks

PAPER = "paper"
MUNICIPAL_SIGNERS = (Role.DIRECTOR, Role.DEPUTY_DIRECTOR, Role.CHAIR)
HEADING = "### "


class DrawUpForm(KeyedForm):
    """Upprätta överenskommelsen: title, period and text. The places of the parties are added per matter."""

    title = forms.CharField(
        label=_("Rubrik"), max_length=500, error_messages={"required": _("Fyll i överenskommelsens rubrik.")}
    )
    valid_from = DateField(label=_("Gäller från och med"))
    valid_to = DateField(label=_("Gäller till och med"))
    text = forms.CharField(
        label=_("Överenskommelsens text"),
        help_text=_("Skriv en rubrik på en egen rad efter ### och en punkt i en lista efter bindestreck."),
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=60000,
        error_messages={"required": _("Skriv överenskommelsens text.")},
    )

    def clean(self) -> dict[str, Any]:
        """The period is in order, and every place has somebody who signs."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("valid_from"), cleaned.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("Överenskommelsen slutar gälla innan den börjar. Ändra något av datumen."))
        for name in [name for name in self.fields if name.startswith("signer_")]:
            party = name.removeprefix("signer_")
            if cleaned.get(name) == PAPER and not cleaned.get(f"name_{party}", "").strip():
                self.add_error(f"name_{party}", _("Fyll i vem som undertecknar."))
        return cleaned

    def places(self) -> Iterator[dict[str, Any]]:
        """The parties with their fields, for the template."""
        for name in self.fields:
            if name.startswith("signer_"):
                party = name.removeprefix("signer_")
                label = self.fields[name].party  # type: ignore[attr-defined]
                yield {"party": label, "fields": [self[name], self[f"name_{party}"], self[f"title_{party}"]]}


def draw_up_form(case: Case) -> type[DrawUpForm]:
    """Formuläret med en plats för varje part."""
    people = _signers()
    fields: dict[str, forms.Field] = {}
    for party in case.parties.select_related("correspondent").order_by("position"):
        able = people["municipality"] if party.is_municipality else people["outside"]
        field = forms.ChoiceField(
            label=_("Sätt att underteckna"),
            choices=[
                ("", _("Välj hur parten undertecknar")),
                *((str(user.pk), _("{namn}, som inloggad person").format(namn=user.name)) for user in able),
                (PAPER, _("Underskrift på papper")),
            ],
            error_messages={"required": _("Välj hur parten undertecknar.")},
        )
        field.party = party.name  # type: ignore[attr-defined]
        fields[f"signer_{party.pk}"] = field
        fields[f"name_{party.pk}"] = forms.CharField(
            label=_("Undertecknare"),
            required=False,
            max_length=150,
            help_text=_("Behövs bara vid underskrift på papper."),
        )
        fields[f"title_{party.pk}"] = forms.CharField(label=_("Titel"), required=False, max_length=150)
    return type("DrawUpForm", (DrawUpForm,), fields)


def draw_up_initial(case: Case) -> dict[str, Any]:
    """What is known beforehand: the last text, or the proposal's title, areas and the current instrument's period."""
    agreement = agreement_of(case)
    if agreement is None:
        return {}
    initial: dict[str, Any] = {"title": agreement.title}
    current = case.instruments.filter(current=True).first()
    if current is not None:
        initial |= {"title": current.name, "valid_from": current.valid_from, "valid_to": current.valid_to}
    latest = latest_text(agreement)
    if latest is not None:
        content = latest.content
        initial |= {
            "title": content["title"],
            "valid_from": date.fromisoformat(content["valid_from"]),
            "valid_to": date.fromisoformat(content["valid_to"]),
            "text": sections_to_text(content["sections"]),
        }
    for party in case.parties.all():
        initial |= _known_signer(party)
    return initial


def _known_signer(party: Party) -> dict[str, Any]:
    slot = party.slots.order_by("-id").first()
    if slot is None:
        title = party.correspondent.signatory_title if party.correspondent else ""
        return {f"title_{party.pk}": title, f"signer_{party.pk}": "" if party.is_municipality else PAPER}
    return {
        f"signer_{party.pk}": str(slot.signatory_id) if slot.method == SigningMethod.LOGGED_IN else PAPER,
        f"name_{party.pk}": slot.signatory_name,
        f"title_{party.pk}": slot.signatory_title,
    }


def _signers() -> dict[str, list[User]]:
    people = list(
        User.objects.filter(is_active=True, mandates__role__in=[*MUNICIPAL_SIGNERS, Role.SIGNATORY])
        .prefetch_related("mandates")
        .order_by("name", "pk")
        .distinct()
    )
    outside = [user for user in people if any(one.role == Role.SIGNATORY for one in user.mandates.all())]
    return {"outside": outside, "municipality": [user for user in people if user not in outside]}


def draw_up_payload(cleaned: dict[str, Any]) -> dict[str, Any]:
    """What the step reads: sections as blocks, and a place for each party."""
    people = {str(user.pk): user for user in [*_signers()["municipality"], *_signers()["outside"]]}
    slots: list[dict[str, Any]] = []
    for name in [name for name in cleaned if name.startswith("signer_")]:
        party = name.removeprefix("signer_")
        person = people.get(cleaned[name])
        slots.append(
            {
                "party": int(party),
                "method": SigningMethod.LOGGED_IN if person else SigningMethod.PAPER,
                "signatory": person.pk if person else None,
                "name": person.name if person else cleaned[f"name_{party}"],
                "title": cleaned[f"title_{party}"] or (person.title if person else ""),
            }
        )
    return {
        "title": cleaned["title"],
        "valid_from": cleaned["valid_from"].isoformat(),
        "valid_to": cleaned["valid_to"].isoformat(),
        "sections": text_to_sections(cleaned["text"]),
        "slots": slots,
    }


def text_to_sections(text: str) -> list[dict[str, Any]]:
    """Avsnitten: each heading begins one; what stands before the first has none."""
    sections: list[dict[str, Any]] = []
    for block in text_to_blocks(text):
        if "h3" in block:
            sections.append({"heading": block["h3"], "blocks": []})
        else:
            if not sections:
                sections.append({"heading": "", "blocks": []})
            sections[-1]["blocks"].append(block)
    return sections


def sections_to_text(sections: list[dict[str, Any]]) -> str:
    """The text as it was written."""
    blocks: list[dict[str, Any]] = []
    for section in sections:
        blocks += ([{"h3": section["heading"]}] if section["heading"] else []) + section["blocks"]
    return blocks_to_text(blocks)


class SignForm(KeyedForm):
    """Underteckna som inloggad person."""

    read = forms.BooleanField(label=_("Jag har läst överenskommelsen"), required=False)

    def clean(self) -> dict[str, Any]:
        """Who signs has read it; who declines need not say so."""
        cleaned = super().clean() or {}
        if self.data.get("outcome") == "sign" and not cleaned.get("read"):
            self.add_error("read", _("Kryssa i att du har läst överenskommelsen."))
        return cleaned


class PaperForm(KeyedForm):
    """Registrera underskrift på papper: scan, date on the original, and where it is kept."""

    scan = forms.FileField(
        label=_("Inskannat original"),
        required=False,
        help_text=_("Till exempel en pdf. Filen blir en handling i ärendet."),
    )
    signed_on = DateField(label=_("Datum på originalet"), required=False)
    kept_at = forms.CharField(
        label=_("Originalet förvaras"), required=False, max_length=200, help_text=_("Till exempel närarkivet, plan 2.")
    )

    no_optional_mark = True

    def clean(self) -> dict[str, Any]:
        """What a recorded signature needs; a party that does not sign needs only the reason."""
        cleaned = super().clean() or {}
        if self.data.get("outcome") != "record_paper":
            return cleaned
        if not cleaned.get("scan") and "scan" not in self.errors:
            self.add_error("scan", _("Välj filen med det inskannade originalet."))
        if not cleaned.get("signed_on") and "signed_on" not in self.errors:
            self.add_error("signed_on", _("Skriv ett datum, till exempel 2020-10-28."))
        elif cleaned.get("signed_on") and cleaned["signed_on"] > timezone.localdate():
            self.add_error("signed_on", _("Datumet ligger i framtiden."))
        if not cleaned.get("kept_at", "").strip():
            self.add_error("kept_at", _("Skriv var originalet förvaras."))
        return cleaned
