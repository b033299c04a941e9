"""Fetch the third-party static files, write them with their licences and list them in VENDOR.json.

Needs Node (npm); nothing else in the product does. Run by `make vendor` after a version in package.json has changed.
Every file is listed with the hash of the package's file and the hash of what is stored; `changes` says what was done
between the two.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
STATIC = ROOT / "static"
MANIFEST = STATIC / "vendor" / "VENDOR.json"
AXE = ROOT / "tests" / "vendor" / "axe-core"


@dataclass(frozen=True)
class Taken:
    """A file of a package and the place where it is kept."""

    package: str
    source: str
    target: Path
    license: str


FILES = (
    Taken(
        "@digdir/designsystemet-css",
        "dist/src/index.css",
        STATIC / "vendor" / "designsystemet.css",
        "MIT",
    ),
    Taken(
        "@digdir/designsystemet-web",
        "dist/umd/index.js",
        STATIC / "vendor" / "designsystemet-web.js",
        "MIT",
    ),
    Taken(
        "@fontsource-variable/inter",
        "files/inter-latin-wght-normal.woff2",
        STATIC / "fonts" / "inter-latin-wght-normal.woff2",
        "OFL-1.1",
    ),
    Taken(
        "@fontsource-variable/inter",
        "files/inter-latin-ext-wght-normal.woff2",
        STATIC / "fonts" / "inter-latin-ext-wght-normal.woff2",
        "OFL-1.1",
    ),
    Taken("axe-core", "axe.min.js", AXE / "axe.min.js", "MPL-2.0"),
)
LICENCES = {
    "@digdir/designsystemet-css": STATIC / "vendor" / "LICENSE-designsystemet.txt",
    "@fontsource-variable/inter": STATIC / "fonts" / "LICENSE-inter.txt",
    "lucide-static": STATIC / "vendor" / "LICENSE-lucide.txt",
    "axe-core": AXE / "LICENSE.txt",
}
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*\Z|\n?/\*# sourceMappingURL=.*?\*/\s*\Z")


def sha256(content: bytes) -> str:
    """The hash as hex."""
    return hashlib.sha256(content).hexdigest()


def without_source_map(content: bytes) -> tuple[bytes, str]:
    """The content without its pointer to a source map, and what was done: a manifest storage refuses a missing map."""
    stripped = SOURCE_MAP.sub(b"\n", content)
    return (stripped, "source map line removed") if stripped != content else (content, "")


def sprite(icons: Path) -> bytes:
    """One SVG file with a symbol per name in icons.txt, in the order of that file."""
    symbols = []
    for name in (HERE / "icons.txt").read_text().split():
        svg = (icons / f"{name}.svg").read_text()
        inner = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
        inner = re.sub(r"<svg.*?>|</svg>", "", inner, flags=re.DOTALL)
        inner = re.sub(r">\s+<", "><", re.sub(r"\s+", " ", inner)).strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def run(*command: str, cwd: Path) -> None:
    """Run a command and stop when it fails."""
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Fetch from the lock file, copy, generate, write the manifest."""
    entries: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        for name in ("package.json", "package-lock.json", "theme.json"):
            shutil.copy(HERE / name, work / name)
        run("npm", "ci", "--ignore-scripts", cwd=work)
        modules = work / "node_modules"

        def version(package: str) -> str:
            found: str = json.loads((modules / package / "package.json").read_text())["version"]
            return found

        def keep(taken: Taken, original: bytes, stored: bytes, changes: str) -> None:
            taken.target.parent.mkdir(parents=True, exist_ok=True)
            taken.target.write_bytes(stored)
            entries[str(taken.target.relative_to(ROOT))] = {
                "package": taken.package,
                "version": version(taken.package),
                "source": taken.source,
                "license": taken.license,
                "sha256_source": sha256(original),
                "sha256": sha256(stored),
                "changes": changes,
            }

        for taken in FILES:
            original = (modules / taken.package / taken.source).read_bytes()
            keep(taken, original, *without_source_map(original))

        command = ("npx", "--no-install", "designsystemet", "tokens")
        run(*command, "create", "--config", "theme.json", cwd=work)
        run(*command, "build", "-t", "./design-tokens", "-o", "./css", cwd=work)
        theme = (work / "css" / "kommun.css").read_bytes()
        generated = Taken(
            "@digdir/designsystemet", ".ci/vendor/theme.json", STATIC / "vendor" / "theme-kommun.css", "MIT"
        )
        keep(generated, theme, theme, "generated from theme.json")

        icons = next((modules / "lucide-static").rglob("inbox.svg")).parent
        drawn = sprite(icons)
        keep(
            Taken("lucide-static", ".ci/vendor/icons.txt", STATIC / "icons.svg", "ISC"),
            drawn,
            drawn,
            "one symbol per name in icons.txt",
        )

        for package, target in LICENCES.items():
            shutil.copy(modules / package / "LICENSE", target)
    MANIFEST.write_text(json.dumps(entries, indent=2, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
