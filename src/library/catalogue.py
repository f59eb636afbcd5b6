"""The bundled functions there are; a new family is a new module and a line here."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from .bundled import BundledFunction, functions_of


@cache
def bundled_functions() -> Mapping[str, BundledFunction]:
    """All bundled functions by name; the families are imported when this is first asked."""
    from . import primes

    families = (primes,)
    entries = [entry for family in families for entry in functions_of(family)]
    return MappingProxyType({entry.name: entry for entry in entries})
