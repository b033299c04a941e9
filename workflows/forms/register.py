"""Registrera handlingar (S3): one form for received, established and dispatched, into a matter that exists or a new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm
from cases.services.documents import DocumentLine
from diarium.calendar import add_days, previous_working_day
from diarium.engine.upload import MEDIA_TYPES
from diarium.states import Direction, DocumentKind
from workflows.forms.kept import Draft, KeptFile, name_of

EXTENSIONS = ", ".join(extension for extension in MEDIA_TYPES if extension != "jpeg")
MARKED = "marked"
EXISTING, NEW = "existing", "new"
LOOK_UP = {
    "hx-post": "",
    "hx-trigger": "change",
    "hx-include": "closest form",
    "hx-vals": '{"act": "look"}',
    "hx-select": "#arende-svar",
    "hx-target": "#arende-svar",
    "hx-swap": "outerHTML",
}
PROPOSED = _("Förslag från filen. Kontrollera.")


class SeveralFiles(forms.ClearableFileInput):
    """Filväljare för flera filer, to drop files on. The form takes none of them: the view lets them in by the gate."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class RowOfForm:
    """En handling i formuläret: its fields, and the file that it has."""

    position: int
    title: BoundField
    kind: BoundField
    protected_title: BoundField
    own: BoundField | None
    kept: KeptFile | None


class RegisterForm(KeyedForm):
    """Handlingarna som de skrivs in. What is known of their files comes with the draft."""

    file = forms.FileField(label=_("Filer"), required=False, widget=SeveralFiles)
    belongs = forms.ChoiceField(
        label=_("Hör handlingen till ett ärende?"),
        choices=[(EXISTING, _("Ja, ett ärende som finns")), (NEW, _("Nej, skapa ett nytt ärende"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj om handlingen hör till ett ärende."),
            "invalid_choice": _("Välj om handlingen hör till ett ärende."),
        },
    )
    case_number = forms.CharField(
        label=_("Ärende"),
        help_text=_("Diarienummer, till exempel 2018/91, eller ord ur ärendemeningen."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-half", "autocomplete": "off", **LOOK_UP}),
    )
    direction = forms.ChoiceField(
        label=_("Riktning"),
        choices=Direction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj riktning."), "invalid_choice": _("Välj riktning.")},
    )
    received_on = DateField(label=_("Datum då handlingen kom in"), required=False)
    dated = DateField(required=False, help_text=_("Till exempel 2020-10-28, 28 okt eller i dag."))
    sender_or_recipient = forms.CharField(
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "correspondents", "autocomplete": "off"}),
        error_messages={"max_length": _("Avsändare eller mottagare får vara högst %(limit_value)d tecken.")},
    )
    secrecy = forms.ChoiceField(
        label=_("Sekretess"),
        choices=[("none", _("Ingen sekretessmarkering")), (MARKED, _("Sekretessmarkera"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Välj om handlingen ska sekretessmarkeras."),
            "invalid_choice": _("Välj om handlingen ska sekretessmarkeras."),
        },
    )
    secrecy_provision = forms.CharField(
        label=_("Bestämmelse"), help_text=_("Till exempel OSL 18 kap. 1 §."), max_length=200, required=False
    )
    protected_sender_or_recipient = forms.CharField(
        label=_("Skyddad avsändare eller mottagare"),
        help_text=_("Visas bara för behöriga."),
        max_length=200,
        required=False,
    )
    rows = forms.CharField(widget=forms.HiddenInput, required=False)
    proposed = forms.CharField(widget=forms.HiddenInput, required=False)
    arrival = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, draft: Draft, *, bound: bool, asks_for_matter: bool, may_open: bool, board: str, today: date
    ) -> None:
        self.draft, self._today = draft, today
        values = draft.filled()
        super().__init__(values if bound else None, initial=None if bound else values)
        self._explain(board)
        if not asks_for_matter:
            del self.fields["belongs"], self.fields["case_number"]
        elif not may_open:
            self._only_existing()
        for row in range(draft.rows):
            self._add_row(row, draft.kept(row))
        last = ("secrecy", "secrecy_provision", "protected_sender_or_recipient")
        self.order_fields([name for name in self.fields if name not in last])
        for name in draft.proposed & self.fields.keys():
            words = self.fields[name].help_text
            self.fields[name].help_text = format_html("<strong>{}</strong> {}", PROPOSED, words)

    def _explain(self, board: str) -> None:
        limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        text = now_in("Dra hit filer eller välj från datorn. Högst {max} MB per fil ({typer}).")
        self.fields["file"].help_text = text.format(max=limit, typer=EXTENSIONS)
        self.fields["received_on"].help_text = now_in(
            "Dagen då den nådde myndigheten eller en behörig befattningshavare (förvaltningslagen 22 §). "
            "Vanlig post räknas normalt som inkommen arbetsdagen innan, i dag {dag}."
        ).format(dag=previous_working_day(add_days(self._today, -1)).isoformat())
        by_direction = (
            ("dated", now_in("Handlingens eget datum"), now_in("Datum"), now_in("Datum")),
            ("sender_or_recipient", now_in("Avsändare"), now_in("Mottagare"), now_in("Avsändare eller mottagare")),
        )
        for name, received, dispatched, other in by_direction:
            self.fields[name].label = _by_direction(received, dispatched, other)
        self.fields["secrecy"].widget.attrs["help"] = {
            MARKED: now_in("Markeringen görs i dag av {nämnd}.").format(nämnd=board)
        }
        for name in ("case_number", "received_on", "dated", "secrecy_provision"):
            self.fields[name].no_optional_mark = True  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs |= {"multiple": True, "data-read-files": ""}

    def _only_existing(self) -> None:
        belongs = self.fields["belongs"]
        if isinstance(belongs, forms.ChoiceField):
            belongs.choices = [(EXISTING, _("Ja, ett ärende som finns"))]
            belongs.initial = EXISTING

    def _add_row(self, row: int, kept: KeptFile | None) -> None:
        optional = kept is not None and kept.enclosed
        title = forms.CharField(
            label=_("Handlingens rubrik"),
            help_text=_("Skriv så att den går att lämna ut. Undvik namn på privatpersoner."),
            max_length=300,
            required=False,
            error_messages={
                "max_length": _(
                    "Handlingens rubrik får vara högst %(limit_value)d tecken. Du har skrivit %(show_value)d."
                ),
            },
        )
        kind = forms.ChoiceField(
            label=_("Handlingstyp"),
            choices=[("", _("Välj handlingstyp")), *DocumentKind.choices],
            required=False,
            error_messages={"invalid_choice": _("Välj handlingstyp.")},
        )
        protected = forms.CharField(
            label=_("Skyddad rubrik"), help_text=_("Visas bara för behöriga."), max_length=300, required=False
        )
        title.no_optional_mark = True  # type: ignore[attr-defined]
        kind.no_optional_mark = True  # type: ignore[attr-defined]
        self.fields |= {
            name_of("title", row): title,
            name_of("kind", row): kind,
            name_of("protected_title", row): protected,
            name_of("kept", row): forms.CharField(widget=forms.HiddenInput, required=False),
        }
        if optional:
            own = forms.BooleanField(
                label=_("Registrera bilagan som en egen handling"),
                help_text=_("Annars finns den kvar bara i meddelandet."),
                required=False,
            )
            self.fields[name_of("own", row)] = own

    def documents(self) -> list[RowOfForm]:
        """The documents as the template shows them."""
        return [
            RowOfForm(
                row,
                self[name_of("title", row)],
                self[name_of("kind", row)],
                self[name_of("protected_title", row)],
                self[name_of("own", row)] if name_of("own", row) in self.fields else None,
                self.draft.kept(row),
            )
            for row in range(self.draft.rows)
        ]

    def clean(self) -> dict[str, Any]:
        """What depends on several fields."""
        data = super().clean() or self.cleaned_data
        if data.get("belongs") == EXISTING and not data.get("case_number") and "case_number" not in self.errors:
            self.add_error("case_number", _("Fyll i ärende."))
        self._clean_dates(data)
        if data.get("secrecy") == MARKED and not data.get("secrecy_provision"):
            self.add_error("secrecy_provision", _("Fyll i bestämmelse."))
        for row in self._chosen_rows(data):
            title, kind = name_of("title", row), name_of("kind", row)
            if not data.get(title) and title not in self.errors:
                self.add_error(title, _("Fyll i handlingens rubrik."))
            if not data.get(kind) and kind not in self.errors:
                self.add_error(kind, _("Välj handlingstyp."))
        return data

    def _clean_dates(self, data: dict[str, Any]) -> None:
        received = data.get("direction") == Direction.RECEIVED
        needed = "received_on" if received else "dated"
        if not data.get(needed) and needed not in self.errors and not (received and data.get("dated")):
            self.add_error(needed, _("Skriv ett datum, till exempel 2020-10-28."))
        for name in ("received_on", "dated") if received else ("dated",):
            if data.get(name) and data[name] > self._today:
                self.add_error(name, _("Datumet ligger i framtiden."))

    def _chosen_rows(self, data: dict[str, Any]) -> list[int]:
        """The rows that become documents: every one but an attachment that stays in its message."""
        return [
            row
            for row in range(self.draft.rows)
            if name_of("own", row) not in self.fields or data.get(name_of("own", row))
        ]

    def lines(self) -> list[DocumentLine]:
        """The documents of a valid form, in order."""
        data = self.cleaned_data
        secret = data["secrecy"] == MARKED
        received = data["direction"] == Direction.RECEIVED
        return [
            DocumentLine(
                title=data[name_of("title", row)],
                direction=data["direction"],
                kind=data[name_of("kind", row)],
                dated=data["dated"] or data["received_on"],
                received_on=(data["received_on"] or data["dated"]) if received else None,
                sender_or_recipient=data["sender_or_recipient"],
                protected_sender_or_recipient=data["protected_sender_or_recipient"] if secret else "",
                secrecy_provision=data["secrecy_provision"] if secret else "",
                protected_title=data[name_of("protected_title", row)] if secret else "",
                secrecy_reviewed=True,
                file=kept.file if (kept := self.draft.kept(row)) else None,
            )
            for row in self._chosen_rows(data)
        ]

    def warned(self) -> Sequence[KeptFile]:
        """The files of the documents to be registered that have something to warn of."""
        found = (self.draft.kept(row) for row in self._chosen_rows(self.cleaned_data))
        return [kept for kept in found if kept is not None and kept.warnings]


def _by_direction(received: str, dispatched: str, other: str) -> SafeString:
    """A label that follows the chosen direction; the styles show one of its three forms."""
    return format_html(
        '<span class="if-received">{}</span><span class="if-dispatched">{}</span><span class="if-other">{}</span>',
        received,
        dispatched,
        other,
    )


def empty_draft(user_id: str, **values: str) -> Draft:
    """A new form: what comes in comes in today unless somebody says otherwise."""
    return Draft({"received_on": timezone.localdate().isoformat(), "rows": "1", **values}, user_id)
