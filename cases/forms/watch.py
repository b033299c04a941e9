"""Bevakning."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.forms import DateField, KeyedForm


class WatchForm(KeyedForm):
    """Bevaka ett ärende."""

    on = DateField(
        label=_("Bevakningsdatum"),
        help_text=_("Till exempel 2020-10-28, 28 okt, i dag eller +3v. Utan datum står ärendet sist i listan."),
        required=False,
    )
