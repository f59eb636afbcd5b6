"""Which settings do the command line and the environment give for this run?"""

from collections.abc import Mapping

from ..documents.bounds import IS_ADDRESS
from ..documents.document import KeyPath
from ..domain.hosts import ollama_address_of

GivenSetting = tuple[str, KeyPath, str]
"""Where it is given, the keys, and the value as text."""

PREFIX = "CODE_EVOLVER__"
KNOWN_VARIABLES: Mapping[str, KeyPath] = {
    "OLLAMA_HOST": ("ollama", "base_url"),
    "QDRANT_URL": ("memory", "qdrant_url"),
}


def given_by_environment(environment: Mapping[str, str]) -> list[GivenSetting]:
    """Return what environment variables set: any key, and the usual names of two servers."""
    found: list[GivenSetting] = []
    for name, value in environment.items():
        if name in KNOWN_VARIABLES and value:
            url = value if "://" in value else f"http://{value}"
            address = ollama_host(value) if name == "OLLAMA_HOST" else url
            if address is not None:
                found.append((f"environment {name}", KNOWN_VARIABLES[name], address))
        elif name.startswith(PREFIX):
            path = tuple(name.removeprefix(PREFIX).lower().split("__"))
            found.append((f"environment {name}", path, value))
    return found


def ollama_host(value: str) -> str | None:
    """Return the address that OLLAMA_HOST names; None if it names none that can be asked."""
    address = ollama_address_of(value)
    return address if address and IS_ADDRESS(address) else None


def given_by_flags(flags: Mapping[str, str]) -> list[GivenSetting]:
    """Return what --set and its relatives set."""
    return [("command line", tuple(key.split(".")), value) for key, value in flags.items()]
