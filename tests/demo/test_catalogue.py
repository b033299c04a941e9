"""The English catalogue is whole: nothing untranslated, no placeholder lost, and compiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import catalogue


@pytest.fixture
def own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "cases").mkdir()
    monkeypatch.setattr(catalogue, "ROOT", tmp_path)
    monkeypatch.setattr(catalogue, "ENGLISH", tmp_path / "locale" / "en" / "LC_MESSAGES" / "django.po")
    monkeypatch.setattr(catalogue, "LIBRARIES", tmp_path / "locale" / "lib" / "django.po")
    return tmp_path


def test_texts_are_found_in_code_and_in_templates(own_place: Path) -> None:
    (own_place / "cases" / "rules.py").write_text(
        "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
        "A = _('Tjänsteutlåtande saknas.')\n"
        "B = ngettext('en mottagare', '{n} mottagare', 2)\nC = pgettext('steg', 'Beslut')\n"
    )
    (own_place / "templates" / "page.html").write_text(
        '{% load i18n %}{% translate "Ärenden" %}{% panel title=_("Nästa steg") %}'
        "{% blocktranslate trimmed count n=rows %}\n  {{ n }} ärende\n{% plural %}\n  {{ n }} ärenden\n"
        "{% endblocktranslate %}"
    )

    found = catalogue.texts()

    assert {message.id if isinstance(message.id, str) else message.id[0] for message in found if message.id} == {
        "Tjänsteutlåtande saknas.",
        "en mottagare",
        "Beslut",
        "Ärenden",
        "Nästa steg",
        "%(n)s ärende",
    }
    assert found.get("Beslut", "steg") is not None


def test_what_is_missing_or_changed_is_told(own_place: Path) -> None:
    (own_place / "cases" / "rules.py").write_text("A = _('Skickat till {namn}')\nB = _('Kvar')\n")
    english = catalogue.english()
    english["Skickat till {namn}"].string = "Sent to {name}"

    faults = list(catalogue.faults(english))

    assert "Katalogen stämmer inte med texterna. Kör make translations." in faults
    assert "Oöversatt: 'Kvar'" in faults
    assert "Platshållarna skiljer sig: 'Skickat till {namn}' och 'Sent to {name}'" in faults


def test_a_whole_and_compiled_catalogue_has_no_fault(own_place: Path) -> None:
    (own_place / "cases" / "rules.py").write_text("A = _('Kvar')\n")
    english = catalogue.english()
    english["Kvar"].string = "Left"
    catalogue.write(english)

    assert list(catalogue.faults(catalogue.english())) == []

    (own_place / "cases" / "rules.py").write_text("A = _('Kvar')\nB = _('Nytt')\n")
    assert "Oöversatt: 'Nytt'" in list(catalogue.faults(catalogue.english()))
