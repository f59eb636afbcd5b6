"""The bundled functions there are; a new family is a new module and a line here."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from .bundled import BundledFunction, functions_of
from .function_book import FunctionBook
from .function_library import FunctionLibrary

FAMILIES = (
    "algorithms",
    "chance",
    "ciphers",
    "content",
    "counting",
    "csv_tables",
    "dates",
    "divisors",
    "encodings",
    "formats",
    "geometry",
    "graphs",
    "json_values",
    "letter_counts",
    "list_arithmetic",
    "list_filters",
    "list_items",
    "list_pairs",
    "list_reshaping",
    "matrices",
    "measures",
    "number_files",
    "number_notation",
    "number_sequences",
    "number_tests",
    "number_values",
    "percentages",
    "primes",
    "puzzles",
    "range_sums",
    "sorting",
    "statistics_of_lists",
    "text_case",
    "text_counts",
    "text_edits",
    "text_lines",
    "text_order",
    "text_pieces",
    "text_tests",
    "unit_conversion",
    "words_of_text",
)


@cache
def bundled_functions() -> Mapping[str, BundledFunction]:
    """All bundled functions by name; the families are imported when this is first asked."""
    families = [import_module(f".{name}", __package__) for name in FAMILIES]
    entries = [entry for family in families for entry in functions_of(family)]
    return MappingProxyType({entry.name: entry for entry in entries})


def open_library() -> FunctionLibrary:
    """The library; its families are imported here, so it is opened when first needed."""
    return FunctionLibrary(FunctionBook(bundled_functions()))
