"""Planera ett ärende till ett sammanträde."""

from __future__ import annotations

from django import forms

from accounts.forms import MAX_VERSION, KeyedForm


class PlanForm(KeyedForm):
    """Det som personen såg: the version of the matter."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=MAX_VERSION)
