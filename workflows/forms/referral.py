"""Formulären för remiss och underlag: ask somebody, answer, and close without an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor
from accounts.forms import DateField, KeyedForm
from cases.models import Case, Referral
from cases.services.referral import Asked, Question
from cases.states import ReferralKind, Stance
from diarium.models import Document
from diarium.states import Direction, DocumentStatus
from workflows.forms.acts import reason_field
from workflows.selectors import asking
from workflows.selectors.asking import Unknown

MISSING: Mapping[str, Any] = {
    "boards": _("{namn} har ingen nämndsekreterare eller registrator. Skriv namnet på en person i stället."),
    "units": _("{namn} har ingen enhetschef. Skriv namnet på en person i stället."),
    "people": _("Det finns ingen person som heter {namn}, eller så är det flera."),
    "outside": _("{namn} finns inte i registret. Lägg till den där först."),
}
ANSWERS = ("answer", "contribute")


class AskForm(KeyedForm):
    """Be om underlag, or skicka på remiss."""

    questions = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=8000,
        label=_("Frågor"),
        error_messages={"required": _("Skriv vad svaret ska handla om.")},
    )
    due = DateField(label=_("Svar senast"))

    def __init__(self, actor: Actor, case: Case, kind: str, today: date, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.case, self.kind, self.today = case, kind, today
        to: dict[str, forms.Field] = {}
        if kind == ReferralKind.CONTRIBUTION:
            self.parties = {str(party.pk): party for party in asking.parties_to_ask(case)}
            if self.parties:
                names = [(key, party.name) for key, party in self.parties.items()]
                to["parties"] = _boxes(_("Parter"), names)
        else:
            to["boards"] = _rows(_("Nämnder"), asking.boards_to_ask(case, on=today))
        to["units"] = _rows(_("Enheter"), asking.units_to_ask())
        to["people"] = _lines(_("Personer"), _("Ett namn eller en e-postadress på varje rad."))
        to["outside"] = _lines(
            _("Andra instanser"),
            _("En på varje rad, som de heter i registret. Den som saknar e-postadress får ett brev."),
        )
        own = {name: self.fields[name] for name in ("questions", "due", "key")}
        documents = asking.documents_to_send(actor, case)
        enclosed = {"documents": _boxes(_("Handlingar som följer med"), documents)} if documents else {}
        self.fields = {**to, "questions": own["questions"], **enclosed, "due": own["due"], "key": own["key"]}

    def clean(self) -> dict[str, Any]:
        """Every name is somebody's, and somebody is asked."""
        cleaned = super().clean() or {}
        asked: list[Asked] = []
        if self.kind == ReferralKind.CONTRIBUTION:
            asked += asking.of_parties(self.parties[key] for key in cleaned.get("parties", ()))
        for found in (
            asking.of_boards(cleaned.get("boards") or (), on=self.today),
            asking.of_units(cleaned.get("units") or (), on=self.today),
            asking.of_people(_names(cleaned.get("people", ""))),
            asking.of_register(_names(cleaned.get("outside", ""))),
        ):
            for one in found:
                if isinstance(one, Unknown):
                    self.add_error(one.field, str(MISSING[one.field]).format(namn=one.name))
                else:
                    asked.append(one)
        if not asked and not self.errors:
            raise forms.ValidationError(_("Välj minst en som ska svara."))
        cleaned["asked"] = asked
        return cleaned

    def question(self) -> Question:
        """What the service reads."""
        told = self.cleaned_data
        return Question(
            kind=self.kind,
            asked=tuple(told["asked"]),
            questions=told["questions"],
            due=told["due"],
            documents=tuple(told.get("documents", ())),
        )


def _boxes(label: Any, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def _rows(label: Any, rows: QuerySet[Any]) -> forms.ModelMultipleChoiceField[Any]:
    return forms.ModelMultipleChoiceField(
        label=label, queryset=rows, required=False, widget=forms.CheckboxSelectMultiple
    )


def _lines(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines() if line.strip()))


class ExtendForm(KeyedForm):
    """Ge längre svarstid."""

    due = DateField(label=_("Svar senast"))


class CloseForm(KeyedForm):
    """Avsluta utan svar: the version that the person saw, and the reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = reason_field()


class AnswerForm(KeyedForm):
    """Svara: text, file or what the registry has registered already; the stance of a referral."""

    no_optional_mark = True
    opinion = False

    statement = forms.CharField(required=False, max_length=60_000, widget=forms.Textarea(attrs={"rows": 8}))
    file = forms.FileField(
        label=_("Fil"), required=False, help_text=_("Behövs inte om du skriver svaret i fältet ovanför.")
    )

    def clean(self) -> dict[str, Any]:
        """An answer says something; who abstains or has nothing to add need not."""
        cleaned = super().clean() or {}
        if self.data.get("outcome") not in ANSWERS:
            return cleaned
        if self.opinion and not cleaned.get("stance"):
            self.add_error("stance", _("Välj ställningstagande."))
        said = cleaned.get("statement", "").strip() or cleaned.get("file") or cleaned.get("document")
        if not said and "file" not in self.errors:
            self.add_error("statement", _("Skriv svaret eller välj en fil."))
        return cleaned


def answer_form(case: Case, referral: Referral) -> type[AnswerForm]:
    """Formuläret för den här frågan; the answer of an outside body may lie registered in the matter."""
    opinion = referral.kind == ReferralKind.REFERRAL
    fields: dict[str, Any] = {"opinion": opinion}
    if opinion:
        fields["stance"] = forms.ChoiceField(
            label=_("Ställningstagande i korthet"),
            choices=[(one.value, one.label) for one in (Stance.SUPPORTS, Stance.OPPOSES, Stance.REMARKS)],
            widget=forms.RadioSelect,
            required=False,
        )
    statement = AnswerForm.base_fields["statement"]
    fields["statement"] = forms.CharField(
        label=_("Yttrande") if opinion else _("Underlag"),
        required=False,
        max_length=60_000,
        widget=statement.widget,
    )
    if referral.respondent_id is None:
        fields["document"] = forms.ChoiceField(
            label=_("Redan registrerad handling"),
            choices=[("", now_in("Välj om svaret redan är registrerat")), *_received(case)],
            required=False,
        )
        fields["received_on"] = DateField(label=_("Kom in"), required=False)
        fields["field_order"] = ["stance", "document", "received_on", "statement", "file"]
    else:
        fields["field_order"] = ["stance", "statement", "file"]
    return type("AnswerForm", (AnswerForm,), fields)


def _received(case: Case) -> list[tuple[str, str]]:
    taken = case.referrals.filter(document__isnull=False).values("document")
    rows = Document.objects.filter(entry=case.entry_id, direction=Direction.RECEIVED, secrecy_provision="")
    rows = rows.exclude(status=DocumentStatus.CANCELLED).exclude(pk__in=taken).order_by("-document_no")
    return [(str(row.uuid), f"{row.document_no}. {row.title}") for row in rows]


def answer_payload(cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """What the step reads."""
    told = {name: cleaned[name] for name in ("stance", "document") if cleaned.get(name)}
    if cleaned.get("statement", "").strip():
        told["statement"] = cleaned["statement"].strip()
    if cleaned.get("received_on"):
        told["received_on"] = cleaned["received_on"].isoformat()
    return told
