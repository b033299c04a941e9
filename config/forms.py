"""Formulären för inloggning och egna inställningar."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.Form):
    """Logga in med e-post och lösenord."""

    email = forms.CharField(
        label=_("E-post"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": ""}),
        error_messages={"required": _("Fyll i e-postadressen.")},
    )
    password = forms.CharField(
        label=_("Lösenord"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Fyll i lösenordet.")},
    )


class SettingsForm(forms.Form):
    """Inställningar: how the screens look and speak for one person."""

    color_scheme = forms.ChoiceField(
        label=_("Utseende"),
        choices=[("auto", _("Följ datorn")), ("light", _("Ljust")), ("dark", _("Mörkt"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj utseende."), "invalid_choice": _("Välj utseende.")},
    )
    language = forms.ChoiceField(
        label=_("Språk"),
        help_text=_("Handlingar skrivs alltid på svenska."),
        choices=[("sv", "Svenska"), ("en", "English")],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj språk."), "invalid_choice": _("Välj språk.")},
    )
    use_shortcuts = forms.BooleanField(label=_("Använd kortkommandon med en tangent"), required=False)
