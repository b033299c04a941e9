"""The promises of templates, styles and scripts: what the strict content policy and the reader need."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

ROOT = Path(__file__).resolve().parent.parent.parent
STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MANIFEST: dict[str, dict[str, str]] = json.loads((STATIC / "vendor" / "VENDOR.json").read_text())
OWN_SCRIPTS = sorted((STATIC / "js").glob("*.js"))
APP_CSS_MAX = 24_000
KILOBYTE = 1000
PAGE_BUDGET = 60 * KILOBYTE
FONT_BUDGET = 50 * KILOBYTE
PAGE_FILES = (
    "css/base.css",
    "vendor/theme-kommun.css",
    "vendor/designsystemet.css",
    "css/app.css",
    "css/print.css",
    "django_htmx/htmx-2.min.js",
    "js/app.js",
    "icons.svg",
)


def each(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=lambda path: str(path.relative_to(ROOT)))


def without_comments(text: str) -> str:
    return re.sub(r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}", "", text, flags=re.DOTALL)


# Others' files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(MANIFEST))
def test_a_file_of_others_is_the_one_that_was_fetched(name: str) -> None:
    assert hashlib.sha256((ROOT / name).read_bytes()).hexdigest() == MANIFEST[name]["sha256"]


def test_no_file_of_others_lies_there_unlisted() -> None:
    places = [STATIC / "vendor", STATIC / "fonts", ROOT / "tests" / "vendor"]
    found = {str(path.relative_to(ROOT)) for place in places for path in place.rglob("*") if path.is_file()}

    assert {name for name in found - set(MANIFEST) if "LICENSE" not in name and "VENDOR.json" not in name} == set()


def test_every_file_of_others_says_where_it_comes_from() -> None:
    versions = json.loads((ROOT / ".ci" / "vendor" / "package.json").read_text())["dependencies"]

    for name, entry in MANIFEST.items():
        assert entry["version"] == versions[entry["package"]], name
        assert entry["license"], name


def test_no_file_points_to_a_source_map_that_is_not_there() -> None:
    for path in [*STATIC.rglob("*.js"), *STATIC.rglob("*.css")]:
        assert b"sourceMappingURL" not in path.read_bytes(), path


# Templates ----------------------------------------------------------------------------------------------------------

FORBIDDEN = {
    "inline style": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.IGNORECASE),
    "handler": re.compile(r"\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "htmx handler": re.compile(r"\shx-on\b", re.IGNORECASE),
    "htmx javascript": re.compile(r"hx-vals\s*=\s*[\"']\s*(?:js|javascript):", re.IGNORECASE),
    "htmx boost": re.compile(r"\shx-boost\b", re.IGNORECASE),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
    "the browser's date field": re.compile(r"type\s*=\s*[\"']date[\"']", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
    "unnamed end of block": re.compile(r"\{%\s*endblock\s*%\}"),
}


@each(TEMPLATES)
@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_no_template_has_what_the_policy_forbids(path: Path, what: str) -> None:
    assert FORBIDDEN[what].findall(without_comments(path.read_text())) == []


@each([path for path in TEMPLATES if path.name.startswith("_")])
def test_a_partial_says_first_which_variables_it_needs(path: Path) -> None:
    first = path.read_text().splitlines()[0]

    assert first.startswith("{# Variables: ")
    assert first.endswith("#}")


INCLUDE = re.compile(r"\{%\s*include\s+(.*?)\s*%\}", re.DOTALL)


@each(TEMPLATES)
def test_an_included_partial_gets_only_what_it_is_given(path: Path) -> None:
    for included in INCLUDE.findall(path.read_text()):
        if included[0] not in "\"'":
            continue  # a panel that a view chooses stands in the page's place and has the page's variables
        name = included.split()[0].strip("\"'")
        assert included.split()[-1] == "only", f"{name} is included with the whole page's variables"
        assert "/_" in name or "#" in name or name.startswith("django/forms/"), f"{name} is not named as a partial"


TRANSLATED = re.compile(r"\{%\s*blocktranslate.*?%\}.*?\{%\s*endblocktranslate\s*%\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
LITERAL_IN_TAG = re.compile(r"\{%\s*+(?!translate\b|blocktranslate\b|comment\b)(.*?)%\}", re.DOTALL)
SWEDISH = re.compile(r"[åäöÅÄÖ]")


@each(TEMPLATES)
def test_all_swedish_can_be_translated(path: Path) -> None:
    text = without_comments(path.read_text()).replace("Beslutsgång", "")
    literals = " ".join(re.sub(r"_\(\s*[\"'].*?[\"']\s*\)", "", inner) for inner in LITERAL_IN_TAG.findall(text))

    assert SWEDISH.findall(TRANSLATED.sub("", text)) == []
    assert SWEDISH.findall(literals) == [], "Swedish in a tag without _()"


def icons_used() -> Iterator[tuple[str, str]]:
    for path in TEMPLATES:
        for name in re.findall(r"\{%\s*icon\s+[\"']([^\"']+)[\"']", path.read_text()):
            yield str(path.relative_to(ROOT)), name


def test_every_icon_is_in_the_sprite() -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    from config import shell

    places = (*shell.MENU, *shell.FOOT, *shell.PUBLIC_MENU, *shell.PUBLIC_FOOT, shell.NEW_CASE, shell.SEARCH)

    assert {place.icon for place in places} <= known
    assert [(path, name) for path, name in icons_used() if name not in known] == []


# Styles and scripts -------------------------------------------------------------------------------------------------


def test_the_layers_are_put_in_order_before_anything_else() -> None:
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "css" / "base.css").read_text(), flags=re.DOTALL).strip()

    assert css.startswith("@layer base, ds, app;")


@pytest.mark.parametrize("base", ["base.html", "public_base.html"])
def test_the_styles_are_loaded_in_the_order_of_the_layers(base: str) -> None:
    loaded = re.findall(r'rel="stylesheet" href="\{% static "([^"]+)"', (ROOT / "templates" / base).read_text())

    assert loaded == [
        "css/base.css",
        "vendor/theme-kommun.css",
        "vendor/designsystemet.css",
        "css/app.css",
        "css/print.css",
    ]


def test_our_styles_have_only_the_colours_of_the_theme() -> None:
    css = (STATIC / "css" / "app.css").read_text()
    assert len(css.encode()) <= APP_CSS_MAX

    css += (STATIC / "css" / "editor.css").read_text()
    screen = css.split("@media print")[0]

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*\})", screen) == []
    assert re.findall(r"@media \((?:max|min)-width", css) == [], "a breakpoint without screen changes the paper"
    assert "!important" not in screen


@each(OWN_SCRIPTS)
def test_scripts_contain_no_text_of_their_own_and_need_no_eval(path: Path) -> None:
    source = path.read_text()

    assert SWEDISH.findall(source) == []
    for forbidden in ("eval(", "new Function", "innerHTML", "document.write", "localStorage"):
        assert forbidden not in source


def test_a_page_is_light_enough_for_a_slow_line() -> None:
    with tempfile.TemporaryDirectory() as collected:
        storages = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
        with override_settings(STATIC_ROOT=collected, STORAGES=storages):
            call_command("collectstatic", "--noinput", verbosity=0)
        hashed = json.loads((Path(collected) / "staticfiles.json").read_text())["paths"]
        sizes = {name: compressed(Path(collected) / hashed[name]) for name in PAGE_FILES}
        font = (Path(collected) / hashed["fonts/inter-latin-wght-normal.woff2"]).stat().st_size

    assert sum(sizes.values()) <= PAGE_BUDGET, sizes
    assert font <= FONT_BUDGET


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 9))
