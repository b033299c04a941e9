"""Fynd: what a check found that does not hold."""

from __future__ import annotations

from dataclasses import dataclass

from audit.rules import Sentence


@dataclass(frozen=True)
class Finding:
    """Fynd: a stable code (`E-CHAIN`, `E-GUARD` …), the object, what was expected, what was found, and a sentence.

    `kind` and `row` name what an operator can mend, where somebody has said how: the fault, and the key of its row.
    """

    code: str
    object: str
    expected: str
    found: str
    sentence: Sentence
    kind: str = ""
    row: int = 0

    def as_dict(self) -> dict[str, str]:
        """For `--json`."""
        return {
            "code": self.code,
            "object": self.object,
            "expected": self.expected,
            "found": self.found,
            "sentence": str(self.sentence),
            "kind": self.kind,
            "row": str(self.row),
        }

    def __str__(self) -> str:
        return f"{self.code} {self.object}: {self.sentence} ({self.expected} → {self.found})"
