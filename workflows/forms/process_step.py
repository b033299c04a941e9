"""Stegets formulär: what a step of a draft is, field by field for its kind; outcomes are rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.models import Role, Unit
from cases.states import CaseState
from diarium.states import DocumentKind
from workflows.definitions import NAMES
from workflows.definitions.deadline import MOST
from workflows.forms.process_draft import SeenForm, TitleField
from workflows.selectors.vocabulary import APART, Vocabulary, split_act, steps_of

Row = tuple[str, str]
MOST_OUTCOMES = 12
FEWEST_BRANCHES, MOST_BRANCHES = 2, 8
AS_WRITTEN = (
    "title",
    "assignee",
    "unit",
    "roles",
    "states",
    "documents",
    "rules",
    "fact",
    "collection",
    "each",
    "beside",
    "next",
    "step",
    "job",
)


class StepForm(SeenForm):
    """Ett steg. `rows` are the outcomes: (act, next step)."""

    title = TitleField()

    def __init__(
        self,
        *args: Any,
        body: Mapping[str, Any],
        name: str,
        words: Vocabulary,
        rows: Sequence[Row] | None = None,
        **options: Any,
    ) -> None:
        self.node: Mapping[str, Any] = body["nodes"][name]
        self.kind: str = self.node["kind"]
        self.rows = list(rows_of(self.node) if rows is None else rows)[:MOST_OUTCOMES]
        options["initial"] = {**_initial(self.node, self.rows), **(options.get("initial") or {})}
        super().__init__(*args, **options)
        steps = [("", _("Välj ett steg")), *steps_of(body)]
        getattr(self, f"_fields_of_{self.kind}")(words, steps)

    def _choose(self, name: str, label: str, choices: Sequence[Row], *, none: str = "", help_text: str = "") -> None:
        offered = [("", none or _("Välj")), *choices] if not choices or choices[0][0] else choices
        self.fields[name] = forms.ChoiceField(label=label, choices=offered, required=False, help_text=help_text)

    def _tick(self, name: str, label: str, choices: Sequence[Row], *, help_text: str = "") -> None:
        self.fields[name] = forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, help_text=help_text
        )

    def _fields_of_step(self, words: Vocabulary, steps: Sequence[Row]) -> None:
        self._tick("roles", _("Ansvarig roll"), [(str(value), str(label)) for value, label in Role.choices])
        self._choose(
            "assignee",
            _("Tilldelas"),
            words.assignees,
            none=_("Ingen. Uppgiften läggs i gruppens lista."),
        )
        units = [(unit.code, unit.name) for unit in Unit.objects.order_by("name", "pk")]
        self._choose("unit", _("Enhet"), units, none=_("Alla enheter"))
        self._tick(
            "states", _("Lägen som steget är till för"), [(str(v), str(label)) for v, label in CaseState.choices]
        )
        self._choose("deadline_kind", _("Frist"), _deadlines(words), none=_("Ingen frist"))
        self.fields["deadline_days"] = forms.IntegerField(
            label=_("Antal dagar"),
            required=False,
            min_value=0,
            max_value=MOST,
            help_text=_("Behövs inte för en frist i lagen."),
        )
        self._tick(
            "documents",
            _("Handlingar som måste finnas i ärendet"),
            [(str(value), str(label)) for value, label in DocumentKind.choices],
            help_text=_("Krävs för det utfall som för ärendet framåt. Det går att återlämna ändå."),
        )
        self._tick(
            "rules",
            _("Det som ska vara uppfyllt"),
            words.rules,
            help_text=_("Gäller utöver det som alltid krävs, för det utfall som för ärendet framåt."),
        )
        for place in range(len(self.rows)):
            self._choose(f"act_{place}", _("Utfall {n}").format(n=place + 1), words.acts)
            self._choose(f"next_{place}", _("Nästa steg efter utfall {n}").format(n=place + 1), steps)

    def _fields_of_choice(self, words: Vocabulary, steps: Sequence[Row]) -> None:
        self._choose("fact", _("Fråga"), words.facts)
        fact = self.data.get("fact") if self.is_bound else self.initial.get("fact")
        self.values = sorted(NAMES.facts[fact].values, key=NAMES.label) if fact in NAMES.facts else []
        for value in self.values:
            self._choose(f"way_{value}", _("Vid {svar}").format(svar=NAMES.label(value)), steps)

    def _fields_of_each(self, words: Vocabulary, steps: Sequence[Row]) -> None:
        self._choose("collection", _("En gren för"), words.collections)
        self._choose("each", _("Första uppgiften i grenen"), steps)
        self._choose(
            "beside",
            _("Görs samtidigt, i en egen gren"),
            steps,
            help_text=_("Till exempel handläggarens eget arbete medan de andra svarar."),
        )
        self._choose("next", _("Grenarna möts i"), steps)

    def _fields_of_split(self, _words: Vocabulary, steps: Sequence[Row]) -> None:
        for place in range(self._places):
            self._choose(f"branch_{place}", _("Första uppgiften i gren {n}").format(n=place + 1), steps)
        self._choose("next", _("Grenarna möts i"), steps)

    @property
    def _places(self) -> int:
        """The branches there are, and room for one more."""
        return min(max(FEWEST_BRANCHES, len(self.node.get("branches", ()))) + 1, MOST_BRANCHES)

    def _fields_of_auto(self, words: Vocabulary, steps: Sequence[Row]) -> None:
        self._choose("step", _("Det här händer"), words.autos)
        self._choose("next", _("Nästa steg"), steps)

    def _fields_of_job(self, words: Vocabulary, steps: Sequence[Row]) -> None:
        self._choose("job", _("Det här görs"), words.jobs)
        self._choose("next", _("Nästa steg"), steps)

    def _fields_of_join(self, _words: Vocabulary, steps: Sequence[Row]) -> None:
        self._choose("next", _("Nästa steg"), steps)

    def _fields_of_end(self, _words: Vocabulary, _steps: Sequence[Row]) -> None:
        """An end has a name only."""

    def clean(self) -> dict[str, Any]:
        """A deadline of days has its number, and no outcome stands twice."""
        data = super().clean() or self.cleaned_data
        kind = data.get("deadline_kind", "")
        if (
            kind
            and not kind.startswith("law")
            and data.get("deadline_days") is None
            and "deadline_days" not in self.errors
        ):
            self.add_error("deadline_days", _("Fyll i antalet dagar."))
        seen: set[str] = set()
        for place in range(len(self.rows) if self.kind == "step" else 0):
            act = data.get(f"act_{place}", "")
            outcome = act.split(APART)[0]
            if not act and f"act_{place}" not in self.errors:
                self.add_error(f"act_{place}", _("Välj ett utfall eller ta bort raden."))
            elif outcome in seen:
                self.add_error(f"act_{place}", _("Utfallet finns redan i steget."))
            seen.add(outcome)
        return data

    @property
    def values_of_node(self) -> dict[str, Any]:
        """What the node is to be, as the definition writes it."""
        data = self.cleaned_data
        told: dict[str, Any] = {name: data[name] for name in AS_WRITTEN if name in data}
        if self.kind == "step":
            told["deadline"] = _deadline(data)
            told["outcomes"] = dict(self._outcome(place) for place in range(len(self.rows)))
        if self.kind == "split":
            firsts = [data[f"branch_{place}"] for place in range(self._places)]
            told["branches"] = list(dict.fromkeys(first for first in firsts if first))
        if self.kind == "choice":
            told["ways"] = {value: data[f"way_{value}"] for value in self.values if data[f"way_{value}"]}
        return told

    def _outcome(self, place: int) -> tuple[str, dict[str, str]]:
        outcome, step, action = split_act(self.cleaned_data[f"act_{place}"])
        return outcome, {"step": step, "action": action, "next": self.cleaned_data[f"next_{place}"]}


def rows_of(node: Mapping[str, Any]) -> list[Row]:
    """The outcomes of a step as rows."""
    return [
        (APART.join((outcome, path["step"], path["action"])), path["next"])
        for outcome, path in node.get("outcomes", {}).items()
    ]


def _initial(node: Mapping[str, Any], rows: Sequence[Row]) -> dict[str, Any]:
    deadline = node.get("deadline") or ({"days": node["days"]} if "days" in node else {})
    told = {name: value for name, value in node.items() if name not in ("outcomes", "ways", "branches", "deadline")}
    for kind, value in deadline.items():
        told["deadline_kind"] = f"law:{value}" if kind == "law" else kind
        told["deadline_days"] = None if kind == "law" else value
    told |= {f"way_{value}": target for value, target in node.get("ways", {}).items()}
    told |= {f"branch_{place}": first for place, first in enumerate(node.get("branches", ()))}
    for place, (act, target) in enumerate(rows):
        told |= {f"act_{place}": act, f"next_{place}": target}
    return told


def _deadlines(words: Vocabulary) -> list[Row]:
    return [
        ("days", _("Dagar efter att uppgiften kom")),
        ("working_days", _("Arbetsdagar efter att uppgiften kom")),
        ("before_meeting", _("Dagar före sammanträdet")),
        *((f"law:{name}", _("Lagens frist: {frist}").format(frist=label)) for name, label in words.laws),
    ]


def _deadline(data: Mapping[str, Any]) -> dict[str, Any]:
    kind = data["deadline_kind"]
    if not kind:
        return {}
    return {"law": kind.partition(":")[2]} if kind.startswith("law:") else {kind: data["deadline_days"]}
