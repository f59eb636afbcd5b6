"""How all-MiniLM-L6-v2 turns sentences into vectors, with numpy alone.

The forward pass of BERT (Devlin et al. 2018, arXiv:1810.04805), mean pooling over the tokens and
a unit length at the end (Reimers and Gurevych 2019, arXiv:1908.10084).
"""

import mmap
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock

from .weights import SHA256, Array, find_model, map_checked, read_safetensors
from .wordpiece import read_vocabulary, tokenize

MAX_TOKENS = 256
BATCH = 32
LAYERS = 6
HEADS = 12
WIDTH = 384
EPSILON = 1e-12


class MiniLM:
    """An embedder of 384 dimensions; weights are read and checked when it is first asked."""

    def __init__(self, folder: Path, sha256: str = SHA256) -> None:
        self._folder = folder
        self._sha256 = sha256
        self._lock = Lock()
        self._loaded: tuple[dict[str, Array], dict[str, int], mmap.mmap] | None = None

    @property
    def fingerprint(self) -> str:
        """The model's name and the start of its weights' digest."""
        return f"all-MiniLM-L6-v2-{self._sha256[:8]}"

    @property
    def dimension(self) -> int:
        """384."""
        return WIDTH

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        """Return one unit vector a text, of its first 256 tokens. Raises MemoryUnavailable."""
        del query  # Questions and texts are embedded alike.
        weights, vocabulary, memory = self._model()
        tokens = [tokenize(text, vocabulary, MAX_TOKENS) for text in texts]
        order = sorted(range(len(tokens)), key=lambda index: len(tokens[index]))
        vectors: list[list[float]] = [[] for _ in texts]
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            rows = forward([tokens[index] for index in batch], weights)
            for index, row in zip(batch, rows.tolist(), strict=True):
                vectors[index] = row
        # The pages stay in the system's cache, but no longer count as this process's memory.
        memory.madvise(mmap.MADV_DONTNEED)
        return vectors

    def _model(self) -> tuple[dict[str, Array], dict[str, int], mmap.mmap]:
        with self._lock:
            if self._loaded is None:
                # Many BLAS threads on small matrices are 20 times slower under load.
                os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
                memory = map_checked(self._folder / "model.safetensors", self._sha256)
                vocabulary = read_vocabulary(self._folder / "vocab.txt")
                self._loaded = read_safetensors(memory), vocabulary, memory
            return self._loaded


def bundled_minilm() -> MiniLM | None:
    """Return the embedder over the installed weights, or None where they are not installed."""
    folder = find_model()
    return MiniLM(folder) if folder else None


def forward(tokens: Sequence[Sequence[int]], weights: Mapping[str, Array]) -> Array:
    """Return the unit vectors of token sequences, one row each."""
    import numpy as np

    longest = max(map(len, tokens))
    numbers = np.zeros((len(tokens), longest), np.int64)
    mask = np.zeros((len(tokens), longest), np.float32)
    for row, sequence in enumerate(tokens):
        numbers[row, : len(sequence)] = sequence
        mask[row, : len(sequence)] = 1
    hidden = weights["embeddings.word_embeddings.weight"][numbers]
    hidden = hidden + weights["embeddings.position_embeddings.weight"][:longest]
    hidden = hidden + weights["embeddings.token_type_embeddings.weight"][0]
    hidden = _normalized(hidden, weights, "embeddings.LayerNorm")
    hidden_bias = (1 - mask)[:, None, None, :] * np.float32(-1e9)
    for number in range(LAYERS):
        hidden = _layer(hidden, hidden_bias, weights, f"encoder.layer.{number}")
    pooled = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
    unit: Array = pooled / np.linalg.norm(pooled, axis=1, keepdims=True)
    return unit


def _layer(hidden: Array, bias: Array, weights: Mapping[str, Array], name: str) -> Array:
    attended = _attention(hidden, bias, weights, f"{name}.attention.self")
    attended = _dense(attended, weights, f"{name}.attention.output.dense")
    hidden = _normalized(hidden + attended, weights, f"{name}.attention.output.LayerNorm")
    inner = _gelu(_dense(hidden, weights, f"{name}.intermediate.dense"))
    outer = _dense(inner, weights, f"{name}.output.dense")
    return _normalized(hidden + outer, weights, f"{name}.output.LayerNorm")


def _attention(hidden: Array, bias: Array, weights: Mapping[str, Array], name: str) -> Array:
    import numpy as np

    batch, length, _ = hidden.shape

    def heads(part: str) -> Array:
        projected = _dense(hidden, weights, f"{name}.{part}")
        return projected.reshape(batch, length, HEADS, WIDTH // HEADS).transpose(0, 2, 1, 3)

    scores = heads("query") @ heads("key").transpose(0, 1, 3, 2)
    scores = scores / np.float32((WIDTH // HEADS) ** 0.5) + bias
    scores = np.exp(scores - scores.max(-1, keepdims=True))
    shares = scores / scores.sum(-1, keepdims=True)
    mixed: Array = (shares @ heads("value")).transpose(0, 2, 1, 3).reshape(batch, length, WIDTH)
    return mixed


def _dense(values: Array, weights: Mapping[str, Array], name: str) -> Array:
    result: Array = values @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]
    return result


def _normalized(values: Array, weights: Mapping[str, Array], name: str) -> Array:
    import numpy as np

    centred = values - values.mean(-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(EPSILON))
    result: Array = centred / spread * weights[f"{name}.weight"] + weights[f"{name}.bias"]
    return result


def _gelu(values: Array) -> Array:
    """Return x times the normal distribution's share below x.

    The error function is Abramowitz and Stegun 7.1.26, off by at most 1.5e-7.
    """
    import numpy as np

    scaled = np.abs(values) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * scaled)
    series = np.float32(1.061405429) * t - np.float32(1.453152027)
    series = (series * t + np.float32(1.421413741)) * t - np.float32(0.284496736)
    series = (series * t + np.float32(0.254829592)) * t
    erf = np.sign(values) * (1 - series * np.exp(-scaled * scaled))
    result: Array = values * np.float32(0.5) * (1 + erf)
    return result
