"""Every field goes through one template, and a screen reader can follow it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import html5lib
import pytest
from django import forms

from accounts.forms import DateField, KeyedForm


class ProposalForm(KeyedForm):
    outcome = forms.ChoiceField(
        label="Vad vill du göra?",
        choices=[("approve", "Godkänn förslaget"), ("return", "Återlämna till handläggaren")],
        widget=forms.RadioSelect(attrs={"help": {"return": "Handläggaren får ändra och skicka på nytt."}}),
        error_messages={"required": "Välj vad du vill göra."},
    )
    comment = forms.CharField(label="Kommentar", help_text="Blir en del av ärendet.", required=False, max_length=10)
    day = DateField(label="Datum")
    sent = forms.MultipleChoiceField(
        label="Det här skickas", choices=[("extract", "Protokollsutdrag")], widget=forms.CheckboxSelectMultiple
    )
    read = forms.BooleanField(label="Jag har läst överenskommelsen")
    board = forms.ChoiceField(label="Nämnd", choices=[("KS", "Kommunstyrelsen")])


def tree(html: str) -> Element:
    return html5lib.parseFragment(html, namespaceHTMLElements=False)  # type: ignore[no-any-return]


def by_id(root: Element, name: str) -> Element:
    (found,) = (element for element in root.iter() if element.get("id") == name)
    return found


@pytest.fixture
def wrong() -> Element:
    return tree(str(ProposalForm({"comment": "för långt för fältet"})))


@pytest.fixture
def empty() -> Element:
    return tree(str(ProposalForm()))


def test_help_and_error_are_read_with_their_field(wrong: Element) -> None:
    comment = by_id(wrong, "id_comment")

    assert comment.get("aria-describedby") == "id_comment_helptext id_comment_error"
    assert comment.get("aria-invalid") == "true"
    assert "".join(by_id(wrong, "id_comment_helptext").itertext()) == "Blir en del av ärendet."
    assert by_id(wrong, "id_comment_error") is not None


def test_choices_are_a_group_with_a_legend_that_is_told_its_error(wrong: Element) -> None:
    group = by_id(wrong, "id_outcome")

    assert group.tag == "fieldset"
    assert "".join(group[0].itertext()).strip() == "Vad vill du göra?"
    assert group.get("aria-describedby") == "id_outcome_error"
    assert "Välj vad du vill göra." in "".join(by_id(wrong, "id_outcome_error").itertext())


def test_the_summary_leads_to_the_first_choice(wrong: Element) -> None:
    links = {link.text: link.get("href") for link in wrong.iter("a")}

    assert links["Välj vad du vill göra."] == "#id_outcome_0"
    assert by_id(wrong, "id_outcome_0").get("type") == "radio"


def test_nothing_consequential_is_chosen_beforehand(empty: Element) -> None:
    assert [box for box in empty.iter("input") if box.get("checked") is not None] == []


def test_the_help_of_a_choice_is_read_with_it(empty: Element) -> None:
    returned = by_id(empty, "id_outcome_1")

    assert returned.get("aria-describedby") == "id_outcome_1_help"
    assert by_id(empty, "id_outcome_1_help").text == "Handläggaren får ändra och skicka på nytt."
    assert by_id(empty, "id_outcome_0").get("aria-describedby") is None
    assert returned.get("help") is None


@pytest.mark.parametrize("name", ["outcome_0", "comment", "day", "sent_0", "read", "board"])
def test_every_field_looks_as_the_design_system_says(empty: Element, name: str) -> None:
    assert "ds-input" in (by_id(empty, f"id_{name}").get("class") or "").split()


def test_what_may_be_left_out_is_marked_and_nothing_else(empty: Element) -> None:
    labels = ["".join(label.itertext()) for label in empty.iter() if label.tag in ("label", "legend")]

    assert [label for label in labels if "(valfritt)" in label] == ["Kommentar (valfritt)"]


def test_a_filter_marks_nothing() -> None:
    form = ProposalForm()
    form.no_optional_mark = True  # type: ignore[attr-defined]

    assert "(valfritt)" not in str(form)


def test_every_rendered_form_has_a_key_of_its_own() -> None:
    keys = {by_id(tree(str(ProposalForm())), "id_key").get("value") for _ in range(3)}

    assert len(keys) == 3


def test_a_date_is_shown_again_as_it_was_written() -> None:
    assert by_id(tree(str(ProposalForm({"day": "28 oktomber"}))), "id_day").get("value") == "28 oktomber"


def test_the_library_speaks_with_our_voice() -> None:
    class Plain(forms.Form):
        name = forms.CharField(max_length=3)
        email = forms.EmailField()

    empty, long = Plain({}), Plain({"name": "abcd", "email": "nej"})

    assert empty.errors["name"] == ["Fyll i fältet."]
    assert long.errors["name"] == ["Texten får vara högst 3 tecken. Du har skrivit 4."]
    assert long.errors["email"] == ["Skriv en e-postadress, till exempel namn@kommun.se."]
