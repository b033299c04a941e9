"""Formulärens utseende: every field in the product goes through one template."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.safestring import SafeString

CHOICES = "ui/_choices.html"
OWN_TEMPLATES = {
    "django/forms/widgets/radio.html": CHOICES,
    "django/forms/widgets/checkbox_select.html": CHOICES,
}
WITHOUT_CLASS = ("hidden",)


class Renderer(TemplatesSetting):
    """Ritar fält. Adds the design system's class and the help of each choice, so that no form has to."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        """Render a widget, field or form."""
        widget = context.get("widget")
        if widget is not None:
            _dress(widget)
            template_name = OWN_TEMPLATES.get(template_name, template_name)
        return SafeString(super().render(template_name, context, request))


def _dress(widget: dict[str, Any]) -> None:
    helps = widget["attrs"].pop("help", {})
    for part in widget.get("subwidgets", ()):
        _dress(part)
    if widget["template_name"] in OWN_TEMPLATES:
        for _group, options, _index in widget["optgroups"]:
            for option in options:
                _dress_option(option, helps)
        return
    if widget.get("type") not in WITHOUT_CLASS:
        widget["attrs"]["class"] = f"ds-input {widget['attrs'].get('class', '')}".strip()


def _dress_option(option: dict[str, Any], helps: dict[str, Any]) -> None:
    option["attrs"].pop("help", None)
    option["attrs"]["class"] = "ds-input"
    option["help"] = helps.get(str(option["value"]), "")
    if option["help"]:
        option["attrs"]["aria-describedby"] = f"{option['attrs']['id']}_help"
