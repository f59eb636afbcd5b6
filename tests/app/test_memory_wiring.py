"""What the settings of memory open, and what is said of it."""

from pathlib import Path

import pytest

from src.app.memory_wiring import open_memory
from src.config.settings import MemorySettings
from src.memory.embedding.ngrams import HashedNgrams


@pytest.mark.parametrize(
    ("url", "key", "is_said"),
    [
        ("http://10.0.0.1:6333", "secret", True),
        ("http://10.0.0.1:6333", "", False),
        ("https://10.0.0.1:6333", "secret", False),
        ("http://127.0.0.1:6333", "secret", False),
        ("http://[::1]:6333", "secret", False),
    ],
)
def test_a_key_that_leaves_this_machine_unencrypted_is_said(
    url: str, key: str, is_said: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A_KEY", key)
    settings = MemorySettings("lexical", qdrant_url=url, qdrant_api_key_env="A_KEY")
    notes: list[str] = []

    open_memory(tmp_path, settings, notes.append, HashedNgrams, lambda: ())

    said = "the key of the Qdrant server is sent over plain HTTP: name its https address"
    assert notes == [said] * is_said
