"""Bounded types for settings and manifests, each with its wording for complaints."""

import re
from typing import Annotated

from msgspec import Meta

Count = Annotated[int, Meta(ge=0, description="a whole number, 0 or more")]
Positive = Annotated[int, Meta(ge=1, description="a whole number, 1 or more")]
# What is unbounded overflows where it arrives: in the kernel's limits, or in a wait.
Seconds = Annotated[
    float, Meta(gt=0, le=1e6, description="a number of seconds above 0, at most a million")
]
Minutes = Annotated[float, Meta(gt=0, le=1e6, description="a number of minutes above 0")]
# As Go reads it, which Ollama is written in; it refuses every request that says another.
Duration = Annotated[
    str,
    Meta(
        pattern=r"^(-?\d+|-?(\d+(\.\d+)?(ns|us|ms|s|m|h))+)?$",
        description='a time such as "30m", seconds, "-1" for always, or "" for the server\'s own',
    ),
]
Megabytes = Annotated[int, Meta(ge=1, le=1 << 20, description="a whole number, 1 to 1048576")]
Temperature = Annotated[float, Meta(ge=0, le=2, description="a number from 0 to 2")]
Text = Annotated[str, Meta(min_length=1, description="text")]
_HOST = r"(\[[0-9A-Fa-f:.]+(%\w+)?\]|[^\s/?#@:\[\]]+)"
_PORT = r"(:(6553[0-5]|655[0-2]\d|65[0-4]\d\d|6[0-4]\d{3}|[1-5]\d{4}|[1-9]\d{0,3}))?"
_URL = rf"https?://([^\s/?#@]*@)?{_HOST}{_PORT}([/?#]\S*)?"
Address = Annotated[
    str, Meta(pattern=rf"^{_URL}$", description='an address such as "http://localhost:11434"')
]
IS_ADDRESS = re.compile(_URL).fullmatch
AddressOrLocal = Annotated[
    str,
    Meta(
        pattern=rf"^({_URL}|local)$",
        description='an address such as "http://localhost:11434", or "local"',
    ),
]
AddressOrNone = Annotated[
    str, Meta(pattern=rf"^({_URL})?$", description='an address, or "" for none')
]
Name = Annotated[
    str,
    Meta(pattern=r"^[a-z][a-z0-9_]*$", description="a name of lower-case letters, digits and _"),
]


def whole(low: int, high: int) -> Meta:
    """Return the bounds of a whole number, for `Annotated[int, ...]`."""
    return Meta(ge=low, le=high, description=f"a whole number from {low} to {high}")


def number(low: float, high: float) -> Meta:
    """Return the bounds of a number, for `Annotated[float, ...]`."""
    return Meta(ge=low, le=high, description=f"a number from {low:g} to {high:g}")
