"""Fills prompt templates and rejects missing or unknown variables."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..domain.errors import ConfigError
from ..domain.model_request import PromptPart

TEMPLATES = Path(__file__).parent / "templates"

_HEADING = re.compile(r"^=== (system|part (\d+))[ \t]*$", re.MULTILINE)
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A filled template: what the model is told to be, and the parts of what it is asked."""

    system: str
    parts: tuple[PromptPart, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of all its text, in hex."""
        texts = (self.system, *(part.text for part in self.parts))
        return hashlib.sha256("\0".join(texts).encode()).hexdigest()


class PromptLibrary:
    """The templates of one folder, read when they are first asked for.

    A template is a Markdown file of sections: `=== system`, then `=== part N` with N its
    priority. A part whose variables are all empty is left out.
    """

    def __init__(self, folder: Path = TEMPLATES) -> None:
        self._folder = folder
        self._read: dict[str, tuple[tuple[str, str, str], ...]] = {}

    def fill(self, name: str, **values: str) -> Prompt:
        """The template with every variable replaced; raises ConfigError if one does not fit."""
        sections = self._sections(name)
        wanted = {v for _, _, text in sections for v in _VARIABLE.findall(text)}
        if wanted != values.keys():
            missing, unknown = sorted(wanted - values.keys()), sorted(values.keys() - wanted)
            raise ConfigError(
                f"prompt template {name}: not given {missing}, not in the template {unknown}",
                hint=f"see {self._folder / name}.md",
            )
        system = "\n\n".join(_fill(text, values) for kind, _, text in sections if kind == "system")
        parts = tuple(
            PromptPart(_fill(text, values), int(priority))
            for kind, priority, text in sections
            if kind != "system" and not _is_empty(text, values)
        )
        return Prompt(system, parts)

    def _sections(self, name: str) -> tuple[tuple[str, str, str], ...]:
        if name not in self._read:
            path = self._folder / f"{name}.md"
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeError) as error:
                raise ConfigError(f"prompt template {path} cannot be read: {error}") from error
            self._read[name] = _split(text, path)
        return self._read[name]


def _split(text: str, path: Path) -> tuple[tuple[str, str, str], ...]:
    pieces = _HEADING.split(text)
    if pieces[0].strip() or len(pieces) < 4:
        raise ConfigError(
            f"{path}: text stands before the first section",
            hint='begin with a line "=== system" or "=== part 50"',
        )
    found = zip(pieces[1::3], pieces[2::3], pieces[3::3])
    return tuple((head.split()[0], number or "", body.strip()) for head, number, body in found)


def _fill(text: str, values: Mapping[str, str]) -> str:
    # One pass: braces in what the user typed are never taken for variables.
    return _VARIABLE.sub(lambda match: values[match.group(1)], text)


def _is_empty(text: str, values: Mapping[str, str]) -> bool:
    names = _VARIABLE.findall(text)
    return bool(names) and not any(values[name].strip() for name in names)
