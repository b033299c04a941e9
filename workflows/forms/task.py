"""Ställningstagandet: capacity, outcome, comment, and the fields that the task's own panel adds between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.forms import CAPACITY, MAX_VERSION, KeyedForm
from accounts.forms.capacity import capacity_field
from workflows.selectors.approving import help_of
from workflows.states import Comment, Words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from workflows.selectors.task import Choice, TaskPage

COMMENT = "comment"


def decision_form(
    page: TaskPage, panel_form: type[KeyedForm] | None, version: int, *args: Any, **options: Any
) -> KeyedForm:
    """The form of a task: the panel's own fields with capacity, outcome, comment, key and version round them."""
    form = (panel_form or KeyedForm)(*args, **options)
    own = {name: field for name, field in form.fields.items() if name != "key"}
    fields: dict[str, forms.Field] = {}
    if len(page.grants) > 1:
        fields[CAPACITY] = capacity_field(page.grants)
    if len(page.choices) > 1:
        fields["outcome"] = forms.ChoiceField(
            label=_("Vad vill du göra?"),
            choices=[(choice.outcome, choice.words.label) for choice in page.choices],
            widget=forms.RadioSelect(attrs={"help": {c.outcome: help_of(page, c) for c in page.choices}}),
            error_messages={"required": _("Välj vad du vill göra."), "invalid_choice": _("Välj vad du vill göra.")},
        )
    fields.update(own)
    comments = [choice for choice in page.choices if choice.words.comment]
    if comments and COMMENT not in fields:
        fields[COMMENT] = _comment_field(comments, alone=len(page.choices) == 1)
    fields["key"] = form.fields["key"]
    fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=version, max_value=MAX_VERSION)
    form.fields = fields
    return form


def _comment_field(commented: list[Choice], *, alone: bool) -> forms.Field:
    words: list[Comment] = [choice.words.comment for choice in commented if choice.words.comment]
    needed = [choice.words for choice in commented if choice.words.comment and choice.words.comment.required]
    labels = {str(one.label) for one in words}
    field = forms.CharField(
        label=words[0].label if len(labels) == 1 else _("Kommentar"),
        help_text=_help(words, needed, alone=alone),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=alone and words[0].required,
        max_length=4000,
        error_messages={"required": words[0].missing} if words[0].missing else None,
    )
    field.no_optional_mark = bool(needed)  # type: ignore[attr-defined]
    return field


def _help(words: list[Comment], needed: list[Words], *, alone: bool) -> str:
    said = [str(words[0].help)] if words[0].help else []
    own = needed[0].comment.when if len(needed) == 1 and needed[0].comment else ""
    if own and not alone:
        said.insert(0, str(own))
    elif needed and not alone:
        choices = now_in(" eller ").join(f"”{one.label}”" for one in needed)
        said.insert(0, now_in("Obligatorisk om du väljer {utfall}.").format(utfall=choices))
    return " ".join(said)


def missing_comment(page: TaskPage, outcome: str, comment: str) -> str | _StrPromise:
    """What is said when the chosen outcome cannot do without a comment and there is none; empty = all is well."""
    words = next((choice.words for choice in page.choices if choice.outcome == outcome), None)
    if words is None or words.comment is None or comment.strip():
        return ""
    return words.comment.missing
