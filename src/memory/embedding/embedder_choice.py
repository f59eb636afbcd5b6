"""Chooses the embedder where the settings do not name one."""

from collections.abc import Callable

from ...domain.errors import ConfigError
from ...domain.ports import Embedder
from .minilm import bundled_minilm
from .ngrams import HashedNgrams


def choose_embedder(wanted: str, by_endpoint: Callable[[], Embedder] | None = None) -> Embedder:
    """The embedder of this name: auto, minilm, lexical or ollama (made by `by_endpoint`).

    "auto" is MiniLM where its weights are installed, else lexical. Raises ConfigError.
    """
    if wanted == "ollama":
        if by_endpoint is None:
            raise ConfigError("the embedder ollama needs an endpoint", hint="name one, or use auto")
        return by_endpoint()
    if wanted == "lexical":
        return HashedNgrams()
    minilm = bundled_minilm() if wanted in ("auto", "minilm") else None
    if minilm is not None:
        return minilm
    if wanted == "auto":
        return HashedNgrams()
    problem = "is not installed" if wanted == "minilm" else "is not known"
    raise ConfigError(
        f"the embedder {wanted} {problem}", hint="one of auto, minilm, lexical, ollama"
    )
