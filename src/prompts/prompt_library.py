"""Fills prompt templates, and formats examples, steps and tools for them."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from ..domain.artifact import ArtifactType, Recollection
from ..domain.errors import ConfigError
from ..domain.json_value import JSONValue
from ..domain.model_request import PromptPart
from ..domain.task import Example
from ..domain.tool import ToolCard

TEMPLATES = Path(__file__).parent / "templates"
SHORT_WORD = 2

_HEADING = re.compile(r"^=== (system|part (\d+))[ \t]*$", re.MULTILINE)
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")


class Prompt(Struct, frozen=True):
    """A filled template: the system text, and the parts of the question."""

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
        """Get the template with every variable replaced; raises ConfigError if one does not fit."""
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


def shown_examples(examples: Iterable[Example]) -> str:
    """Format each example on a line, the description first."""
    return "\n".join(f"{_as_literal(e.description)} => {_as_literal(e.expected)}" for e in examples)


def _as_literal(value: JSONValue) -> str:
    """Return a value as Python writes it (short texts in double quotes)."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def bullet_list(lines: Iterable[str]) -> str:
    """Return the lines as a Markdown list."""
    return "\n".join(f"- {line}" for line in lines)


def tool_list(tools: Sequence[ToolCard]) -> str:
    """Format each tool on a line: its name and what it is for."""
    return bullet_list(f"{card.name}: {' '.join(card.description.split())[:160]}" for card in tools)


def shown_workflow(recollections: Sequence[Recollection]) -> str:
    """Return the plan that solved the nearest task, to start from ("" if none is known)."""
    for one in recollections:
        plan = one.artifact.content.get("plan")
        if one.artifact.type is ArtifactType.WORKFLOW and isinstance(plan, list) and plan:
            numbered = "\n".join(f"{number}. {line}" for number, line in enumerate(plan, 1))
            return f'For "{one.artifact.text}":\n{numbered}'
    return ""


def _split(text: str, path: Path) -> tuple[tuple[str, str, str], ...]:
    pieces = _HEADING.split(text)
    if pieces[0].strip() or len(pieces) < 4:
        raise ConfigError(
            f"{path}: text before the first section",
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
