"""Reads tool manifests: bundled ones, the data folder's, and those in the settings."""

import difflib
import re
from collections.abc import Container, Iterator, Mapping
from pathlib import Path

from msgspec import Struct, field

from ..documents.document import Document
from ..documents.typed_values import read_as
from ..documents.yaml_text import load_yaml
from ..domain.errors import ConfigError, ToolFailed
from ..domain.json_value import JSONValue
from .tool_arguments import check_arguments
from .tool_manifest import ToolManifest

_NAMED = re.compile(r"\{([a-z][a-z0-9_]*)\??\}")


class ManifestOrigin(Struct, frozen=True):
    """Where a tool comes from that is not bundled: its manifest as read, and its folder."""

    value: JSONValue
    folder: Path


class ReadTools(Struct, frozen=True):
    """The manifests that could be read, by key, and the complaint about each that could not.

    `external` are those that did not come with the program and that the user must trust;
    `of_settings` are those of the complaints that are about the settings.
    """

    manifests: Mapping[str, ToolManifest]
    complaints: tuple[ConfigError, ...] = ()
    external: Mapping[str, ManifestOrigin] = field(default_factory=dict)
    of_settings: tuple[ConfigError, ...] = ()

    def folder_of(self, key: str, bundled: Path) -> Path:
        """Return where the files stand that this tool's manifest names."""
        return self.external[key].folder if key in self.external else bundled


def read_tools(
    bundled: Path, settings: Document, kinds: Container[str], own: Path | None = None
) -> ReadTools:
    """Return every tool of both folders' *.yaml files and of the settings' `tools:`.

    A tool of the settings takes the place of a file's; a file called as another tool does not.
    A file is called as its tool; a broken one, or one of a kind that is not at hand, costs
    that tool only.
    """
    found: dict[str, ToolManifest] = {}
    external: dict[str, ManifestOrigin] = {}
    complaints: list[ConfigError] = []
    of_settings: list[ConfigError] = []
    for key, document, source in _documents(bundled, own, settings, complaints):
        try:
            if source == "own" and key in found:
                raise document.complaint((), f"there is a tool {key} already; rename the file")
            manifest = _read(document, kinds)
            others = (other for other, one in found.items() if one.name == manifest.name)
            other = next((one for one in others if one != key), None)
            if other is not None:
                raise document.complaint(
                    ("name",), f"the tool {other} is also called {manifest.name}"
                )
        except ConfigError as error:
            complaints.append(error)
            of_settings += [error] if source == "settings" else []
            continue
        found[key] = manifest
        if _must_be_trusted(manifest, source):
            external[key] = ManifestOrigin(document.value, own or bundled)
    return ReadTools(dict(sorted(found.items())), tuple(complaints), external, tuple(of_settings))


def _must_be_trusted(manifest: ToolManifest, source: str) -> bool:
    """Say whether a tool starts something new; the settings name the models anyway."""
    if manifest.type == "llm":
        return source == "own" and manifest.llm.endpoint is not None
    return source != "bundled"


def _documents(
    bundled: Path, own: Path | None, settings: Document, complaints: list[ConfigError]
) -> Iterator[tuple[str, Document, str]]:
    for folder, source in ((bundled, "bundled"), (own, "own")):
        if folder is None or (source == "own" and folder == bundled):
            continue
        for path in sorted(folder.glob("*.yaml")):
            try:
                yield path.stem, load_yaml(path), source
            except ConfigError as error:
                complaints.append(error)
    for key in settings.value if isinstance(settings.value, dict) else {}:
        yield key, settings.below(key), "settings"


def _read(document: Document, kinds: Container[str]) -> ToolManifest:
    manifest = read_as(document, ToolManifest)
    if manifest.type not in kinds:
        raise document.complaint(("type",), f"no {manifest.type} tools are at hand")
    _check_command(document, manifest)
    _check_examples(document, manifest)
    return manifest


def _check_command(document: Document, manifest: ToolManifest) -> None:
    """Refuse a command line that names what no call can pass."""
    if manifest.executable is None:
        return
    known = ["prompt", *manifest.input]
    for place, word in enumerate(manifest.executable.command):
        for name in _NAMED.findall(word):
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1)
                meant = f"; did you mean {near[0]}?" if near else ""
                where = ("executable", "command", place)
                raise document.complaint(where, f"input names no argument {name}{meant}")


def _check_examples(document: Document, manifest: ToolManifest) -> None:
    """Refuse an example that the tool's own schema refuses."""
    for place, example in enumerate(manifest.examples):
        where = ("examples", place)
        try:
            given = dict(example.arguments)
            check_arguments(manifest.input, given, takes_any=manifest.takes_any)
        except ToolFailed as error:
            raise document.complaint((*where, "arguments"), str(error)) from error
        if len(example.prompt.encode(errors="replace")) > manifest.limits.prompt_bytes:
            raise document.complaint((*where, "prompt"), "longer than limits.prompt_bytes")
        if example.result is None:
            continue
        try:
            manifest.output.check(example.result)
        except ToolFailed as error:
            raise document.complaint((*where, "result"), f"output: {error}") from error
