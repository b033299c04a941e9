"""The two languages: Swedish is the source, English is whole, and the words are those of the design."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import django
import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, override

from config import catalogue

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("accounts", "audit", "cases", "diarium", "meetings", "workflows")

FORBIDDEN = ("vänligen", "tyvärr", "ogiltig", "felaktig inmatning", "radera", "signera", "!")
FORBIDDEN_IN_ENGLISH = ("please", "sorry", "invalid", "delete", "!")

SENTENCES = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
"""Sentences of the design, as they were written there."""

WITHOUT_SWEDISH_NAME = {
    "accounts.Board": "aliases parent uuid",
    "accounts.BoardSuccession": "predecessor successor",
    "accounts.Mandate": "board on_behalf_of unit user",
    "accounts.Municipality": "aliases districts number_template",
    "accounts.Unit": "board",
    "accounts.User": "uuid",
    "audit.Event": "actor actor_label at body capacity hash mac mac_key prev_hash recorded_at seq"
    " status_after status_before stream transaction uuid verb",
    "audit.Request": "actor answer at fingerprint key",
    "audit.Value": "event name salt value",
    "diarium.Correspondent": "uuid",
    "diarium.CorrespondentAlias": "correspondent",
    "diarium.DiaryEntry": "number_key uuid",
    "diarium.Document": "uuid",
    "diarium.DocumentVersion": "created_by derived_from document",
    "diarium.EntryAlias": "entry",
    "diarium.NeedToKnow": "entry user",
    "audit.CheckRun": "checked ended_at findings found kind started_at",
    "diarium.Arrival": "uuid",
    "diarium.ArrivalFile": "arrival",
    "diarium.CorrespondentChannel": "correspondent",
    "diarium.DisclosureRequest": "uuid",
    "diarium.EmergencyAccess": "asked_by entry",
    "diarium.EntryLink": "entry linked_by other",
    "diarium.Export": "user uuid",
    "diarium.PublicDocument": "cancelled day direction document_no kind masked matter other_party registered_at"
    " registered_on title uuid",
    "diarium.PublicMatter": "board continues_in masked number number_key opened_on registered_at serial status"
    " subject uuid year",
    "diarium.PublicSearchEntry": "board document entry terms",
    "diarium.SavedSearch": "user uuid",
    "diarium.SearchEntry": "board document entry head_terms terms",
    "diarium.SecrecyLift": "confirmed_transaction document entry proposed_by",
}
"""Columns that no page names; the log has sentences instead of names. The table may only shrink."""


def ids(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else (message.id,)


def translations(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (list, tuple)) else (message.string or "",)


def english() -> Catalog:
    with catalogue.ENGLISH.open("rb") as source:
        return read_po(source, domain="django")


def messages(found: Catalog) -> Iterator[Message]:
    return (message for message in found if message.id)


@cache
def swedish() -> frozenset[str]:
    """Every text of code and templates."""
    return frozenset(text for message in messages(catalogue.texts()) for text in ids(message))


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]|\{\w*\}", text))


# The catalogue ------------------------------------------------------------------------------------------------------


def test_the_command_finds_nothing_to_say() -> None:
    call_command("translations", "--check")


def test_every_text_of_code_and_templates_is_in_the_english_catalogue() -> None:
    known = {(message.context, ids(message)) for message in messages(english())}
    wanted = {(message.context, ids(message)) for message in messages(catalogue.texts())}

    assert len(wanted) > 1000
    assert wanted - known == set()
    assert known - wanted == set(), "texts that nothing says any longer"


def test_no_english_text_is_missing_or_guessed() -> None:
    found = english()

    assert not found.fuzzy
    assert [ids(message) for message in messages(found) if message.fuzzy or not all(translations(message))] == []


def test_a_translation_has_the_placeholders_of_its_original() -> None:
    wrong = []
    for message in messages(english()):
        wanted = set().union(*map(placeholders, ids(message)))
        wrong += [text for text in translations(message) if placeholders(text) != wanted]

    assert wrong == []


def test_spaces_at_the_ends_of_a_text_are_kept() -> None:
    pairs = [pair for message in messages(english()) for pair in zip(ids(message), translations(message), strict=True)]

    assert [pair for pair in pairs if pair[0].startswith(" ") != pair[1].startswith(" ")] == []
    assert [pair for pair in pairs if pair[0].endswith(" ") != pair[1].endswith(" ")] == []


@pytest.mark.parametrize("place", [catalogue.ENGLISH, catalogue.LIBRARIES], ids=["english", "libraries"])
def test_what_runs_is_compiled_from_what_is_written(place: Path) -> None:
    with place.open("rb") as source:
        written = read_po(source, domain="django")

    assert place.with_suffix(".mo").read_bytes() == catalogue.compiled(written)


def test_a_person_reads_in_the_language_of_her_choice() -> None:
    with override("sv"):
        assert gettext("Ärenden") == "Ärenden"
        assert gettext("This field is required.") == "Fyll i fältet."
    with override("en"):
        assert gettext("Ärenden") == "Cases"
        assert ngettext("{n} uppgift", "{n} uppgifter", 2) == "{n} tasks"
        assert gettext("This field is required.") == "This field is required."


# What the extraction sees -------------------------------------------------------------------------------------------


def test_a_translating_function_under_another_name_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "cases"
    room.mkdir()
    (room / "one.py").write_text(
        "from django.utils.translation import gettext as now_in, npgettext\n"
        "first = now_in('Under ett annat namn')\n"
        "second = f\"{now_in('Inne i en mening')} {first}\"\n"
        "third = npgettext('sak', '{n} del', '{n} delar', 2)\n"
    )
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)

    found = {(message.context, ids(message)) for message in messages(catalogue.texts())}

    assert found == {
        (None, ("Under ett annat namn",)),
        (None, ("Inne i en mening",)),
        ("sak", ("{n} del", "{n} delar")),
    }


def test_titles_of_processes_are_in_the_catalogue() -> None:
    """The definitions are data; their titles are translated when they are shown."""
    titles = set()
    for place in (ROOT / "workflows" / "definitions").glob("*.json"):
        nodes = json.loads(place.read_text(encoding="utf-8"))["nodes"].values()
        titles |= {node["title"] for node in nodes if node.get("title")}

    assert titles
    assert titles - swedish() == set()


def test_what_is_registered_is_written_in_swedish_for_everybody() -> None:
    """A title or a heading that is stored must not depend on the language of the person who stores it."""
    stored = {"title", "mandate", "heading", "file_name", "sender_or_recipient"}
    wrong = []
    for room in ROOMS:
        for path in sorted((ROOT / room / "services").rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.keyword) and node.arg in stored:
                    calls = (each.func for each in ast.walk(node.value) if isinstance(each, ast.Call))
                    if {getattr(function, "id", "") for function in calls} & {"_", "gettext", "gettext_lazy"}:
                        wrong.append(f"{path.relative_to(ROOT)}:{node.value.lineno}")

    assert wrong == []


# The words ----------------------------------------------------------------------------------------------------------


def test_the_sentences_of_the_design_are_kept_to_the_letter() -> None:
    assert len(SENTENCES) == len(set(SENTENCES)) >= 40
    assert [sentence for sentence in SENTENCES if sentence not in swedish()] == []


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_swedish_text_has_a_word_that_is_not_ours(word: str) -> None:
    assert [text for text in swedish() if word in text.lower()] == []


@pytest.mark.parametrize("word", FORBIDDEN_IN_ENGLISH)
def test_no_english_text_has_a_word_that_is_not_ours(word: str) -> None:
    found = [text for message in messages(english()) for text in translations(message) if word in text.lower()]

    assert found == []


def test_our_own_voice_for_libraries_answers_texts_that_they_have() -> None:
    with catalogue.LIBRARIES.open("rb") as source:
        ours = {ids(message) for message in messages(read_po(source))}
    theirs: set[tuple[str, ...]] = set()
    for place in Path(django.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po"):
        with place.open("rb") as source:
            theirs |= {ids(message) for message in messages(read_po(source))}

    assert ours
    assert ours - theirs == set()


def test_no_text_of_the_framework_is_left_in_english() -> None:
    """What the installed applications may say to a person has a Swedish text, theirs or ours."""
    with catalogue.LIBRARIES.open("rb") as source:
        swedish = {ids(message) for message in messages(read_po(source)) if all(translations(message))}
    wanted: set[tuple[str, ...]] = set()
    framework = Path(django.__file__).parent
    for place in (framework / "conf", framework / "contrib" / "auth"):
        with (place / "locale/sv/LC_MESSAGES/django.po").open("rb") as source:
            swedish |= {ids(message) for message in messages(read_po(source)) if all(translations(message))}
        with (place / "locale/en/LC_MESSAGES/django.po").open("rb") as source:
            wanted |= {ids(message) for message in messages(read_po(source))}

    assert wanted - swedish == set()


# The models ---------------------------------------------------------------------------------------------------------


def own_models() -> list[type[Model]]:
    found = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
    return [model for model in found if not model.__name__.startswith("Historical")]


def named(told: object) -> bool:
    """Whether somebody wrote the name; without that Django makes one of the English identifier."""
    return isinstance(told, Promise) and bool(str(told))


def own_fields(model: type[Model]) -> Iterator[Field[object, object]]:
    for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
        parent = field.remote_field is not None and getattr(field.remote_field, "parent_link", False)
        if not field.auto_created and not parent:
            yield field


def test_every_model_and_field_has_a_swedish_name() -> None:
    missing = {}
    for model in own_models():
        unnamed = sorted(field.name for field in own_fields(model) if not named(field.verbose_name))
        if unnamed or (not named(model._meta.verbose_name) and model._meta.app_label != "audit"):
            missing[model._meta.label] = " ".join(unnamed)

    assert missing == WITHOUT_SWEDISH_NAME


def test_swedish_is_what_one_reads_when_nothing_is_chosen() -> None:
    assert settings.LANGUAGE_CODE == "sv"
    assert [code for code, _name in settings.LANGUAGES] == ["sv", "en"]
