"""Överenskommelsen som den visas: its text, its parties and who has signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Prefetch

from cases.models import Agreement, AgreementVersion, Case, PaperOriginal, Signature, SignatureSlot
from cases.states import AgreementState, SlotState


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """Underskriftsplats: party, who signs, how far it has come."""

    pk: int
    party: str
    name: str
    title: str
    method: str
    state: str
    state_label: str
    signed_at: datetime | None
    signed_on: date | None
    kept_at: str
    scan: str
    decline_reason: str
    recorded_by: str
    confirmed_by: str


@dataclass(frozen=True, slots=True)
class AgreementCard:
    """Överenskommelsen i omgången."""

    title: str
    state: str
    state_label: str
    valid_from: date | None
    valid_to: date | None
    mandate: str
    in_force_from: date | None
    version: int
    sections: Sequence[dict[str, Any]]
    areas: Sequence[str]
    document: str
    places: Sequence[PlaceCard]
    signed: int
    not_concluded_reason: str

    @property
    def count(self) -> int:
        """How many places there are."""
        return len(self.places)


def agreement_of(case: Case) -> Agreement | None:
    """The agreement of the case's round."""
    return Agreement.objects.filter(case=case, round=case.round).first()


def latest_text(agreement: Agreement) -> AgreementVersion | None:
    """The text that was last sent for signing."""
    return agreement.versions.filter(number=agreement.latest).select_related("document").first()


def agreement_card(case: Case) -> AgreementCard | None:
    """Överenskommelsen med sina parter; four queries when a text has been sent, one more before that."""
    version = (
        AgreementVersion.objects.filter(
            agreement__case=case, agreement__round=case.round, number=F("agreement__latest")
        )
        .select_related("agreement", "document")
        .first()
    )
    agreement = version.agreement if version else agreement_of(case)
    if agreement is None:
        return None
    content = version.content if version else {}
    places = [place_card(slot, version) for slot in _slots(agreement)]
    return AgreementCard(
        title=agreement.title,
        state=agreement.state,
        state_label=str(AgreementState(agreement.state).label),
        valid_from=agreement.valid_from,
        valid_to=agreement.valid_to,
        mandate=agreement.mandate,
        in_force_from=agreement.in_force_from,
        version=agreement.latest,
        sections=content.get("sections", []),
        areas=content.get("areas", []),
        document=str(version.document.uuid) if version and version.document else "",
        places=places,
        signed=sum(place.state == SlotState.SIGNED for place in places),
        not_concluded_reason=agreement.not_concluded_reason,
    )


def _slots(agreement: Agreement) -> list[SignatureSlot]:
    signatures = Signature.objects.select_related("recorded_by", "confirmed_by")
    originals = PaperOriginal.objects.select_related("scan")
    return list(
        agreement.slots.select_related("party")
        .prefetch_related(Prefetch("signatures", signatures), Prefetch("originals", originals))
        .order_by("position")
    )


def place_card(slot: SignatureSlot, version: AgreementVersion | None) -> PlaceCard:
    """A place with the signature on the latest text, if there is one."""
    signature = next((one for one in slot.signatures.all() if version and one.version_id == version.pk), None)
    original = max(slot.originals.all(), key=lambda one: one.pk, default=None)
    shown = original if slot.state in (SlotState.PAPER_RECORDED, SlotState.SIGNED) else None
    return PlaceCard(
        pk=slot.pk,
        party=slot.party.name,
        name=slot.signatory_name,
        title=slot.signatory_title,
        method=slot.method,
        state=slot.state,
        state_label=str(SlotState(slot.state).label),
        signed_at=signature.signed_at if signature else None,
        signed_on=signature.signed_on if signature else (shown.signed_on if shown else None),
        kept_at=shown.kept_at if shown else "",
        scan=str(shown.scan.uuid) if shown else "",
        decline_reason=slot.decline_reason,
        recorded_by=signature.recorded_by.name if signature else "",
        confirmed_by=signature.confirmed_by.name if signature and signature.confirmed_by else "",
    )
