"""OLLAMA_HOST is read as Ollama reads it, whatever users set it to for the server."""

from pathlib import Path

import pytest

from src.config.manager import ConfigManager
from src.domain.hosts import ollama_address_of


@pytest.mark.parametrize(
    ("variable", "address"),
    [
        ("gpu", "http://gpu:11434"),
        ("gpu:99", "http://gpu:99"),
        (":99", "http://127.0.0.1:99"),
        ("http://gpu", "http://gpu:80"),
        ("https://gpu/ollama/", "https://gpu:443/ollama"),
        ("ollama.com", "https://ollama.com"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        (" 0.0.0.0 ", "http://127.0.0.1:11434"),
        ('"0.0.0.0"', "http://127.0.0.1:11434"),
        ("0.0.0.0:", "http://127.0.0.1:11434"),
        ("::", "http://[::1]:11434"),
        ("::1", "http://[::1]:11434"),
        ("[::1]:99", "http://[::1]:99"),
        ("127.0.0.1:99999", "http://127.0.0.1:11434"),
        ("127.0.0.1:x", "http://127.0.0.1:11434"),
        ("127.0.0.1:011434", "http://127.0.0.1:11434"),
        ("gpu:\u00b2", "http://gpu:11434"),
        ("gpu:\uff11\uff12", "http://gpu:11434"),
        ("gpu:" + "9" * 5000, "http://gpu:11434"),
        ("HTTPS://gpu", "https://gpu:443"),
        ("*", None),
        ("ftp://gpu", None),
        ("a b", None),
    ],
)
def test_the_variable_names_the_address_that_ollama_takes_it_for(
    variable: str, address: str | None
) -> None:
    assert ollama_address_of(variable) == address


def test_a_password_in_the_variable_is_not_shown(tmp_path: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "OLLAMA_HOST": "http://me:hunter2@gpu:11434"}

    notes = ConfigManager(environment=environment).notes

    assert any("OLLAMA_HOST=http://gpu:11434 names no server" in note for note in notes)


@pytest.mark.parametrize("variable", ["gpu/a b", "fe80::1%eth-0", "gpu/\u2003x"])
def test_an_address_that_cannot_be_asked_is_named_and_not_used(
    tmp_path: Path, variable: str
) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "OLLAMA_HOST": variable}

    manager = ConfigManager(environment=environment)

    assert manager.settings.ollama.base_url == "http://localhost:11434"
    assert any(f"OLLAMA_HOST={variable} names no server" in note for note in manager.notes)


@pytest.mark.parametrize("variable", ["*", "::", "127.0.0.1:99999", '"0.0.0.0" '])
def test_no_value_keeps_the_program_from_starting(tmp_path: Path, variable: str) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "OLLAMA_HOST": variable}

    manager = ConfigManager(environment=environment)

    assert manager.settings.ollama.base_url.startswith("http://")
    assert [note for note in manager.notes if "OLLAMA_HOST=*" in note] == (
        ["OLLAMA_HOST=* names no server; http://127.0.0.1:11434 is used"] if variable == "*" else []
    )
