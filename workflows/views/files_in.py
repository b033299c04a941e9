"""Filerna i formuläret: let in, stored and laid out as documents, with what a letter proposes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.rules import Refusal
from diarium.calendar import stockholm_date
from diarium.engine.letter_words import numbers_in
from diarium.services.intake import Enclosed, LetIn, StoredFile, let_in, read_letter
from diarium.states import ArrivalChannel, Direction, DocumentKind
from workflows.forms.kept import Draft, KeptFile, name_of
from workflows.forms.register import EXISTING, empty_draft

if TYPE_CHECKING:
    from diarium.engine.letter import Letter
    from diarium.models import Arrival

TITLE_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Taken:
    """Vad som hände med filerna. `to_check` = there are documents that the person has not seen; `first` = its field."""

    refused: Sequence[str] = ()
    notes: tuple[str, ...] = ()
    to_check: bool = False
    first: str = ""


def take(files: Iterable[UploadedFile[bytes]], draft: Draft) -> Taken:
    """Ta in filerna: one document each, and one for each attachment of a letter."""
    chosen, before = list(files), set(draft.proposed)
    refused, notes, first, letters = [], [], "", 0
    for file in chosen:
        try:
            taken = let_in(file.file, file.name or "")  # type: ignore[arg-type]
        except Refusal as refusal:
            refused.append(f"{file.name}: {refusal.sentence}" if len(chosen) > 1 else str(refusal.sentence))
            continue
        row, said, enclosed = _lay_out(taken, draft)
        first = first or (name_of("title", row) if row is not None else "")
        notes += said
        letters += enclosed
    to_check = bool(chosen) and (len(chosen) > 1 or letters > 0 or draft.proposed > before)
    if to_check and not refused:
        notes.append(_("Kontrollera handlingarna som lästes in innan du registrerar."))
    return Taken(refused, tuple(dict.fromkeys(notes)), to_check, first)


def draft_of(arrival: Arrival, user_id: str) -> Draft:
    """Formuläret för det som kom: its facts and its files, as proposals."""
    draft = empty_draft(user_id, direction=Direction.RECEIVED.value, arrival=str(arrival.uuid))
    draft.values["received_on"] = arrival.came_on.isoformat()
    draft.propose("sender_or_recipient", arrival.sender)
    _propose_matter(draft, arrival.subject)
    draft.proposed.add("received_on")
    if arrival.channel != ArrivalChannel.SCAN:
        draft.propose("title", arrival.subject)
    for file in arrival.files.order_by("position"):
        stored = StoredFile(file.sha256, file.size, file.file_name, file.media_type)
        _lay_out(LetIn(stored), draft, titled=arrival.channel != ArrivalChannel.SCAN)
    return draft


def _lay_out(taken: LetIn, draft: Draft, *, titled: bool = True) -> tuple[int | None, list[str], int]:
    """The row of the file, what there is to say of it, and how many attachments it brought."""
    file = taken.file
    opened = read_letter(file)
    kept = KeptFile(file, tuple(str(text) for text in taken.warnings))
    if opened is None:
        unread = [_("Meddelandet gick inte att läsa. Fyll i uppgifterna själv. Filen finns kvar som den kom.")]
        title = _title_of(file.file_name) if titled else ""
        is_letter = file.file_name.lower().endswith((".eml", ".msg"))
        return draft.add(kept, title=title, kind=draft.values.get("kind", "")), unread if is_letter else [], 0
    letter = opened.letter
    row = draft.add(kept, title=letter.subject or _title_of(file.file_name), kind=DocumentKind.LETTER)
    if row == 0:
        _propose(letter, draft)
    hashes = {file.sha256}
    notes = [_lay_out_enclosed(enclosed, draft, hashes) for enclosed in opened.enclosed]
    return row, [note for note in notes if note], len(opened.enclosed)


def _lay_out_enclosed(enclosed: Enclosed, draft: Draft, hashes: set[str]) -> str:
    """An attachment as a row of its own; pictures in the text and what was there before are proposed to stay."""
    if enclosed.let_in is None:
        return _("Bilagan {namn} tas inte emot som egen handling: {skäl} Den finns kvar i meddelandet.").format(
            namn=enclosed.file_name, skäl=enclosed.refused
        )
    file = enclosed.let_in.file
    kept = KeptFile(file, tuple(str(text) for text in enclosed.let_in.warnings), enclosed=True)
    picture = enclosed.inline and file.media_type.startswith("image/")
    draft.add(
        kept,
        title=_title_of(file.file_name),
        kind=DocumentKind.ATTACHMENT,
        own=file.sha256 not in hashes and not picture,
    )
    hashes.add(file.sha256)
    return ""


def _propose(letter: Letter, draft: Draft) -> None:
    draft.propose("direction", Direction.RECEIVED.value)
    draft.propose("sender_or_recipient", letter.who)
    draft.propose("dated", _day(letter.sent))
    came = _day(letter.received or letter.sent)
    if came and draft.values.get("received_on", "") in {"", timezone.localdate().isoformat()}:
        draft.values["received_on"] = ""
        draft.propose("received_on", came)
    _propose_matter(draft, letter.subject)


def _propose_matter(draft: Draft, subject: str) -> None:
    """A number in the subject proposes its matter; whether there is one that may be seen is asked later."""
    numbers = numbers_in(subject)
    if numbers and not draft.values.get("belongs") and not draft.values.get("case_number"):
        draft.propose("belongs", EXISTING)
        draft.propose("case_number", numbers[0])


def _day(instant: datetime | None) -> str:
    """The day in Stockholm; a clock ahead of ours proposes nothing."""
    if instant is None or instant > timezone.now():
        return ""
    return stockholm_date(instant).isoformat()


def _title_of(file_name: str) -> str:
    """A title of the file's name: without its ending, with blanks for underscores."""
    stem = file_name.rpartition(".")[0] or file_name
    words = " ".join(stem.replace("_", " ").split())
    return (words[:1].upper() + words[1:])[:TITLE_LENGTH]
