"""Chooses the embedder, and replaces one at a server that fails."""

from collections.abc import Callable, Sequence

from ...domain.errors import ConfigError, MemoryUnavailable, ModelError
from ...domain.ports import Embedder
from .minilm import bundled_minilm
from .ngrams import HashedNgrams


def choose_embedder(wanted: str, by_endpoint: Callable[[], Embedder] | None = None) -> Embedder:
    """Return the embedder of this name: auto, minilm, lexical or ollama (made by `by_endpoint`).

    "auto" is MiniLM where its weights are installed, else lexical. Raises ConfigError.
    """
    if wanted == "ollama":
        if by_endpoint is None:
            raise ConfigError("the embedder ollama needs an endpoint", hint="name one, or use auto")
        return by_endpoint()
    minilm = bundled_minilm() if wanted in ("auto", "minilm") else None
    if minilm is not None:
        return minilm
    if wanted in ("auto", "lexical"):
        return HashedNgrams()
    problem = "is not installed" if wanted == "minilm" else "is not known"
    raise ConfigError(
        f"the embedder {wanted} {problem}", hint="one of auto, minilm, lexical, ollama"
    )


class FallbackEmbedder:
    """Embeds with `preferred` until that fails, then with `substitute`; the change is noted once.

    Tried out at the first use: vectors of two embedders are never stored under one fingerprint.
    """

    def __init__(
        self, preferred: Embedder, substitute: Embedder, note: Callable[[str], None]
    ) -> None:
        self._current = preferred
        self._substitute = substitute
        self._note = note
        self._is_tried = False

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the embedder in use."""
        return self._tried().fingerprint

    @property
    def dimension(self) -> int:
        """The length of a vector of the embedder in use."""
        return self._tried().dimension

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        """Embed each text. Raises MemoryUnavailable for the call that fails."""
        try:
            return self._tried().embed(texts, query=query)
        except ModelError as error:
            self._replace(error)
            raise MemoryUnavailable(str(error), hint=error.hint) from error

    def _tried(self) -> Embedder:
        if not self._is_tried:
            self._is_tried = True
            try:
                self._current.embed(["word"])
            except ModelError as error:
                self._replace(error)
        return self._current

    def _replace(self, error: ModelError) -> None:
        self._current = self._substitute
        cure = f" To change that: {error.hint}." if error.hint else ""
        self._note(f"memory compares words by their letters, not by meaning: {error}.{cure}")
