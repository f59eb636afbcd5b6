"""The user's trust in tools that are not bundled, tied to a digest of their files."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ..documents.json_files import canonical_json, read_json, write_json
from .manifest_reader import ManifestOrigin
from .started_code import code_in, started_files
from .tool_manifest import ToolManifest


class Trust(Struct, frozen=True):
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


def _files(manifest: ToolManifest, folder: Path) -> Iterator[Path]:
    if manifest.python is not None:
        yield folder / manifest.python.file
    if manifest.mcp is not None:
        yield from started_files(manifest.mcp, folder)
    if manifest.executable is not None:
        program = manifest.executable.command[0]
        # A bare name is a program of the system, which its owner may bring up to date.
        yield from [folder / program] if "/" in program else []
        for read in manifest.executable.reads:
            yield folder / read
            yield from code_in([folder / read])[0]


class Grants(Struct, frozen=True):
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
