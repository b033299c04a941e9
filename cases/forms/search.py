"""Spara sökningen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _


class SearchNameForm(forms.Form):
    """Namn på sökningen."""

    name = forms.CharField(
        label=_("Namn på sökningen"), max_length=100, error_messages={"required": _("Ge sökningen ett namn.")}
    )


class SaveSearchForm(SearchNameForm):
    """Namnet, and the page and query that are kept."""

    path = forms.CharField(max_length=100, widget=forms.HiddenInput)
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput)

    def clean_path(self) -> Any:
        """A page of ours, and nothing that leads away from here."""
        path = self.cleaned_data["path"]
        try:
            resolve(path)
        except Resolver404:
            raise forms.ValidationError(_("Sidan finns inte.")) from None
        return path
