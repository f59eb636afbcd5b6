"""The user's trust in tools that are not bundled, tied to a digest of their files."""

import hashlib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..documents.json_files import canonical_json, read_json, write_json
from .tool_manifest import McpPart, ToolManifest
from .manifest_reader import ManifestOrigin

# What a server keeps as it works changes with every call, and starts nothing.
_DATA = frozenset({".csv", ".db", ".jsonl", ".log", ".md", ".sqlite", ".sqlite3", ".tsv", ".txt"})
_CODE = frozenset(".py .pyi .js .mjs .cjs .ts .sh .rb .pl .php .lua .so .jar .wasm".split())
_FETCHING = frozenset({"npx", "bunx", "pnpx", "uvx", "pipx", "docker", "podman"})
_MOST_FILES = 2_000


@dataclass(frozen=True, slots=True)
class Trust:
    """The digests of trusted tools by name; what has changed since is trusted no more.

    A broken file is a ConfigError, never trust.
    """

    file: Path

    def is_trusted(self, name: str, digest: str) -> bool:
        """Return True if the user trusts the tool as it is now."""
        return self._digests().get(name) == digest

    def trust(self, name: str, digest: str) -> None:
        """Let the tool be started as long as it stays as it is."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        write_json(self.file, {**self._digests(), name: digest})

    def revoke(self, name: str) -> None:
        """Trust the tool no more; nothing happens if it was not trusted."""
        if name in self._digests():
            kept = {other: digest for other, digest in self._digests().items() if other != name}
            write_json(self.file, kept)

    def _digests(self) -> dict[str, str]:
        return read_json(self.file, dict[str, str]) if self.file.exists() else {}


def digest_of(manifest: ToolManifest, origin: ManifestOrigin) -> str:
    """Return a digest of the manifest and every file that it names, except a server's data."""
    digest = hashlib.sha256(canonical_json(origin.value).encode())
    for path in _files(manifest, origin.folder):
        digest.update(f"\0{path}\0".encode(errors="replace"))
        if path.is_file():
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def unpinned(manifest: ToolManifest, folder: Path) -> str:
    """Return what the tool starts although trust does not cover how it is ("" for nothing)."""
    part = manifest.mcp
    if part is None:
        return ""
    within, found = folder / part.folder, []
    program = Path(part.command).name
    if program in _FETCHING:
        found.append(f"what {program} fetches")
    elif not (within / part.command).is_file():
        found.append(f"{part.command}, installed elsewhere")
    for name in _modules(part):
        if not any(path.exists() for path in _module_paths(within, name)):
            found.append(f"the module {name}, installed elsewhere")
    if len(_code_in(_code_folders(part, folder))) >= _MOST_FILES:
        found.append(f"more than {_MOST_FILES} files next to it")
    return " and ".join(found)


def _modules(part: McpPart) -> list[str]:
    return [name for flag, name in zip(part.arguments, part.arguments[1:]) if flag == "-m"]


def _module_paths(within: Path, name: str) -> tuple[Path, Path]:
    path = within / name.replace(".", "/")
    return path.with_suffix(".py"), path


def _code_folders(part: McpPart, folder: Path) -> set[Path]:
    """Return the folders, within the server's, of scripts and modules that it starts from."""
    within = folder / part.folder
    named = [within / word for word in (part.command, *part.arguments)]
    named += [path for name in _modules(part) for path in _module_paths(within, name)]
    inside = (path for path in named if path.is_relative_to(folder) and path.exists())
    return {path if path.is_dir() else path.parent for path in inside}


def _code_in(folders: set[Path]) -> list[Path]:
    files = (path for top in folders for path in top.rglob("*") if path.suffix.lower() in _CODE)
    return sorted(set(itertools.islice((path for path in files if path.is_file()), _MOST_FILES)))


def _files(manifest: ToolManifest, folder: Path) -> Iterator[Path]:
    if manifest.python is not None:
        yield folder / manifest.python.file
    if manifest.mcp is not None:
        started = (manifest.mcp.command, *manifest.mcp.arguments)
        within = folder / manifest.mcp.folder
        named = (within / word for word in started if (within / word).is_file())
        yield from (path for path in named if path.suffix.lower() not in _DATA)
        # A script imports modules from its folder.
        yield from _code_in(_code_folders(manifest.mcp, folder))
    if manifest.executable is not None:
        program = manifest.executable.command[0]
        # A bare name is a program of the system, which its owner may bring up to date.
        yield from [folder / program] if "/" in program else []
        for read in manifest.executable.reads:
            yield folder / read
            yield from _code_in({folder / read}) if (folder / read).is_dir() else []


@dataclass(frozen=True, slots=True)
class Grants:
    """The names of granted tools; a broken file is a ConfigError, never a grant."""

    file: Path

    def names(self) -> tuple[str, ...]:
        """Return all granted tools, sorted. Raises ConfigError."""
        return tuple(sorted(read_json(self.file, list[str]))) if self.file.exists() else ()

    def is_granted(self, name: str) -> bool:
        """Return True if the user lets this tool change things."""
        return name in self.names()

    def grant(self, name: str) -> None:
        """Let this tool change things from now on."""
        self._keep({*self.names(), name})

    def revoke(self, name: str) -> None:
        """Let it no longer."""
        self._keep({*self.names()} - {name})

    def _keep(self, names: set[str]) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        write_json(self.file, sorted(names))
