"""Formuläret för att dela ett ärende."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from workflows.forms.acts import reason_field
from workflows.forms.opening import OpeningForm


class SplitForm(OpeningForm):
    """Dela ärendet: the new matter, and the documents that are registered there too."""

    documents = forms.TypedMultipleChoiceField(
        label=_("Handlingar som också hör till det nya ärendet"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("De registreras i det nya ärendet och finns kvar här med sina nummer."),
        error_messages={"invalid_choice": _("Välj handlingar i listan.")},
    )
    reason = reason_field()

    def offer_documents(self, documents: Sequence[tuple[int, str]]) -> None:
        """The documents of the matter; without any the field is left out, as is what only an old number needs."""
        for name in ("old_number", "opened_on", "parties"):
            del self.fields[name]
        field = self.fields["documents"]
        if not documents:
            del self.fields["documents"]
        elif isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(pk, label) for pk, label in documents]
