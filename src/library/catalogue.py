"""The bundled functions there are; a new family is a new module and its name here."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from ..domain.task import TaskKind
from .bundled import BundledFunction, functions_of
from .function_book import FunctionBook
from .function_library import FunctionLibrary

FAMILIES: Mapping[TaskKind, str] = {
    TaskKind.ALGORITHM: "algorithms chance counting divisors geometry"
    " list_filters list_items list_reshaping matrices number_sequences number_tests"
    " primes puzzles range_sums sorting statistics_of_lists",
    TaskKind.CONVERSION: "number_notation percentages unit_conversion",
    TaskKind.DATA: "json_values table_groups table_rows tables text_lines",
    TaskKind.DATE: "dates today",
    TaskKind.SIMPLE_CONTENT: "content",
    TaskKind.TEXT: "ciphers encodings formats text_case text_counts text_edits"
    " text_order text_pieces text_tests words_of_text",
}
"""The modules of each kind; single functions of theirs may be of another kind."""


@cache
def bundled_functions() -> Mapping[str, BundledFunction]:
    """Return all bundled functions by name; the families are imported when this is first asked."""
    families = sorted((name, kind) for kind, names in FAMILIES.items() for name in names.split())
    entries = [
        entry
        for name, kind in families
        for entry in functions_of(import_module(f".{name}", __package__), kind)
    ]
    return MappingProxyType({entry.name: entry for entry in entries})


def open_library() -> FunctionLibrary:
    """Open the library; its families are imported here, so it is opened when first needed."""
    return FunctionLibrary(FunctionBook(bundled_functions()))
